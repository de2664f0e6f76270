package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.LateClaimLimit;
import io.yizhan.proto.v1.ListLateClaimLimitsRequest;
import io.yizhan.proto.v1.PutLateClaimLimitRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Refusal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An old benefit year stays open for late claims until the county's day. */
class LateClaimTest {
  private static SettleClaimRequest claim(String id) {
    return Claims.request(
        id, Claims.stay(World.HOSPITAL, Invented.person(1), "E-" + id, "2016-08-01", 1_000_000));
  }

  private static void put(House house, String last) {
    house
        .client()
        .days(house.world().operatorToken())
        .putLateClaimLimit(
            PutLateClaimLimitRequest.newBuilder()
                .setLimit(
                    LateClaimLimit.newBuilder()
                        .setCountyCode(Claims.COUNTY)
                        .setBenefitYear(2016)
                        .setLastDate(Claims.date(last))
                        .setSource("通知"))
                .build());
  }

  @Test
  void claim_afterTheCountysDay_isRefusedNamingIt() {
    try (House house = House.open()) {
      house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
      var hospital = house.client().settlements(house.world().token());
      Settlement before = house.settle(claim("before"));
      put(house, "2099-12-31");
      house.settle(claim("open"));
      put(house, "2017-03-31");
      Refusal refused = hospital.settleClaim(claim("late")).getRefusal();
      assertEquals("BENEFIT_YEAR_CLOSED", refused.getReasonCode());
      assertTrue(refused.toString().contains("2017-03-31"), refused.toString());
      assertEquals(refused, hospital.settleClaim(claim("late")).getRefusal(), "for ever");
      assertEquals(
          "BENEFIT_YEAR_CLOSED",
          hospital
              .quoteSettlement(
                  QuoteSettlementRequest.newBuilder().setClaim(claim("late").getClaim()).build())
              .getRefusal()
              .getReasonCode());
      assertEquals(before, hospital.settleClaim(claim("before")).getSettlement(), "a repetition");
      assertEquals(
          before.getSettlementId(),
          hospital
              .reverseSettlement(
                  ReverseSettlementRequest.newBuilder()
                      .setRequestId("back")
                      .setHospitalId(World.HOSPITAL)
                      .setSettlementId(before.getSettlementId())
                      .setOperatorId("op")
                      .build())
              .getReversal()
              .getSettlementId());
      assertEquals(
          1,
          house
              .client()
              .days(house.world().token())
              .listLateClaimLimits(
                  ListLateClaimLimitsRequest.newBuilder().setCountyCode(Claims.COUNTY).build())
              .getLimitsCount());
      assertEquals(List.of(), house.audit());
    }
  }
}
