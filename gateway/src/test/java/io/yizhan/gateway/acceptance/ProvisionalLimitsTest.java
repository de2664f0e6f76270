package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yizhan.proto.v1.GetProvisionalRuleRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ProvisionalRule;
import io.yizhan.proto.v1.PutProvisionalRuleRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may be drawn under provisional approvals, by rules that change. */
class ProvisionalLimitsTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Binhai binhai;

  @BeforeEach
  void open() {
    house = House.open();
    binhai = new Binhai(house);
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  @Test
  void approval_fromBeforeTheRuleOfToday_leavesTheCountysLimitOfToday() {
    house
        .client()
        .provisionals(binhai.office())
        .putProvisionalRule(
            PutProvisionalRuleRequest.newBuilder()
                .setRule(
                    ProvisionalRule.newBuilder()
                        .setCountyCode(Binhai.COUNTY)
                        .setFromDate(Claims.date("2023-06-01"))
                        .setThresholdFen(Binhai.THRESHOLD_FEN)
                        .setPersonLimitFen(Binhai.PERSON_LIMIT_FEN)
                        .setCountyLimitFen(300_000)
                        .setCheckDays(60)
                        .setSource("滨海县容缺审批"))
                .build());
    PersonDocument person = Invented.person(40_001);
    binhai.approve(person);
    assertEquals(
        300_000,
        house
            .client()
            .provisionals(binhai.office())
            .getProvisionalRule(
                GetProvisionalRuleRequest.newBuilder()
                    .setCountyCode(Binhai.COUNTY)
                    .setOnDate(Claims.date("2023-07-01"))
                    .build())
            .getCountyLimitFen());
    assertFalse(binhai.settle(0, person, 1_000_000, 500_000).hasProvisional());
  }
}
