package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UsageChange;
import io.yizhan.settlement.AccountUse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
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

  @Test
  void reversal_accountThatCounts_saysSoAndOneOfMoneyDoesNot() {
    Settlement settled =
        Settlement.newBuilder()
            .setHospitalId("H1")
            .addUsageChanges(change("trial/ONCE").setCounting(true))
            .addUsageChanges(change("trial/ALL"))
            .build();
    byte[] reply =
        new ReplyWriter()
            .reversed(
                SettleClaimResponse.newBuilder().setSettlement(settled).build().toByteArray(),
                new Stamp("S2", "R2", Instant.EPOCH, LocalDate.EPOCH),
                List.of(use("trial/ALL"), use("trial/ONCE")),
                List.of(),
                new ReplyCodec.Corrected(new TreeMap<>(), new TreeMap<>()),
                List.of());
    assertEquals(
        List.of("trial/ALL 2 of 9 counting=false", "trial/ONCE 2 of 9 counting=true"),
        ReplyWriter.reversedReply(reply).getReversal().getUsageChangesList().stream()
            .map(CountingTest::line)
            .toList());
  }

  private static UsageChange.Builder change(String account) {
    return UsageChange.newBuilder().setAccountCode(account).setBenefitYear(2016);
  }

  private static AccountUse use(String account) {
    return new AccountUse(false, account, "名", 2016, 3, -1, 9, 0);
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
