package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Waterfall.Column;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A whole settlement beside the oracle: which identity is used, what is booked and drawn. */
final class OracleSettlement {
  private OracleSettlement() {}

  /** One way to settle, as the oracle sees it. */
  record Way(Optional<Standing.Identity> identity, NaiveOracle oracle) {
    boolean isBetterThan(Way other) {
      int order = burden().compareTo(other.burden());
      return order < 0 || (order == 0 && rank() < other.rank());
    }

    BigDecimal burden() {
      return oracle.patient().subtract(oracle.beside());
    }

    int rank() {
      return identity
          .map(held -> RandomDocument.IDENTITIES.indexOf(held.category()))
          .orElse(Integer.MAX_VALUE);
    }
  }

  static void check(
      PolicyTable table, PolicyPlan plan, Claim claim, Standing standing, OracleTally tally) {
    settled(table, plan, claim, standing, standing, tally);
  }

  /** Both settle; what both gave, where they settle it at all. */
  static Optional<Both> settled(
      PolicyTable table,
      PolicyPlan plan,
      Claim claim,
      Standing engineStanding,
      Standing oracleStanding,
      OracleTally tally) {
    List<Way> ways = ways(table, claim, oracleStanding);
    Optional<Way> best = best(ways);
    Decision decision =
        new Settler((insured, county, care, dates) -> plan).settle(claim, engineStanding);
    assertEquals(best.isPresent(), decision instanceof Decision.Settled, "settled");
    if (decision instanceof Decision.Settled settled && best.isPresent()) {
      tally.see("several identities", ways.size() > 1);
      compare(table, settled.settlement(), best.get(), tally);
      return Optional.of(new Both(settled.settlement(), best.get()));
    }
    return Optional.empty();
  }

  /** A settlement, and what the oracle makes of the same claim. */
  record Both(Settlement settlement, Way way) {}

  /** What the oracle settles; empty where it refuses. */
  static Optional<Way> best(PolicyTable table, Claim claim, Standing standing) {
    return best(ways(table, claim, standing));
  }

  private static Optional<Way> best(List<Way> ways) {
    return ways.stream()
        .filter(way -> way.oracle().refused().isEmpty() && !way.oracle().isOfAnotherScheme())
        .reduce((left, right) -> right.isBetterThan(left) ? right : left);
  }

  private static List<Way> ways(PolicyTable table, Claim claim, Standing standing) {
    LocalDate day = OracleAccounts.judgedDay(table, claim.care(), claim);
    List<Way> ways = new ArrayList<>();
    for (Standing.Identity held : standing.identities()) {
      if (held.validOn(day)) {
        ways.add(way(table, claim, standing, Optional.of(held)));
      }
    }
    if (ways.isEmpty()) {
      ways.add(way(table, claim, standing, Optional.empty()));
    }
    return ways;
  }

  private static Way way(
      PolicyTable table, Claim claim, Standing standing, Optional<Standing.Identity> identity) {
    NaiveOracle oracle = new NaiveOracle(table, claim, standing, identity, new OracleTally());
    oracle.run();
    return new Way(identity, oracle);
  }

  private static void compare(
      PolicyTable table, Settlement settlement, Way best, OracleTally tally) {
    Optional<String> used =
        settlement.candidates().stream()
            .filter(Settlement.Candidate::used)
            .map(Settlement.Candidate::category)
            .findFirst();
    assertEquals(best.identity().map(Standing.Identity::category), used, "identity");
    Waterfall waterfall = settlement.waterfall();
    assertEquals(0, best.burden().compareTo(OracleBill.yuan(waterfall.burdenFen())), "burden");
    for (AccountUse use : settlement.uses()) {
      PolicyTable.Account account = account(table, best.oracle(), use.account());
      BigDecimal added = OracleAccounts.scaled(account, use.addedFen());
      assertEquals(0, best.oracle().quantities().added(account).compareTo(added), use.account());
      assertEquals(best.oracle().accounts().year(account), use.benefitYear(), use.account());
      assertEquals(best.oracle().accounts().ofHousehold(account), use.ofHousehold());
      assertEquals(best.oracle().accounts().ownUsed(account), use.beforeFen(), use.account());
      BigDecimal included =
          OracleAccounts.scaled(account, best.oracle().accounts().includedUsed(account))
              .add(best.oracle().quantities().addedToIncluded(account));
      assertEquals(
          0, included.compareTo(OracleAccounts.scaled(account, use.includedFen())), use.account());
      boolean living = !best.oracle().accounts().living(account).isEmpty();
      tally.see("includes an account of before", !living && use.includedFen() > 0);
      tally.see("includes an account", living && use.includedFen() > 0);
      tally.see("household", use.ofHousehold() && use.addedFen() > 0);
      tally.see("by a fact", account.by().isPresent() && use.addedFen() > 0);
    }
    compareGrants(settlement, tally);
    compareShares(table, waterfall, tally);
    assertTrue(JournalEntry.of(settlement).debitsFen() >= 0);
    long why =
        WhyNotMore.of(waterfall).lines().stream().mapToLong(WhyNotMore.Line::amountFen).sum();
    assertEquals(waterfall.patientShareFen(), why, "every fen that is left has its reason");
  }

  private static PolicyTable.Account account(PolicyTable table, NaiveOracle oracle, String key) {
    return table.accounts().stream()
        .filter(account -> oracle.accounts().key(account).equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** What layers draw of grants is what they pay that was not paid already. */
  private static void compareGrants(Settlement settlement, OracleTally tally) {
    Waterfall waterfall = settlement.waterfall();
    long paid = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      boolean draws = waterfall.plan().layers().get(i).needs().equals("grant");
      paid += draws ? waterfall.of(i, Column.PAID) - waterfall.of(i, Column.ALREADY) : 0;
    }
    long drawn = settlement.grantDraws().stream().mapToLong(Settlement.GrantDraw::drawnFen).sum();
    tally.see("grant drawn", drawn > 0);
    assertTrue(drawn <= paid, "drawn " + drawn + " paid " + paid);
  }

  /** Each share is rounded half-up; the rest takes what remains. */
  private static void compareShares(PolicyTable table, Waterfall waterfall, OracleTally tally) {
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      BigDecimal paid = OracleBill.yuan(waterfall.of(i, Column.PAID));
      String code = waterfall.plan().layers().get(i).code();
      List<PolicyTable.Share> authored =
          table.layers().stream()
              .filter(layer -> layer.name().key().equals(code))
              .findFirst()
              .orElseThrow()
              .shares();
      BigDecimal rest = paid;
      List<Shares.Share> shares =
          Shares.of(waterfall.plan().layers().get(i), waterfall.of(i, Column.PAID));
      assertEquals(authored.size(), shares.size(), "shares");
      for (int payer = 0; payer < shares.size(); payer++) {
        BigDecimal due =
            paid.multiply(BigDecimal.valueOf(authored.get(payer).sharePpm(), 6))
                .setScale(2, RoundingMode.HALF_UP)
                .min(rest);
        due = payer == shares.size() - 1 ? rest : due;
        assertEquals(0, due.compareTo(OracleBill.yuan(shares.get(payer).fen())), "share");
        rest = rest.subtract(due);
        tally.see("paid by several", due.signum() > 0);
      }
    }
  }
}
