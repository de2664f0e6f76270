package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Waterfall.Column;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any claim under any policy, against the oracle and against the promises. */
class WaterfallPropertiesTest {
  private static final int POLICIES = 1_500;
  private static final int CLAIMS_A_POLICY = 8;

  /** What documents that are made at random do, and whose amounts are right all the same. */
  private static final Set<String> WARNED_OF =
      Set.of("YEAR_TOTAL_NOT_APPLIED", "IDENTITY_WITHOUT_ROW", "NOT_COUNTED");

  @ParameterizedTest
  @ValueSource(longs = {1, 20160701, 610100})
  void anyClaim_anyPolicy_equalsTheNaiveOracleAndBalances(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RandomPolicies policies = new RandomPolicies(random);
    for (int i = 0; i < POLICIES; i++) {
      PolicyTable table = policies.table();
      PolicyPlan plan = plan(table);
      for (int j = 0; j < CLAIMS_A_POLICY; j++) {
        Claim claim = policies.claim(j);
        Standing standing = policies.standing(table);
        String where = "seed " + seed + ", policy " + i + ", claim " + j;
        checkEveryIdentity(table, plan, claim, standing, where);
        checkDecision(plan, claim, standing, where);
      }
    }
  }

  /** The plan of the table without the accounts that no layer names: those are an error. */
  private static PolicyPlan plan(PolicyTable table) {
    Set<String> named = new HashSet<>();
    for (PolicyTable.Layer layer : table.layers()) {
      layer.reading().over().bands().ifPresent(named::add);
      layer
          .rows()
          .forEach(
              row -> row.settings().caps().forEach(cap -> cap.account().ifPresent(named::add)));
    }
    PolicyTable used =
        new PolicyTable(
            table.file(),
            table.code(),
            table.title(),
            table.regions(),
            table.inForce(),
            table.chosenBy(),
            table.benefitYearStart(),
            table.rounding(),
            table.sources(),
            table.identities(),
            table.diseases(),
            table.accounts().stream().filter(a -> named.contains(a.name().key())).toList(),
            table.layers(),
            table.assumptions(),
            table.own(),
            table.lineage());
    PolicyCompiler.Compilation compilation =
        PolicyCompiler.compile(new PolicyCompiler.Published(used, ""));
    assertEquals(
        List.of(),
        compilation.issues().stream().filter(issue -> !WARNED_OF.contains(issue.code())).toList());
    return compilation.plan().orElseThrow();
  }

  private static void checkEveryIdentity(
      PolicyTable table, PolicyPlan plan, Claim claim, Standing standing, String where) {
    for (int place = 0; place <= RandomPolicies.IDENTITIES.size(); place++) {
      String identity = place == 0 ? "none" : RandomPolicies.IDENTITIES.get(place - 1);
      Waterfall fast =
          new WaterfallRun()
              .run(
                  Situation.of(
                      plan, claim, standing, claim.dates().last(), Optional.empty(), place));
      Optional<Standing.Identity> held =
          place == 0
              ? Optional.empty()
              : Optional.of(
                  new Standing.Identity(
                      identity, "410100", LocalDate.EPOCH, Optional.empty(), "test"));
      NaiveOracle oracle = new NaiveOracle(table, claim, standing, held, new OracleTally());
      Map<String, NaiveOracle.Result> slow = oracle.run();
      for (int i = 0; i < plan.layers().size(); i++) {
        NaiveOracle.Result result =
            Optional.ofNullable(slow.get(plan.layers().get(i).code())).orElseThrow();
        String at = where + ", identity " + identity + ", layer " + i;
        assertYuan(result.base(), fast.of(i, Column.BASE), at + " base");
        assertYuan(result.deductible(), fast.of(i, Column.DEDUCTIBLE), at + " deductible");
        assertYuan(result.paid(), fast.of(i, Column.PAID), at + " paid");
        assertYuan(result.copay(), fast.copayFen(i), at + " copay");
        assertYuan(result.excess(), fast.of(i, Column.EXCESS), at + " excess");
        assertTrue(fast.of(i, Column.PAID) >= 0, at);
        assertTrue(fast.copayFen(i) >= 0 && fast.of(i, Column.EXCESS) >= 0, at);
      }
      assertYuan(oracle.patient(), fast.patientShareFen(), where + " patient");
      long borne =
          fast.paidFen()
              + fast.otherInsurerFen()
              + fast.hospitalShareFen()
              + fast.patientShareFen();
      assertEquals(claim.bill().totalFen(), borne, where);
      assertTrue(fast.patientShareFen() >= 0, where);
    }
  }

  private static void assertYuan(BigDecimal expected, long fen, String where) {
    assertEquals(
        0, expected.compareTo(BigDecimal.valueOf(fen, 2)), where + ": " + expected + " " + fen);
  }

  private static void checkDecision(PolicyPlan plan, Claim claim, Standing standing, String where) {
    Settler settler = new Settler((insured, county, care, dates) -> plan);
    Decision first = settler.settle(claim, standing);
    Settlement settlement = ((Decision.Settled) first).settlement();
    Settlement again = ((Decision.Settled) settler.settle(claim, standing)).settlement();
    assertEquals(settlement.uses(), again.uses(), where);
    assertEquals(settlement.steps(), again.steps(), where);
    assertEquals(JournalEntry.of(settlement), JournalEntry.of(again), where);
    assertEquals(claim.bill().totalFen(), JournalEntry.of(settlement).debitsFen(), where);
    for (Settlement.Candidate candidate : settlement.candidates()) {
      assertTrue(
          settlement.waterfall().patientShareFen() <= candidate.patientShareFen().orElseThrow(),
          where);
    }
    for (Settlement.FundUse use : settlement.fundUses()) {
      Standing.FundMoney money =
          Optional.ofNullable(standing.funds().get(use.fund())).orElseThrow();
      long left = money.budgetFen() - money.usedFen() - money.heldFen();
      assertTrue(!isAlwaysCapped(plan, use.fund()) || use.takenFen() <= Math.max(0, left), where);
    }
    Settlement.Means means = settlement.means();
    assertEquals(
        settlement.waterfall().patientShareFen(),
        means.accountFen() + means.prepaymentUsedFen() + means.cashDueFen(),
        where);
    assertEquals(claim.prepaymentFen(), means.prepaymentUsedFen() + means.cashRefundFen(), where);
    for (AccountUse use : settlement.uses()) {
      boolean bounded = use.capFen() >= 0 && use.account().startsWith("random/P");
      boolean withinCap =
          use.afterFen() <= Math.max(use.capFen(), use.beforeFen()) || claim.insurer().isPresent();
      assertTrue(!bounded || withinCap, where + " " + use);
    }
  }

  /** Whether one layer alone pays from the fund, and each of its rows only what the fund has. */
  private static boolean isAlwaysCapped(PolicyPlan plan, String fund) {
    List<PlanLayer> layers =
        plan.layers().stream().filter(layer -> layer.fund().equals(fund)).toList();
    return layers.size() == 1
        && IntStream.range(0, layers.get(0).rowCount())
            .mapToObj(layers.get(0)::row)
            .allMatch(
                row ->
                    IntStream.range(0, row.capCount())
                        .anyMatch(
                            cap ->
                                row.capAccount(cap) != PlanLayer.NONE
                                    && plan.accounts().get(row.capAccount(cap)).owner()
                                        == PolicyTable.Owner.FUND));
  }
}
