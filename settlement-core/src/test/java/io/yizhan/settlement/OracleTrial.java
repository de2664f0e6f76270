package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanStep;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyReader;
import io.yizhan.policy.PolicyTable;
import io.yizhan.policy.StepRow;
import io.yizhan.settlement.Waterfall.Column;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * One claim under one document, decided by the engine and by the oracle.
 *
 * @param full the claim with everything said that it does not say: what is not asked may be
 *     anything
 */
record OracleTrial(
    Map<String, Object> document,
    Claim claim,
    Claim full,
    Standing standing,
    Optional<Standing.Identity> identity) {
  /** Where engine and oracle disagree; empty where they agree, or the document is none. */
  Optional<String> disagreement(OracleTally tally) {
    PolicyReader.Reading reading;
    Optional<PolicyPlan> plan;
    try {
      reading = PolicyTree.read(document);
      plan = reading.table().flatMap(OracleTrial::plan);
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(e.toString());
    }
    return plan.isEmpty()
        ? Optional.empty()
        : disagreement(reading.table().orElseThrow(), plan.get(), tally);
  }

  /** The same where the oracle's document and the engine's plan are of different files. */
  Optional<String> disagreement(PolicyTable table, PolicyPlan plan, OracleTally tally) {
    try {
      check(table, plan, tally);
      OracleSettlement.check(table, plan, full, standing, tally);
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(e.toString());
    }
  }

  static Optional<PolicyPlan> plan(PolicyTable table) {
    Optional<PolicyCompiler.Published> published =
        Optional.of(new PolicyCompiler.Published(table, ""));
    return PolicyCompiler.compile(published, published).plan();
  }

  @Override
  public String toString() {
    return PolicyTree.yaml(document)
        + "\nclaim "
        + claim
        + "\nsaid in full "
        + full.facts()
        + full.birthDate()
        + "\nstanding "
        + standing
        + "\nidentity "
        + identity;
  }

  private void check(PolicyTable table, PolicyPlan plan, OracleTally tally) {
    LocalDate day = OracleAccounts.judgedDay(table, claim.care(), claim);
    int place =
        identity.map(held -> RandomDocument.IDENTITIES.indexOf(held.category()) + 1).orElse(0);
    Situation situation = Situation.of(plan, claim, standing, day, identity, place);
    Optional<Decision.Refusal> lacking = Refusals.ofLacking(situation);
    NaiveOracle oracle = new NaiveOracle(table, full, standing, identity, tally);
    Map<String, NaiveOracle.Result> slow = oracle.run();
    if (lacking.isPresent()) {
      String reason = lacking.get().reason().name();
      tally.see("refused " + reason, true);
      boolean unsaid = reason.equals("FACT_REQUIRED") && !full.equals(claim);
      assertTrue(unsaid || oracle.refused().equals(Optional.of(reason)), reason);
      return;
    }
    Waterfall fast = new WaterfallRun().run(situation);
    Optional<String> refusedByRun = refusedByRun(situation, fast);
    refusedByRun.ifPresent(reason -> tally.see("refused " + reason, true));
    assertEquals(oracle.refused(), refusedByRun, "refused");
    if (refusedByRun.isEmpty()) {
      tally.see("settled", true);
      compare(plan, oracle, slow, fast);
      comparePlain(plan, fast, tally);
      compareAccounts(table, plan, situation, oracle, fast);
    }
  }

  private static Optional<String> refusedByRun(Situation situation, Waterfall fast) {
    if (fast.refusedByPrice()) {
      return Optional.of("BILL_DOES_NOT_FIT");
    }
    Optional<Decision.Refusal> decision = Refusals.ofDecision(situation, fast);
    if (decision.isPresent()) {
      return decision.map(refusal -> refusal.reason().name());
    }
    return fast.refusedByLayer() >= 0 ? Optional.of("INSURER_AMOUNT_REQUIRED") : Optional.empty();
  }

  private static void compare(
      PolicyPlan plan, NaiveOracle oracle, Map<String, NaiveOracle.Result> slow, Waterfall fast) {
    for (int i = 0; i < plan.layers().size(); i++) {
      String at = plan.layers().get(i).code();
      NaiveOracle.Result result = Optional.ofNullable(slow.get(at)).orElseThrow();
      assertYuan(result.base(), fast.of(i, Column.BASE), at + " base");
      assertYuan(result.deductible(), fast.of(i, Column.DEDUCTIBLE), at + " deductible");
      assertYuan(result.paid(), fast.of(i, Column.PAID), at + " paid");
      assertYuan(result.copay(), fast.copayFen(i), at + " copay");
      assertYuan(result.excess(), fast.of(i, Column.EXCESS), at + " excess");
    }
    assertYuan(oracle.patient(), fast.patientShareFen(), "patient");
    assertYuan(oracle.beside(), fast.besideFen(), "beside");
    assertYuan(oracle.hospital(), fast.hospitalShareFen(), "hospital");
  }

  /** Where a row is decided the short way its columns must follow from each other all the same. */
  private void comparePlain(PolicyPlan plan, Waterfall fast, OracleTally tally) {
    for (int i = 0; i < plan.layers().size() && claim.insurer().isEmpty(); i++) {
      PlanStep step = plan.steps().step(i);
      boolean applied = fast.row(i) >= 0 && !fast.recordMissing(i);
      if (!applied || !step.chosenByFacts() || !step.row(fast.row(i)).plain()) {
        continue;
      }
      StepRow row = step.row(fast.row(i));
      String at = plan.layers().get(i).code();
      long from = fast.of(i, Column.AXIS_FROM);
      long to = fast.of(i, Column.AXIS_TO);
      long wanted = fast.of(i, Column.WANTED);
      long capLeft = fast.capLeftFen(i).orElse(Long.MAX_VALUE);
      tally.see("plain", true);
      tally.see("plain, over an account", step.over() >= 0);
      tally.see("plain, cap binds", capLeft < wanted);
      tally.see("plain, cap of earlier layers", row.capCount() > 0 && row.cap(0).paidByCount() > 0);
      long eligible = fast.of(i, Column.BASE) - fast.of(i, Column.DEDUCTIBLE);
      assertEquals(eligible, to - from, at);
      assertEquals(Fen.roundHalfUp(row.row().curveMicroFen(from, to, -1)), wanted, at);
      assertEquals(row.thresholdFen(), fast.of(i, Column.THRESHOLD), at);
      assertTrue(fast.of(i, Column.PAID) <= Math.min(wanted, capLeft), at);
    }
  }

  private static void compareAccounts(
      PolicyTable table, PolicyPlan plan, Situation situation, NaiveOracle oracle, Waterfall fast) {
    for (int slot = 0; slot < plan.accounts().size(); slot++) {
      PlanAccount planned = plan.accounts().get(slot);
      PolicyTable.Account account =
          table.accounts().stream()
              .filter(each -> table.accountCode(each.name().key()).equals(planned.code()))
              .findFirst()
              .orElseThrow();
      // Whether a total counts may be open where the claim adds nothing to it.
      boolean counts = situation.accounts().counts(slot);
      if (planned.owner() == PolicyTable.Owner.FUND) {
        assertYuan(
            oracle.quantities().taken(account),
            counts ? AccountUse.takenFen(fast, planned) : 0,
            "fund");
        continue;
      }
      assertEquals(oracle.accounts().year(account), situation.accounts().year(slot));
      BigDecimal added = BigDecimal.valueOf(counts ? AccountUse.addedFen(fast, planned) : 0);
      int scale = OracleAccounts.counting(account) ? 0 : 2;
      assertEquals(
          0,
          oracle.quantities().added(account).compareTo(added.movePointLeft(scale)),
          account.name().key() + " adds " + oracle.quantities().added(account) + " " + added);
    }
  }

  private static void assertYuan(BigDecimal expected, long fen, String where) {
    assertEquals(
        0, expected.compareTo(BigDecimal.valueOf(fen, 2)), where + ": " + expected + " " + fen);
  }
}
