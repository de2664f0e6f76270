package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRuleRequest;
import io.yizhan.proto.v1.GetProvisionalRuleResponse;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalRule;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.PutProvisionalRuleRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may be drawn under provisional approvals, by rules that change and by late claims. */
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

  private Provisional approve(PersonDocument person, long limitFen) {
    return house
        .client()
        .provisionals(binhai.office())
        .approveProvisional(binhai.approval(person).setPersonLimitFen(limitFen).build())
        .getProvisional();
  }

  private void endInGoodFaith(Provisional of) {
    house
        .client()
        .provisionals(binhai.office())
        .endProvisional(
            EndProvisionalRequest.newBuilder()
                .setRequestId(binhai.nextId("end"))
                .setProvisionalId(of.getProvisionalId())
                .setEnding(ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH)
                .setEndDate(Claims.date("2023-04-10"))
                .setReportNumber("HD-2023-11")
                .build());
  }

  private long drawnFen(Provisional of) {
    return house
        .client()
        .provisionals(binhai.office())
        .getProvisional(
            GetProvisionalRequest.newBuilder().setProvisionalId(of.getProvisionalId()).build())
        .getProvisional()
        .getDrawnFen();
  }

  private void rule(LocalDate from, long countyLimitFen) {
    house
        .client()
        .provisionals(binhai.office())
        .putProvisionalRule(
            PutProvisionalRuleRequest.newBuilder()
                .setRule(
                    ProvisionalRule.newBuilder()
                        .setCountyCode(Binhai.COUNTY)
                        .setFromDate(Claims.date(from.toString()))
                        .setThresholdFen(Binhai.THRESHOLD_FEN)
                        .setPersonLimitFen(Binhai.PERSON_LIMIT_FEN)
                        .setCountyLimitFen(countyLimitFen)
                        .setCheckDays(60)
                        .setSource("滨海县容缺审批"))
                .build());
  }

  private GetProvisionalRuleResponse county(LocalDate day) {
    return house
        .client()
        .provisionals(binhai.office())
        .getProvisionalRule(
            GetProvisionalRuleRequest.newBuilder()
                .setCountyCode(Binhai.COUNTY)
                .setOnDate(Claims.date(day.toString()))
                .build());
  }

  private long countyLimitFen(LocalDate day) {
    return county(day).getCountyLimitFen();
  }

  @Test
  void approval_fromBeforeTheRuleOfToday_leavesTheCountysLimitOfToday() {
    rule(LocalDate.of(2023, 6, 1), 300_000);
    PersonDocument person = Invented.person(40_001);
    binhai.approve(person);
    assertEquals(300_000, countyLimitFen(LocalDate.of(2023, 7, 1)));
    assertFalse(binhai.settle(0, person, 1_000_000, 500_000).hasProvisional());
  }

  @Test
  void ruleOfADayToCome_onThatDay_takesHoldByItself() {
    LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
    PersonDocument person = Invented.person(40_004);
    binhai.approve(person);
    rule(today.plusDays(2), 400_000);
    assertEquals(100_000_000, countyLimitFen(today));
    assertEquals(350_000, House.paid(binhai.settle(0, person, 1_000_000, 500_000), "aid"));
    house.execute(
        "UPDATE provisional_rule SET valid_from = valid_from - 2 WHERE valid_from > '2024-01-01'");
    assertEquals(400_000, countyLimitFen(today));
    assertEquals(0, House.paid(binhai.settle(1, person, 1_000_000, 500_000), "aid"));
    assertEquals(350_000, county(today).getCountyDrawnFen());
  }

  @Test
  void lateClaim_afterTheApprovalEndedInGoodFaith_staysWithinItsLimit() {
    PersonDocument person = Invented.person(40_002);
    Provisional approved = approve(person, 400_000);
    endInGoodFaith(approved);
    assertEquals(350_000, House.paid(binhai.settle(0, person, 1_000_000, 500_000), "aid"));
    assertEquals(350_000, drawnFen(approved));
    Settlement beyond = binhai.settle(1, person, 1_000_000, 500_000);
    assertEquals(0, House.paid(beyond, "aid"));
    assertEquals(350_000, drawnFen(approved));
  }

  @Test
  void lateClaim_afterWhatWasDrawnInGoodFaithWasRecovered_drawsNothing() {
    binhai.rule(Binhai.PERSON_LIMIT_FEN, 100_000_000, true);
    PersonDocument person = Invented.person(40_003);
    Provisional approved = binhai.approve(person);
    endInGoodFaith(approved);
    assertEquals(0, House.paid(binhai.settle(0, person, 1_000_000, 500_000), "aid"));
    assertEquals(0, drawnFen(approved));
  }

  private Claim.Builder paper(PersonDocument person, String encounter) {
    return binhai
        .stay(0, person, encounter, 1_000_000, 500_000)
        .setHospitalId("office:" + Binhai.COUNTY)
        .setOperatorId("clerk-7")
        .setPaper(Offices.paper("INV-" + encounter).setHospitalRegionCode(Binhai.COUNTY));
  }

  /** What a paper claim is quoted, which is what settling it then gives. */
  private Settlement quotedAndSettled(PersonDocument person, String encounter) {
    Claim.Builder claim = paper(person, encounter);
    var settlements = house.client().settlements(binhai.office());
    Settlement quote =
        settlements
            .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(claim).build())
            .getQuote();
    Settlement settled = settlements.settleClaim(Claims.request(encounter, claim)).getSettlement();
    assertEquals(settled.getPaymentsList(), quote.getPaymentsList());
    assertEquals(settled.getPatientShareFen(), quote.getPatientShareFen());
    assertEquals(settled.getStepsList(), quote.getStepsList());
    assertEquals(settled.getSentencesList(), quote.getSentencesList());
    assertEquals(settled.hasProvisional(), quote.hasProvisional());
    assertEquals(settled.getProvisional(), quote.getProvisional());
    return quote;
  }

  @Test
  void paperQuote_underAnApprovalWithALimit_saysWhatSettlingGives() {
    PersonDocument person = Invented.person(40_005);
    Provisional approved = approve(person, 400_000);
    Settlement first = quotedAndSettled(person, "PQ-1");
    assertEquals(350_000, House.paid(first, "aid"));
    assertEquals(approved.getProvisionalId(), first.getProvisional().getProvisionalId());
    assertEquals(0, House.paid(quotedAndSettled(person, "PQ-2"), "aid"));
    assertEquals(350_000, drawnFen(approved));
  }

  @Test
  void paperQuote_afterTheApprovalEndedInGoodFaith_staysWithinItsLimit() {
    PersonDocument person = Invented.person(40_006);
    Provisional approved = approve(person, 400_000);
    endInGoodFaith(approved);
    assertEquals(350_000, House.paid(quotedAndSettled(person, "PG-1"), "aid"));
    assertEquals(0, House.paid(quotedAndSettled(person, "PG-2"), "aid"));
    assertEquals(350_000, drawnFen(approved));
  }
}
