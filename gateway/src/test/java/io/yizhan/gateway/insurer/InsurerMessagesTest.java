package io.yizhan.gateway.insurer;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
  void amounts_hospitalShareThatOverflowsTheSum_areNone() {
    assertEquals(Optional.empty(), InsurerMessages.amounts(amounts(1, Long.MAX_VALUE), 100L));
    assertEquals(Optional.empty(), InsurerMessages.amounts(amounts(60, 41), 100L));
    assertEquals(100L, InsurerMessages.amounts(amounts(60, 40), 100L).orElseThrow().totalFen());
  }
}
