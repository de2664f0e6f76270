package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the insurer's platform has paid in the name of an aid layer is said, all of it or a part.
 */
final class AlreadyPaidTest {
  private static final String POLICY =
      """
      layers:
      - {layer: basic 基本医保, fund: 390100, stage: insurance, amount: supplied, fills: in}
      - {layer: aid 医疗救助, fund: 610100, stage: aid, when: {care: 住院}, counts: in.left, rate: 50%,
         cap: unlimited, otherwise: none, cite: D}
      """;

  /** 3,000 yuan are left after insurance: 1,500 of aid. */
  private static List<String> said(long paidByThePlatformFen) {
    Claim.Builder claim = Door.claim();
    claim
        .getInsurerSettlementBuilder()
        .addPaymentsBuilder()
        .setFundCode("610100")
        .setAmountFen(paidByThePlatformFen);
    return Decided.under(POLICY, claim).getSentencesList().stream()
        .filter(sentence -> sentence.getCode().equals("ALREADY_PAID_ELSEWHERE"))
        .map(sentence -> sentence.getZh() + " " + sentence.getEn())
        .toList();
  }

  @Test
  void settlement_platformPaidAPart_saysHowMuchAndWhatIsPaidNow() {
    assertEquals(
        List.of(
            "医疗救助：医保平台已支付 500.00 元，计入年度累计，本次再支付 1,000.00 元。"
                + " aid: the insurer's platform has paid 500.00, which counts as used; 1,000.00 is"
                + " paid now."),
        said(50_000));
  }

  @Test
  void settlement_platformPaidAll_saysThatNothingIsPaidNow() {
    assertEquals(
        List.of(
            "医疗救助：医保平台已支付，计入年度累计，本次不再支付。"
                + " aid: the insurer's platform has paid it; it counts as used."),
        said(150_000));
  }
}
