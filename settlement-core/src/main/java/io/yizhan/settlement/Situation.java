package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.policy.Definitions;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanFact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanQuota;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.policy.Quantity;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

  /** The source of an identity that awaits its check. */
  static final String PROVISIONAL = "provisional";

  /** A record decided no rate. */
  private static final int NO_RATE = -1;

  /** No valid record of the kind. */
  private static final long NO_RECORD = -1;

  private static final int CITY_DIGITS = 4;
  private static final int PROVINCE_DIGITS = 2;

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
  private final long[] numbers;
  private final long[] recordFen;
  private final int[] recordPpm;
  private final boolean[] counts;
  private final String[] accountKeys;
  private final long billedTotalFen;
  private final boolean partsFit;
  private String householdId = "";
  private Optional<String> missingFact = Optional.empty();
  private Optional<String> badDecision = Optional.empty();
  private Optional<LocalDate> identityFrom = Optional.empty();
  private final Optional<Claim> claim;

  private Situation() {
    this.plan =
        new PolicyPlan(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            new int[0],
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            false,
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
    this.numbers = new long[0];
    this.recordFen = new long[0];
    this.recordPpm = new int[0];
    this.counts = new boolean[0];
    this.accountKeys = new String[0];
    this.billedTotalFen = 0;
    this.partsFit = true;
    this.claim = Optional.empty();
  }

  private Situation(PolicyPlan plan, Claim claim, LocalDate judgedDate, int identityPlace) {
    this.plan = plan;
    this.judgedDate = judgedDate;
    int layers = plan.layers().size();
    int accounts = plan.accounts().size();
    this.claim = Optional.of(claim);
    this.factWords = new int[plan.facts().size()];
    this.numbers = new long[plan.facts().size()];
    this.factWords[Fact.IDENTITY.ordinal()] = identityPlace;
    Optional<long[]> parts = BillParts.of(plan, claim);
    this.partsFit = parts.isPresent();
    this.billedFen = parts.orElseGet(() -> new long[plan.parts().size()]);
    this.billedTotalFen = claim.bill().totalFen();
    this.recordFen = new long[plan.records().size()];
    this.recordPpm = new int[plan.records().size()];
    this.counts = new boolean[accounts];
    this.accountKeys = new String[accounts];
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
   * @param identity the one that is computed, if any
   * @param identityPlace its place in the plan, 0 for none
   */
  public static Situation of(
      PolicyPlan plan,
      Claim claim,
      Standing standing,
      LocalDate judgedDate,
      Optional<Standing.Identity> identity,
      int identityPlace) {
    Situation situation = new Situation(plan, claim, judgedDate, identityPlace);
    situation.householdId = standing.householdId();
    situation.setPlaces(claim, standing, identity);
    situation.readRecordFigures(claim, standing);
    situation.setOwnFacts(claim);
    situation.readAccounts(claim, standing);
    situation.readRecords(claim, standing);
    situation.placeAlready(claim.insurer());
    return situation;
  }

  private void setFacts(Claim given) {
    setWord(Fact.CARE, given.care().code());
    setWord(Fact.REFERRAL, given.referral().code());
    setWord(Fact.THIRD_PARTY, given.thirdPartyLiable() ? "yes" : "no");
    setWord(Fact.SCHEME, given.insuredScheme());
    setWord(Fact.DISEASE, given.specialDisease());
    setWord(Fact.INSURED, given.insuredScheme().isEmpty() ? "no" : "yes");
    long days = ChronoUnit.DAYS.between(given.dates().first(), given.dates().last());
    setNumber(Fact.DAYS.ordinal(), Math.max(1, days));
    if (given.birthDate().isPresent()) {
      long years = ChronoUnit.YEARS.between(given.birthDate().get(), judgedDate);
      setNumber(Fact.AGE.ordinal(), Math.max(0, years));
    } else {
      numbers[Fact.AGE.ordinal()] = PlanFact.NOT_SAID;
    }
  }

  private void setPlaces(Claim given, Standing standing, Optional<Standing.Identity> identity) {
    String level =
        given.hospitalLevel().isEmpty()
            ? standing.hospital().map(Standing.Hospital::level).orElse("")
            : given.hospitalLevel();
    setWord(Fact.LEVEL, level);
    String region = standing.hospital().map(Standing.Hospital::region).orElse("");
    setWord(Fact.AREA, area(given.insuredRegion(), region));
    boolean provisional = identity.filter(held -> held.source().equals(PROVISIONAL)).isPresent();
    setWord(Fact.PROVISIONAL, provisional ? "yes" : "no");
    identityFrom = identity.map(Standing.Identity::from);
  }

  /** Where a hospital is, seen from a county: by the digits that both codes share. */
  static String area(String insuredRegion, String hospitalRegion) {
    if (insuredRegion.equals(hospitalRegion)) {
      return "in_county";
    }
    for (int digits = CITY_DIGITS; digits >= PROVINCE_DIGITS; digits -= 2) {
      if (insuredRegion.length() >= digits
          && hospitalRegion.startsWith(insuredRegion.substring(0, digits))) {
        return digits == CITY_DIGITS ? "in_city" : "in_province";
      }
    }
    return "out_province";
  }

  private void setWord(Fact fact, String word) {
    factWords[fact.ordinal()] = plan.fact(fact).placeOf(word);
  }

  private void setNumber(int place, long number) {
    numbers[place] = number;
    factWords[place] = plan.facts().get(place).placeOf(number);
  }

  /** The facts of the documents; a fact that nobody says and that decides something is missing. */
  private void setOwnFacts(Claim given) {
    for (int place = Fact.values().length; place < factWords.length; place++) {
      PlanFact fact = plan.facts().get(place);
      switch (fact.kind()) {
        case WORDS -> setOwnWord(place, fact, given);
        case NUMBER, AMOUNT -> setOwnNumber(place, fact, given);
        case RECORD -> {
          boolean held = recordFen[plan.records().indexOf(fact.record())] != NO_RECORD;
          factWords[place] = fact.placeOf(held ? "yes" : "no");
        }
      }
    }
    if (numbers[Fact.AGE.ordinal()] == PlanFact.NOT_SAID
        && plan.asksAge()
        && isAsked(Fact.AGE.ordinal())) {
      missingFact = Optional.of(Fact.AGE.code());
    }
  }

  private void setOwnWord(int place, PlanFact fact, Claim given) {
    String word = given.facts().words().get(fact.code());
    Optional<String> value = Optional.ofNullable(word).or(fact::defaultValue);
    factWords[place] = value.map(fact::placeOf).orElse(0);
    if (value.isEmpty() && isAsked(place)) {
      missingFact = Optional.of(fact.code());
    }
  }

  private void setOwnNumber(int place, PlanFact fact, Claim given) {
    Long said = given.facts().numbers().get(fact.code());
    Optional<Long> value =
        Optional.ofNullable(said).or(() -> fact.defaultValue().map(Situation::number));
    if (value.isPresent() && isInRange(fact, value.get())) {
      setNumber(place, value.get());
      return;
    }
    numbers[place] = PlanFact.NOT_SAID;
    if (value.isPresent() || isAsked(place)) {
      missingFact = Optional.of(fact.code());
    }
  }

  private static boolean isInRange(PlanFact fact, long value) {
    return fact.kind() == Definitions.Kind.AMOUNT || value <= PlanFact.NUMBER_MAX;
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
  }

  /** Whether some layer's row or amount would be another if the fact were another. */
  private boolean isAsked(int fact) {
    for (PlanLayer layer : plan.layers()) {
      if (layer.dependsOn(fact, factWords)) {
        return true;
      }
      int row = layer.rowPossible(factWords);
      if (row >= 0 && layer.row(row).measures(Quantity.NUMBER, fact)) {
        return true;
      }
    }
    for (PlanQuota quota : plan.quotas()) {
      if (quota.applies().asks(fact)
          || (quota.applies().holds(factWords) && quota.price().measures(Quantity.NUMBER, fact))) {
        return true;
      }
    }
    return false;
  }

  private void readAccounts(Claim given, Standing standing) {
    for (int slot = 0; slot < usedFen.length; slot++) {
      PlanAccount account = plan.accounts().get(slot);
      counts[slot] = account.counts().holds(factWords);
      accountKeys[slot] = keyOf(account, given);
      if (account.owner() == PolicyTable.Owner.FUND) {
        Standing.FundMoney money = standing.funds().get(account.ownerFund());
        fundLeftFen[slot] =
            money == null ? 0 : Math.max(0, money.budgetFen() - money.usedFen() - money.heldFen());
        continue;
      }
      accountYears[slot] = yearOf(account, given);
      boolean ofHousehold =
          account.owner() == PolicyTable.Owner.HOUSEHOLD && !standing.householdId().isEmpty();
      Standing.Usage usage = standing.usageOf(ofHousehold, accountKeys[slot], accountYears[slot]);
      usedFen[slot] = usage.usedFen();
      heldFen[slot] = usage.heldFen();
    }
  }

  /** The account's code, with the word it counts by and the stay it belongs to. */
  private String keyOf(PlanAccount account, Claim given) {
    String key = account.code();
    if (account.byFact() >= 0) {
      key = key + "#" + wordOf(account.byFact(), given);
    }
    if (account.period() == PolicyTable.Period.ENCOUNTER) {
      key = key + "/" + given.key().hospitalId() + "/" + given.key().encounterId();
    }
    return key;
  }

  private String wordOf(int fact, Claim given) {
    String code = plan.facts().get(fact).code();
    if (code.equals(Fact.DISEASE.code())) {
      return given.specialDisease();
    }
    for (Map.Entry<String, Integer> word : plan.facts().get(fact).places().entrySet()) {
      if (word.getValue() == factWords[fact]) {
        return word.getKey();
      }
    }
    return Optional.ofNullable(given.facts().words().get(code)).orElse("");
  }

  private int yearOf(PlanAccount account, Claim given) {
    if (account.period() != PolicyTable.Period.YEAR) {
      return 0;
    }
    LocalDate day = account.dating().judgedDate(given.care(), given.dates()).orElse(judgedDate);
    return account.dating().benefitYear(day);
  }

  /** What offices decided: of several valid records of a kind the one that began last. */
  private void readRecordFigures(Claim given, Standing standing) {
    for (int kind = 0; kind < recordFen.length; kind++) {
      String name = plan.records().get(kind);
      Optional<Standing.Approval> found =
          standing.approvals().stream()
              .filter(approval -> approval.kind().equals(name))
              .filter(approval -> approval.holdsAt(given.key().hospitalId(), judgedDate))
              .max(
                  Comparator.comparing(Standing.Approval::from)
                      .thenComparing(Standing.Approval::approvalId));
      recordFen[kind] = found.map(approval -> approval.amountFen().orElse(0L)).orElse(NO_RECORD);
      recordPpm[kind] = found.flatMap(Standing.Approval::ratePpm).orElse(NO_RATE);
    }
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
        default -> recordHeld[i] = isDecided(layer);
      }
    }
  }

  /** Whether the record is there, and what it decided lies in the range of the row. */
  private boolean isDecided(PlanLayer layer) {
    int need = layer.need();
    if (recordFen[need] == NO_RECORD) {
      return false;
    }
    int row = layer.rowPossible(factWords);
    if (row >= 0) {
      PlanRow.RateSource source = layer.row(row).rateSource();
      boolean outside =
          source.kind() == PlanRow.RateSource.Kind.RECORD
              && (recordPpm[source.index()] < source.minPpm()
                  || recordPpm[source.index()] > source.maxPpm());
      if (outside) {
        badDecision = Optional.of(layer.code());
      }
    }
    return true;
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
        int row = layer.rowPossible(factWords);
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

  /** The parts of the bill; must not be changed. */
  long[] billedParts() {
    return billedFen;
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

  /** A number that the claim says, 0 where it says none. */
  long number(int fact) {
    return Math.max(0, numbers[fact]);
  }

  /** What an office decided, fen; 0 where it decided no amount. */
  long recordFen(int kind) {
    return Math.max(0, recordFen[kind]);
  }

  /** What an office decided, ppm; 0 where it decided no rate. */
  int recordPpm(int kind) {
    return Math.max(0, recordPpm[kind]);
  }

  /** Whether the account counts this claim. */
  boolean counts(int account) {
    return counts[account];
  }

  /** The account's code, with the word it counts by and the stay it belongs to. */
  String accountKey(int account) {
    return accountKeys[account];
  }

  long billedTotalFen() {
    return billedTotalFen;
  }

  /** The household that shares accounts; empty when none is known: then the person's own. */
  String householdId() {
    return householdId;
  }

  /** Whether the bill falls into the parts that the plan asks for. */
  boolean partsFit() {
    return partsFit;
  }

  /** A fact that decides something and that nobody has said. */
  Optional<String> missingFact() {
    return missingFact;
  }

  /** A layer whose rate was decided outside the range that the policy leaves. */
  Optional<String> badDecision() {
    return badDecision;
  }

  /** What of an amount was served before the identity began, fen. */
  long beforeIdentityFen(long amountFen) {
    return claim.isPresent() && identityFrom.isPresent()
        ? BillParts.beforeFen(claim.get(), identityFrom.get(), amountFen)
        : 0;
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
