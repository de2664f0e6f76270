package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.FundShare;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.Settlement;
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
         cap: unlimited, otherwise: none, cite: D, paid_by: {省: 30%, 市: 30%, 县: rest}}
      """;

  /** 3,000 yuan are left after insurance: 1,500 of aid. */
  private static List<String> said(long paidByThePlatformFen) {
    return settled(paidByThePlatformFen).getSentencesList().stream()
        .filter(sentence -> sentence.getCode().equals("ALREADY_PAID_ELSEWHERE"))
        .map(sentence -> sentence.getZh() + " " + sentence.getEn())
        .toList();
  }

  private static List<Long> shares(long paidByThePlatformFen) {
    Payment aid =
        settled(paidByThePlatformFen).getPaymentsList().stream()
            .filter(payment -> payment.getLayerCode().equals("aid"))
            .findFirst()
            .orElseThrow();
    List<Long> shares = aid.getSharesList().stream().map(FundShare::getAmountFen).toList();
    assertEquals(
        aid.getAmountFen() - aid.getAlreadyPaidFen(),
        shares.stream().mapToLong(Long::longValue).sum());
    return shares;
  }

  private static Settlement settled(long paidByThePlatformFen) {
    Claim.Builder claim = Door.claim();
    claim
        .getInsurerSettlementBuilder()
        .addPaymentsBuilder()
        .setFundCode("610100")
        .setAmountFen(paidByThePlatformFen);
    return Decided.under(POLICY, claim);
  }

  @Test
  void shares_platformPaidAPartOrAll_addUpToWhatIsNotAlreadyPaid() {
    assertEquals(List.of(45_000L, 45_000L, 60_000L), shares(0));
    assertEquals(List.of(30_000L, 30_000L, 40_000L), shares(50_000));
    assertEquals(List.of(0L, 0L, 0L), shares(150_000));
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

  @Test
  void settlement_platformPaidMoreThanThePolicyGives_saysBoth() {
    assertEquals(
        List.of(
            "医疗救助：医保平台已支付 1,600.00 元，按政策至多 1,500.00 元，请核对；计入年度累计，本次不再支付。"
                + " aid: the insurer's platform has paid 1,600.00, the policy gives 1,500.00 at"
                + " most, please check; it counts as used."),
        said(160_000));
  }
}
