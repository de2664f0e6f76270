package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.money.Fen;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Decision.Refusal;
import io.yizhan.settlement.Decision.RefusalReason;
import io.yizhan.settlement.Settlement.Candidate;
import io.yizhan.settlement.Waterfall.Column;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Decides a claim. Pure: plans, claim and standing in, decision out; no clock, no id, nothing
 * remembered.
 */
public final class Settler {
  private final Plans plans;

  /** A settler over these plans. */
  public Settler(Plans plans) {
    this.plans = plans;
  }

  /**
   * Decides; the first refusal that applies, in the order of {@link RefusalReason}, is answered.
   */
  public Decision settle(Claim claim, Standing standing) {
    return settle(claim, standing, new WaterfallRun());
  }

  /**
   * The same for whoever decides many claims one after the other.
   *
   * @param run the scratch that is used for all of them, by one thread
   */
  public Decision settle(Claim claim, Standing standing, WaterfallRun run) {
    Optional<Refusal> hospital = Refusals.ofHospital(claim, standing);
    if (hospital.isPresent()) {
      return new Decision.Refused(hospital.get());
    }
    PolicyPlan ownPlan =
        plans.planFor(claim.insuredRegion(), claim.insuredRegion(), claim.care(), claim.dates());
    boolean insured = !claim.insuredScheme().isEmpty();
    if (insured && ownPlan.insurance().isEmpty() && claim.insurer().isEmpty()) {
      return new Decision.Refused(Refusals.insuranceNotConnected(claim.insuredRegion()));
    }
    List<Option> options = options(claim, standing, ownPlan, run);
    boolean correctable = false;
    for (Option option : options) {
      correctable |= option.correctable();
    }
    int best = bestOf(options);
    if (best < 0 && !correctable) {
      options.add(option(claim, standing, ownPlan, Optional.empty(), 0, run));
      best = bestOf(options);
    }
    return best >= 0
        ? settled(claim, standing, options, best)
        : new Decision.Refused(firstRefusal(options));
  }

  private static Refusal firstRefusal(List<Option> options) {
    for (Option option : options) {
      if (option.refusal().isPresent()) {
        return option.refusal().get();
      }
    }
    throw new IllegalStateException("a claim must be settled or refused");
  }

  /** One way to settle: with an identity, or without. */
  private record Option(
      Optional<Standing.Identity> identity,
      String nameZh,
      int rank,
      Optional<Situation> situation,
      Optional<Waterfall> waterfall,
      Optional<Sentence> reason,
      Optional<Refusal> refusal) {
    boolean computed() {
      return waterfall.isPresent();
    }

    /** Whether the claim or a record can be put right: settling without aid would hide that. */
    boolean correctable() {
      return refusal.filter(any -> any.reason() != RefusalReason.CARE_NOT_IN_POLICY).isPresent();
    }

    /**
     * Decides between equals, whatever order they were read in: a confirmed identity before one
     * that awaits its check, then by day and county.
     */
    String tieBreak() {
      return identity
          .map(
              held ->
                  (held.provisional() ? "1/" : "0/")
                      + held.from()
                      + "/"
                      + held.county()
                      + "/"
                      + held.category())
          .orElse("");
    }
  }

  /** Every identity that holds on the day its own county's policy judges by. */
  private List<Option> options(
      Claim claim, Standing standing, PolicyPlan ownPlan, WaterfallRun run) {
    List<Option> options = new ArrayList<>(standing.identities().size() + 1);
    for (Standing.Identity identity : standing.identities()) {
      PolicyPlan plan =
          identity.county().equals(claim.insuredRegion())
              ? ownPlan
              : plans.planFor(
                  claim.insuredRegion(), identity.county(), claim.care(), claim.dates());
      if (plan.aid().isEmpty()) {
        if (identity.validOn(claim.dates().last())) {
          options.add(notConnected(claim, standing, plan, identity, run));
        }
        continue;
      }
      Optional<LocalDate> day = plan.dating().judgedDate(claim.care(), claim.dates());
      if (!identity.validOn(day.orElse(claim.dates().last()))) {
        continue;
      }
      int place = plan.fact(Fact.IDENTITY).placeOf(identity.category());
      options.add(
          limited(standing, option(claim, standing, plan, Optional.of(identity), place, run)));
    }
    return options;
  }

  /**
   * The same, or, where its aid would pass what may be drawn under a provisional identity, one that
   * gives nothing: the identity carries the whole of a claim's aid or none of it.
   */
  private static Option limited(Standing standing, Option option) {
    Optional<Sentence> passed =
        option
            .waterfall()
            .flatMap(
                waterfall ->
                    standing
                        .exposureOf(option.identity().orElseThrow())
                        .flatMap(left -> ProvisionalLimit.passed(left, drawnFen(waterfall))));
    return passed.isEmpty()
        ? option
        : new Option(
            option.identity(),
            option.nameZh(),
            option.rank(),
            Optional.empty(),
            Optional.empty(),
            passed,
            Optional.empty());
  }

  /** Insurance alone; for this identity where the insurance itself asks for one. */
  private static Option notConnected(
      Claim claim,
      Standing standing,
      PolicyPlan plan,
      Standing.Identity identity,
      WaterfallRun run) {
    Sentence reason =
        new Sentence(
            "COUNTY_NOT_CONNECTED",
            "认定地 " + identity.county() + " 尚未接入一站式结算，本次只结医保；请凭结算单到认定地民政（医保）部门申请救助。",
            "County "
                + identity.county()
                + " is not connected: insurance only; apply for aid at that county's office with"
                + " this settlement.");
    int place = plan.fact(Fact.IDENTITY).placeOf(identity.category());
    Option insured = option(claim, standing, plan, Optional.of(identity), place, run);
    boolean asked =
        insured
            .situation()
            .map(situation -> situation.facts().words())
            .filter(words -> asks(plan, Fact.IDENTITY.ordinal(), words))
            .isPresent();
    return new Option(
        Optional.of(identity),
        asked ? insured.nameZh() : identity.category(),
        asked ? insured.rank() : Integer.MAX_VALUE,
        asked ? insured.situation() : Optional.empty(),
        asked ? insured.waterfall() : Optional.empty(),
        Optional.of(reason),
        Optional.empty());
  }

  private static boolean asks(PolicyPlan plan, int fact, int[] words) {
    return plan.layers().stream()
        .anyMatch(layer -> layer.dependsOn(fact, words, new BitSet(), row -> row >= 0));
  }

  private static Option option(
      Claim claim,
      Standing standing,
      PolicyPlan plan,
      Optional<Standing.Identity> identity,
      int place,
      WaterfallRun run) {
    LocalDate day = claim.dates().last();
    if (plan.aid().isPresent() || plan.insurance().isPresent()) {
      Optional<LocalDate> judged = plan.dating().judgedDate(claim.care(), claim.dates());
      if (judged.isEmpty()) {
        return refusedOption(identity, Refusals.careNotInPolicy(claim));
      }
      day = judged.get();
    }
    Situation situation = Situation.of(plan, claim, standing, day, identity, place);
    Optional<Refusal> lacking = Refusals.ofLacking(situation);
    if (lacking.isPresent()) {
      return refusedOption(identity, lacking.get());
    }
    Waterfall waterfall = run.run(situation);
    if (waterfall.refusedByPrice()) {
      return refusedOption(identity, Refusals.settledAbovePrice());
    }
    Optional<Refusal> decision = Refusals.ofDecision(situation, waterfall);
    if (decision.isPresent()) {
      return refusedOption(identity, decision.get());
    }
    if (waterfall.refusedByLayer() >= 0) {
      PlanLayer layer = plan.layers().get(waterfall.refusedByLayer());
      return refusedOption(identity, Refusals.withoutAmount(claim, layer));
    }
    if (claim.insurer().isPresent()) {
      Optional<Refusal> difference = Refusals.ofDifference(waterfall);
      if (difference.isPresent()) {
        return refusedOption(identity, difference.get());
      }
    }
    String name =
        place == 0
            ? identity.map(Standing.Identity::category).orElse("")
            : plan.identities().get(place - 1).nameZh();
    return new Option(
        identity,
        name,
        place == 0 ? Integer.MAX_VALUE : place,
        Optional.of(situation),
        Optional.of(waterfall),
        Optional.empty(),
        Optional.empty());
  }

  private static Option refusedOption(Optional<Standing.Identity> identity, Refusal refusal) {
    return new Option(
        identity,
        "",
        Integer.MAX_VALUE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(refusal));
  }

  /**
   * The least patient's share wins; on a tie the identity that its policy lists first. By place, -1
   * when none could be computed.
   */
  private static int bestOf(List<Option> options) {
    int best = -1;
    for (int i = 0; i < options.size(); i++) {
      boolean computed = options.get(i).computed();
      if (computed && (best < 0 || isBetter(options.get(i), options.get(best)))) {
        best = i;
      }
    }
    return best;
  }

  private static Decision settled(
      Claim claim, Standing standing, List<Option> options, int bestPlace) {
    Option best = options.get(bestPlace);
    Situation situation = best.situation().orElseThrow();
    Waterfall waterfall = best.waterfall().orElseThrow();
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      if (options.get(i).identity().isPresent()) {
        candidates.add(candidate(options.get(i), i == bestPlace));
      }
    }
    LocalDate day = situation.judgedDate();
    boolean dated = waterfall.plan().aid().isPresent() || waterfall.plan().insurance().isPresent();
    int year = dated ? waterfall.plan().dating().benefitYear(day) : day.getYear();
    return new Decision.Settled(
        new Settlement(
            claim,
            standing.personId(),
            day,
            year,
            waterfall,
            candidates,
            uses(situation, waterfall),
            fundUses(situation, waterfall),
            grantDraws(standing, waterfall, day),
            best.identity()
                .flatMap(standing::exposureOf)
                .map(
                    exposure ->
                        new Settlement.ProvisionalDraw(
                            exposure, drawnFen(waterfall), aidUses(situation, waterfall)))));
  }

  private static boolean isBetter(Option option, Option best) {
    long share = option.waterfall().orElseThrow().burdenFen();
    long bestShare = best.waterfall().orElseThrow().burdenFen();
    if (share != bestShare) {
      return share < bestShare;
    }
    return option.rank() != best.rank()
        ? option.rank() < best.rank()
        : option.tieBreak().compareTo(best.tieBreak()) < 0;
  }

  private static Candidate candidate(Option option, boolean used) {
    Standing.Identity identity = option.identity().orElseThrow();
    return new Candidate(
        identity.category(),
        option.nameZh(),
        identity.county(),
        option.waterfall().map(Settler::aidFen),
        option.waterfall().map(Waterfall::patientShareFen),
        used,
        option.reason().or(() -> option.refusal().map(Refusal::sentence)));
  }

  private static long aidFen(Waterfall waterfall) {
    long sum = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      if (waterfall.plan().layers().get(i).stage() == PolicyTable.Stage.AID) {
        sum = Fen.plus(sum, waterfall.of(i, Column.PAID));
      }
    }
    return sum;
  }

  /** What this gateway's aid layers pay, without what the insurer's platform had paid, fen. */
  private static long drawnFen(Waterfall waterfall) {
    long sum = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      if (waterfall.plan().layers().get(i).stage() == PolicyTable.Stage.AID) {
        long own = Fen.minus(waterfall.of(i, Column.PAID), waterfall.of(i, Column.ALREADY));
        sum = Fen.plus(sum, own);
      }
    }
    return sum;
  }

  private static List<AccountUse> uses(Situation situation, Waterfall waterfall) {
    List<AccountUse> uses = new ArrayList<>();
    List<PlanAccount> accounts = waterfall.plan().accounts();
    for (int slot = 0; slot < accounts.size(); slot++) {
      PlanAccount account = accounts.get(slot);
      if (account.owner() == PolicyTable.Owner.FUND || !situation.accounts().counts(slot)) {
        continue;
      }
      boolean ofHousehold = account.owner() == PolicyTable.Owner.HOUSEHOLD;
      long added = AccountUse.addedFen(waterfall, account);
      long cap = capOf(waterfall, slot);
      if (added > 0 || cap >= 0) {
        uses.add(
            new AccountUse(
                ofHousehold && !situation.householdId().isEmpty(),
                situation.accounts().key(slot),
                account.nameZh(),
                situation.accounts().year(slot),
                situation.accounts().usedFen(slot),
                added,
                cap,
                situation.accounts().heldFen(slot)));
      }
    }
    return uses;
  }

  /** What the aid layers add to accounts of the person and the household. */
  private static List<AccountUse> aidUses(Situation situation, Waterfall waterfall) {
    List<AccountUse> uses = new ArrayList<>();
    List<PlanAccount> accounts = waterfall.plan().accounts();
    for (int slot = 0; slot < accounts.size(); slot++) {
      PlanAccount account = accounts.get(slot);
      boolean counted =
          account.owner() != PolicyTable.Owner.FUND && situation.accounts().counts(slot);
      long added = counted ? AccountUse.aidAddedFen(waterfall, account) : 0;
      if (added > 0) {
        uses.add(
            new AccountUse(
                account.owner() == PolicyTable.Owner.HOUSEHOLD
                    && !situation.householdId().isEmpty(),
                situation.accounts().key(slot),
                account.nameZh(),
                situation.accounts().year(slot),
                situation.accounts().usedFen(slot),
                added,
                -1,
                situation.accounts().heldFen(slot)));
      }
    }
    return uses;
  }

  /** The cap that an applied row puts on the account, -1 when none does. */
  private static long capOf(Waterfall waterfall, int slot) {
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      int rowPlace = waterfall.row(i);
      if (rowPlace < 0 || waterfall.recordMissing(i)) {
        continue;
      }
      PlanRow row = waterfall.plan().layers().get(i).row(rowPlace);
      for (int cap = 0; cap < row.capCount(); cap++) {
        if (row.capAccount(cap) == slot) {
          return row.cap(cap).constantFen().orElse(-1);
        }
      }
    }
    return -1;
  }

  private static List<Settlement.FundUse> fundUses(Situation situation, Waterfall waterfall) {
    List<Settlement.FundUse> uses = new ArrayList<>();
    List<PlanAccount> accounts = waterfall.plan().accounts();
    for (int slot = 0; slot < accounts.size(); slot++) {
      PlanAccount account = accounts.get(slot);
      boolean taken =
          account.owner() == PolicyTable.Owner.FUND && situation.accounts().counts(slot);
      long takenFen = taken ? AccountUse.takenFen(waterfall, account) : 0;
      if (takenFen > 0) {
        uses.add(new Settlement.FundUse(account.ownerFund(), takenFen));
      }
    }
    return uses;
  }

  /** Grants are drawn in the order in which they expire. */
  private static List<Settlement.GrantDraw> grantDraws(
      Standing standing, Waterfall waterfall, LocalDate day) {
    if (standing.grants().isEmpty()) {
      return List.of();
    }
    List<Settlement.GrantDraw> draws = new ArrayList<>();
    List<Standing.Grant> byExpiry =
        standing.grants().stream()
            .filter(grant -> grant.validOn(day))
            .sorted(
                java.util.Comparator.comparing(Standing.Grant::to)
                    .thenComparing(Standing.Grant::grantId))
            .toList();
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      PlanLayer layer = waterfall.plan().layers().get(i);
      if (!layer.needs().equals(Situation.NEEDS_GRANT)) {
        continue;
      }
      long toDraw = waterfall.of(i, Column.PAID) - waterfall.of(i, Column.ALREADY);
      for (Standing.Grant grant : byExpiry) {
        long drawn = grant.fund().equals(layer.fund()) ? Math.min(toDraw, grant.leftFen()) : 0;
        if (drawn > 0) {
          draws.add(new Settlement.GrantDraw(grant.grantId(), drawn));
          toDraw -= drawn;
        }
      }
    }
    return draws;
  }
}
