package io.yizhan.settlement;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Claim;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A claim of a person with one identity, in the numbers of one plan: words are places, accounts are
 * slots. Everything that a run reads.
 */
public final class Situation {
  /** A record that approves the special disease of the claim. */
  public static final String NEEDS_SPECIAL_DISEASE = "special_disease";

  /** A charity grant of the layer's fund. */
  public static final String NEEDS_GRANT = "grant";

  /** Nothing was supplied for the layer. */
  static final long NOT_SUPPLIED = -1;

  /** No claim, no plan: what a run holds before its first. */
  static final Situation NONE = new Situation();

  private final PolicyPlan plan;
  private final LocalDate judgedDate;
  private final int[] factWords;
  private final long[] billedFen;
  private final long[] usedFen;
  private final long[] heldFen;
  private final int[] accountYears;
  private final long[] fundLeftFen;
  private final boolean[] recordHeld;
  private final long[] grantLeftFen;
  private final long[] suppliedFen;
  private final long[] alreadyFen;
  private final boolean[] alreadyLast;
  private final long otherInsurerFen;
  private final long hospitalShareFen;

  private Situation() {
    this.plan =
        new PolicyPlan(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    this.judgedDate = LocalDate.EPOCH;
    this.factWords = new int[0];
    this.billedFen = new long[0];
    this.usedFen = new long[0];
    this.heldFen = new long[0];
    this.accountYears = new int[0];
    this.fundLeftFen = new long[0];
    this.recordHeld = new boolean[0];
    this.grantLeftFen = new long[0];
    this.suppliedFen = new long[0];
    this.alreadyFen = new long[0];
    this.alreadyLast = new boolean[0];
    this.otherInsurerFen = 0;
    this.hospitalShareFen = 0;
  }

  private Situation(PolicyPlan plan, Claim claim, LocalDate judgedDate, int identityPlace) {
    this.plan = plan;
    this.judgedDate = judgedDate;
    int layers = plan.layers().size();
    int accounts = plan.accounts().size();
    this.factWords = new int[Fact.values().length];
    this.factWords[Fact.IDENTITY.ordinal()] = identityPlace;
    this.billedFen = new long[BillPart.values().length];
    for (BillPart part : BillPart.values()) {
      billedFen[part.ordinal()] = claim.bill().partFen(part);
    }
    this.usedFen = new long[accounts];
    this.heldFen = new long[accounts];
    this.accountYears = new int[accounts];
    this.fundLeftFen = new long[accounts];
    this.recordHeld = new boolean[layers];
    this.grantLeftFen = new long[layers];
    this.suppliedFen = new long[layers];
    Arrays.fill(suppliedFen, NOT_SUPPLIED);
    this.alreadyFen = new long[layers];
    this.alreadyLast = new boolean[layers];
    this.hospitalShareFen = claim.insurer().map(InsurerSettlement::hospitalShareFen).orElse(0L);
    setFacts(claim);
    this.otherInsurerFen = claim.insurer().map(this::placeSupplied).orElse(0L);
  }

  /**
   * The situation of one identity.
   *
   * @param identityPlace its place in the plan, 0 for none
   */
  public static Situation of(
      PolicyPlan plan, Claim claim, Standing standing, LocalDate judgedDate, int identityPlace) {
    Situation situation = new Situation(plan, claim, judgedDate, identityPlace);
    String level =
        claim.hospitalLevel().isEmpty()
            ? standing.hospital().map(Standing.Hospital::level).orElse("")
            : claim.hospitalLevel();
    situation.setWord(Fact.LEVEL, level);
    situation.readAccounts(claim, standing);
    situation.readRecords(claim, standing);
    situation.placeAlready(claim.insurer());
    return situation;
  }

  private void setFacts(Claim claim) {
    setWord(Fact.CARE, claim.care().code());
    setWord(Fact.REFERRAL, claim.referral().code());
    setWord(Fact.THIRD_PARTY, claim.thirdPartyLiable() ? "yes" : "no");
    setWord(Fact.SCHEME, claim.insuredScheme());
    setWord(Fact.DISEASE, claim.specialDisease());
  }

  private void setWord(Fact fact, String word) {
    factWords[fact.ordinal()] = plan.words(fact).placeOf(word);
  }

  private void readAccounts(Claim claim, Standing standing) {
    for (int slot = 0; slot < usedFen.length; slot++) {
      PlanAccount account = plan.accounts().get(slot);
      if (account.owner() == PolicyTable.Owner.FUND) {
        Standing.FundMoney money = standing.funds().get(account.ownerFund());
        fundLeftFen[slot] =
            money == null ? 0 : Math.max(0, money.budgetFen() - money.usedFen() - money.heldFen());
        continue;
      }
      accountYears[slot] = yearOf(account, claim);
      Standing.Usage usage = standing.usageOf(account.code(), accountYears[slot]);
      usedFen[slot] = usage.usedFen();
      heldFen[slot] = usage.heldFen();
    }
  }

  private int yearOf(PlanAccount account, Claim claim) {
    if (account.period() == PolicyTable.Period.LIFE) {
      return 0;
    }
    LocalDate day = account.dating().judgedDate(claim.care(), claim.dates()).orElse(judgedDate);
    return account.dating().benefitYear(day);
  }

  private void readRecords(Claim claim, Standing standing) {
    for (int i = 0; i < recordHeld.length; i++) {
      PlanLayer layer = plan.layers().get(i);
      switch (layer.needs()) {
        case "" -> recordHeld[i] = true;
        case NEEDS_GRANT -> {
          grantLeftFen[i] = grantLeft(layer.fund(), standing);
          recordHeld[i] = grantLeftFen[i] > 0;
        }
        case NEEDS_SPECIAL_DISEASE -> recordHeld[i] = specialDiseaseApproved(claim, standing);
        default ->
            recordHeld[i] =
                standing.approvals().stream()
                    .anyMatch(
                        approval ->
                            approval.kind().equals(layer.needs())
                                && approval.holdsAt(claim.key().hospitalId(), judgedDate));
      }
    }
  }

  private long grantLeft(String fund, Standing standing) {
    long left = 0;
    for (Standing.Grant grant : standing.grants()) {
      if (grant.fund().equals(fund) && grant.validOn(judgedDate)) {
        left = Math.addExact(left, grant.leftFen());
      }
    }
    return left;
  }

  private boolean specialDiseaseApproved(Claim claim, Standing standing) {
    boolean listed =
        plan.diseases().stream()
            .anyMatch(
                entry ->
                    entry.disease().key().equals(claim.specialDisease())
                        && entry.form().key().equals(claim.treatmentForm()));
    return listed
        && standing.approvals().stream()
            .anyMatch(
                approval ->
                    approval.kind().equals(NEEDS_SPECIAL_DISEASE)
                        && approval.disease().equals(claim.specialDisease())
                        && approval.treatmentForm().equals(claim.treatmentForm())
                        && approval.holdsAt(claim.key().hospitalId(), judgedDate));
  }

  /**
   * Gives the insurer's amounts to the insurance layers; answers what no layer of the plan names.
   */
  private long placeSupplied(InsurerSettlement insurer) {
    for (int i = 0; i < suppliedFen.length; i++) {
      if (plan.layers().get(i).stage() == PolicyTable.Stage.INSURANCE) {
        suppliedFen[i] = 0;
      }
    }
    long other = 0;
    for (FundAmount payment : insurer.payments()) {
      int first = firstLayer(payment.fundCode(), PolicyTable.Stage.INSURANCE);
      if (first >= 0) {
        suppliedFen[first] = payment.amountFen();
      } else if (firstLayer(payment.fundCode(), PolicyTable.Stage.AID) < 0) {
        other = Math.addExact(other, payment.amountFen());
      }
    }
    return other;
  }

  private int firstLayer(String fund, PolicyTable.Stage stage) {
    for (int i = 0; i < plan.layers().size(); i++) {
      PlanLayer layer = plan.layers().get(i);
      if (layer.stage() == stage && layer.fund().equals(fund)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Aid that the insurer's platform has paid: each applying layer of that fund absorbs up to what
   * it pays itself, the last one all that is left.
   */
  private void placeAlready(Optional<InsurerSettlement> insurer) {
    if (insurer.isEmpty()) {
      return;
    }
    for (FundAmount payment : insurer.get().payments()) {
      String fund = payment.fundCode();
      if (payment.amountFen() == 0
          || firstLayer(fund, PolicyTable.Stage.INSURANCE) >= 0
          || firstLayer(fund, PolicyTable.Stage.AID) < 0) {
        continue;
      }
      int last = -1;
      int ofThisCare = -1;
      for (int i = 0; i < alreadyFen.length; i++) {
        PlanLayer layer = plan.layers().get(i);
        if (layer.stage() != PolicyTable.Stage.AID || !layer.fund().equals(fund)) {
          continue;
        }
        int row = layer.rowFor(factWords);
        if (row >= 0 && recordHeld[i]) {
          last = i;
        }
        if (ofThisCare < 0 && row != -1 - Fact.CARE.ordinal()) {
          ofThisCare = i;
        }
      }
      if (last < 0) {
        last = ofThisCare >= 0 ? ofThisCare : firstLayer(fund, PolicyTable.Stage.AID);
      }
      alreadyLast[last] = true;
      alreadyFen[last] = payment.amountFen();
    }
  }

  PolicyPlan plan() {
    return plan;
  }

  LocalDate judgedDate() {
    return judgedDate;
  }

  int[] factWords() {
    return factWords;
  }

  long billedFen(int part) {
    return billedFen[part];
  }

  long usedFen(int account) {
    return usedFen[account];
  }

  long heldFen(int account) {
    return heldFen[account];
  }

  int accountYear(int account) {
    return accountYears[account];
  }

  long fundLeftFen(int account) {
    return fundLeftFen[account];
  }

  boolean recordHeld(int layer) {
    return recordHeld[layer];
  }

  long grantLeftFen(int layer) {
    return grantLeftFen[layer];
  }

  long suppliedFen(int layer) {
    return suppliedFen[layer];
  }

  /** What the platform has paid already of the fund whose last applying layer this is; else 0. */
  long alreadyFen(int layer) {
    return alreadyFen[layer];
  }

  boolean takesRestOfAlready(int layer) {
    return alreadyLast[layer];
  }

  long otherInsurerFen() {
    return otherInsurerFen;
  }

  long hospitalShareFen() {
    return hospitalShareFen;
  }
}
