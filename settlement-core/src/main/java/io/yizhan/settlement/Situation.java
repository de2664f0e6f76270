package io.yizhan.settlement;

import io.yizhan.claim.BillPart;
import io.yizhan.claim.Claim;
import io.yizhan.policy.PlanQuota;
import io.yizhan.policy.PolicyPlan;
import java.time.LocalDate;
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

  /** No claim, no plan: what a run holds before its first. */
  static final Situation NONE = new Situation(PolicyPlan.EMPTY);

  private final PolicyPlan plan;
  private final LocalDate judgedDate;
  private final Optional<Claim> claim;

  /** The identity's first day, through every spell that joins it; only where days are counted. */
  private final Optional<LocalDate> identityFrom;

  private final String householdId;
  private final long[] billedFen;
  private final long billedTotalFen;
  private final boolean partsFit;
  private final RunRecords records;
  private final RunFacts facts;
  private final RunAccounts accounts;
  private final RunInsurer insurer;

  private Situation(PolicyPlan plan) {
    this.plan = plan;
    this.judgedDate = LocalDate.EPOCH;
    this.claim = Optional.empty();
    this.identityFrom = Optional.empty();
    this.householdId = "";
    this.billedFen = new long[0];
    this.billedTotalFen = 0;
    this.partsFit = true;
    this.records = RunRecords.none(plan);
    this.facts = RunFacts.none(plan);
    this.accounts = RunAccounts.none(plan);
    this.insurer = RunInsurer.NOTHING;
  }

  private Situation(
      PolicyPlan plan,
      Claim claim,
      Standing standing,
      LocalDate judgedDate,
      Optional<Standing.Identity> identity,
      int identityPlace) {
    this.plan = plan;
    this.judgedDate = judgedDate;
    this.claim = Optional.of(claim);
    this.identityFrom =
        plan.identityEachDay() ? identity.map(standing::firstDayOf) : Optional.empty();
    this.householdId = standing.householdId();
    Optional<long[]> parts = BillParts.of(plan, claim);
    this.partsFit = parts.isPresent();
    this.billedFen = parts.orElseGet(() -> new long[plan.parts().size()]);
    this.billedTotalFen = claim.bill().totalFen();
    this.records = RunRecords.of(plan, claim, standing, judgedDate);
    this.facts = RunFacts.of(plan, claim, standing, judgedDate, identity, identityPlace, records);
    records.hold(claim, standing);
    this.accounts = RunAccounts.of(plan, claim, standing, judgedDate, facts.words());
    this.insurer = RunInsurer.of(plan, claim.insurer(), facts.words(), records);
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
    return new Situation(plan, claim, standing, judgedDate, identity, identityPlace);
  }

  PolicyPlan plan() {
    return plan;
  }

  LocalDate judgedDate() {
    return judgedDate;
  }

  RunFacts facts() {
    return facts;
  }

  RunRecords records() {
    return records;
  }

  RunAccounts accounts() {
    return accounts;
  }

  RunInsurer insurer() {
    return insurer;
  }

  /** The parts of the bill; must not be changed. */
  long[] billedParts() {
    return billedFen;
  }

  long billedFen(int part) {
    return billedFen[part];
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

  /** What the claim says as something else than the plan asks. */
  List<MistakenFact> mistakenFacts() {
    return claim.map(said -> MistakenFact.of(plan, said.facts())).orElse(List.of());
  }

  /** Whether an identity that counts day by day began in the stay, and no line says the days. */
  boolean itemDatesMissing() {
    boolean inStay =
        plan.identityEachDay()
            && claim.isPresent()
            && identityFrom.filter(from -> from.isAfter(claim.get().dates().first())).isPresent();
    boolean nothingToDivide = price().isEmpty() && billedFen[BillPart.IN.ordinal()] == 0;
    return inStay && !nothingToDivide && !dated().tells();
  }

  /** What of an amount was served before the identity began, fen. */
  long beforeIdentityFen(long amountFen) {
    if (claim.isEmpty() || identityFrom.isEmpty()) {
      return 0;
    }
    BillParts.Dated dated = dated();
    return dated.tells() ? dated.beforeFen(amountFen) : 0;
  }

  private BillParts.Dated dated() {
    return BillParts.dated(
        plan, claim.orElseThrow(), identityFrom.orElseThrow(), price().isPresent());
  }

  /**
   * The fixed price that takes the place of the bill. Between hospital and payers only: of a bill
   * that the person has paid elsewhere nothing is the hospital's to bear or to keep.
   */
  Optional<PlanQuota> price() {
    if (claim.isPresent() && claim.get().key().byOffice()) {
      return Optional.empty();
    }
    for (PlanQuota quota : plan.quotas()) {
      if (quota.applies().holds(facts.words())) {
        return Optional.of(quota);
      }
    }
    return Optional.empty();
  }
}
