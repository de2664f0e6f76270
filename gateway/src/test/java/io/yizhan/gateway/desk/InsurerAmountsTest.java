package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.FundAmount;
import io.yizhan.gateway.desk.Insurers.Amounts;
import java.util.List;
import org.junit.jupiter.api.Test;

class InsurerAmountsTest {
  private static final FundAmount BASIC = new FundAmount("390100", 700_000);
  private static final FundAmount SERIOUS = new FundAmount("390200", 50_000);
  private static final FundAmount NOTHING = new FundAmount("610100", 0);

  @Test
  void amounts_inAnotherOrderOrWithFundsThatPayNothing_areTheSame() {
    Amounts one = new Amounts(List.of(BASIC, SERIOUS), 100);
    assertTrue(one.paysAs(new Amounts(List.of(SERIOUS, NOTHING, BASIC), 100)));
  }

  @Test
  void amounts_ofAnotherFundOrShare_areOthers() {
    Amounts one = new Amounts(List.of(BASIC), 100);
    assertFalse(one.paysAs(new Amounts(List.of(BASIC), 101)));
    assertFalse(one.paysAs(new Amounts(List.of(BASIC, SERIOUS), 100)));
    assertFalse(one.paysAs(new Amounts(List.of(new FundAmount("390200", 700_000)), 100)));
  }
}
