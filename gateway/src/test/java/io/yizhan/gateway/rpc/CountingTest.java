package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.UsageChange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accounts that count times are told from those that add money. */
final class CountingTest {
  private static final String POLICY =
      """
      accounts:
        IN 累计: {adds: a.paid, of: person, per: year}
        ONCE 发放次数: {adds: f.times, of: person, per: year}
        ONC 每次就医: {adds: f.times, of: person, per: encounter}
      layers:
      - {layer: basic 基本医保, fund: 390100, stage: insurance, amount: supplied, fills: in}
      - {layer: a 救助, fund: f_a, stage: aid, when: {care: 住院}, counts: in.left, rate: 50%,
         cap IN: 2万, otherwise: none, cite: D}
      - {layer: f 定额, fund: f_a, stage: aid, when: {care: 住院}, counts: in.left, rate: 定额200,
         cap ONCE: 3, cap ONC: 1, otherwise: none, cite: D}
      """;

  @Test
  void settlement_accountThatCounts_saysSoAndThoseOfMoneyDoNot() {
    assertEquals(
        List.of(
            "trial/IN 150000 of 2000000 counting=false",
            "trial/ONCE 1 of 3 counting=true",
            "trial/ONC/H1/E1 1 of 1 counting=true"),
        Decided.under(POLICY, Door.claim()).getUsageChangesList().stream()
            .map(CountingTest::line)
            .toList());
  }

  private static String line(UsageChange change) {
    return change.getAccountCode()
        + " "
        + change.getAfterFen()
        + " of "
        + change.getCapFen()
        + " counting="
        + change.getCounting();
  }
}
