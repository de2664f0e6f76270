package io.yizhan.gateway.insurer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.BrokenRule;
import io.yizhan.proto.insurer.v1.Amounts;
import io.yizhan.proto.insurer.v1.FundPayment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What insurers say is not believed beyond what a bill can bear. */
class InsurerMessagesTest {
  private static Amounts amounts(long fundFen, long hospitalShareFen) {
    return Amounts.newBuilder()
        .addPayments(FundPayment.newBuilder().setFundCode("390100").setAmountFen(fundFen))
        .setHospitalShareFen(hospitalShareFen)
        .build();
  }

  @Test
  void broken_hospitalShareThatOverflowsTheSum_isSaid() {
    assertEquals(
        Optional.of(BrokenRule.AMOUNT_RANGE),
        InsurerMessages.broken(amounts(1, Long.MAX_VALUE), 100L));
    assertEquals(Optional.of(BrokenRule.OVER_TOTAL), InsurerMessages.broken(amounts(60, 41), 100L));
    assertEquals(Optional.empty(), InsurerMessages.broken(amounts(60, 40), 100L));
    assertEquals(100L, InsurerMessages.amounts(amounts(60, 40)).totalFen());
  }
}
