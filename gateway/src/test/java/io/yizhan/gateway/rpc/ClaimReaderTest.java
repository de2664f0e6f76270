package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.proto.v1.ClaimFact;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the core gets of a good claim; bad ones are the garbage test's. */
final class ClaimReaderTest {
  private static final LocalDate TODAY = LocalDate.of(2016, 8, 20);

  private static Claim read(io.yizhan.proto.v1.Claim.Builder wire) {
    return ClaimReader.quote(QuoteSettlementRequest.newBuilder().setClaim(wire).build(), TODAY)
        .claim();
  }

  @Test
  void claim_ofADayFarAhead_isRefusedWithTheLastThatMayBe() {
    var stay = Door.claim();
    assertEquals(
        LocalDate.of(2016, 9, 4),
        read(stay.setDischargeDate(Door.date(2016, 9, 4))).dates().last());
    stay.setDischargeDate(Door.date(2061, 9, 5));
    assertEquals(
        "claim.discharge_date: 不得晚于 2016-09-04，实为 2061-09-05"
            + " / must not be after 2016-09-04, was 2061-09-05",
        violation(stay));
    var visit = Door.claim().clearAdmissionDate().clearDischargeDate();
    visit.setCareTypeCode(Care.OUTPATIENT.code()).setVisitDate(Door.date(2016, 9, 5));
    assertTrue(violation(visit).startsWith("claim.visit_date: 不得晚于 2016-09-04"));
  }

  @Test
  void yearEnd_madeUpBeforeItsLastDay_mayBeOfThisYearAndNotOfTheNext() {
    LocalDate december = LocalDate.of(2016, 12, 20);
    var wire = Door.claim().clearAdmissionDate().clearDischargeDate().clearBill();
    wire.setCareTypeCode(Care.YEAR_END.code()).clearInsurerSettlement();
    QuoteSettlementRequest thisYear =
        QuoteSettlementRequest.newBuilder()
            .setClaim(wire.setVisitDate(Door.date(2016, 12, 31)))
            .build();
    assertEquals(
        LocalDate.of(2016, 12, 31), ClaimReader.quote(thisYear, TODAY).claim().dates().last());
    for (LocalDate day : List.of(LocalDate.of(2017, 1, 1), LocalDate.of(2017, 12, 31))) {
      wire.setVisitDate(Door.date(day.getYear(), day.getMonthValue(), day.getDayOfMonth()));
      QuoteSettlementRequest next = QuoteSettlementRequest.newBuilder().setClaim(wire).build();
      assertThrows(StatusRuntimeException.class, () -> ClaimReader.quote(next, december));
    }
  }

  private static String violation(io.yizhan.proto.v1.Claim.Builder wire) {
    StatusRuntimeException wrong = assertThrows(StatusRuntimeException.class, () -> read(wire));
    BadRequest.FieldViolation only =
        Door.details(wrong, BadRequest.class).get(0).getFieldViolations(0);
    return only.getField() + ": " + only.getDescription();
  }

  @Test
  void facts_ofEveryKind_arriveUnderTheirCodes() {
    var wire = Door.claim();
    wire.addFactsBuilder().setCode("bundle").setWord("甲组");
    wire.addFactsBuilder().setCode("dialyses").setNumber(12);
    wire.addFactsBuilder().setCode("lost_by_rules").setAmountFen(345_600);
    wire.addFactsBuilder().setCode("none_of_it").setNumber(0);
    assertEquals(
        new OwnFacts(
            Map.of("bundle", "甲组"),
            Map.of("dialyses", 12L, "lost_by_rules", 345_600L, "none_of_it", 0L),
            Map.of(
                "bundle",
                OwnFacts.As.WORD,
                "dialyses",
                OwnFacts.As.NUMBER,
                "lost_by_rules",
                OwnFacts.As.AMOUNT,
                "none_of_it",
                OwnFacts.As.NUMBER)),
        read(wire).facts());
    assertEquals(OwnFacts.NONE, read(Door.claim()).facts());
  }

  @Test
  void facts_thatDifferInKindAlone_areOtherContent() {
    ClaimFact.Builder fact = ClaimFact.newBuilder().setCode("a");
    List<RequestContent> contents =
        List.of(
            content(fact.setNumber(0)),
            content(fact.setAmountFen(0)),
            content(fact.setWord("0")),
            ClaimReader.settle(Door.settle("R1"), TODAY).content());
    for (int i = 0; i < contents.size(); i++) {
      for (int j = i + 1; j < contents.size(); j++) {
        assertNotEquals(contents.get(i), contents.get(j));
      }
    }
  }

  private static RequestContent content(ClaimFact.Builder fact) {
    SettleClaimRequest.Builder request = Door.settle("R1").toBuilder();
    request.getClaimBuilder().addFacts(fact);
    return ClaimReader.settle(request.build(), TODAY).content();
  }

  @Test
  void itemClass_ofALine_arrives() {
    var wire = Door.claim();
    wire.getBillBuilder()
        .addItemLinesBuilder()
        .setServiceDate(Door.date(2016, 8, 2))
        .setItemCode("X")
        .setItemClassCode("甲类")
        .setInScopeFen(1_000_000);
    assertEquals("甲类", read(wire).items().get(0).itemClass());
  }

  @Test
  void scheme_none_isAPersonWhoIsNotInsured() {
    assertEquals(
        "",
        read(Door.claim().setInsuredSchemeCode("none").clearInsurerSettlement()).insuredScheme());
    assertEquals("390", read(Door.claim()).insuredScheme());
    assertEquals("510", read(Door.claim().setInsuredSchemeCode("510")).insuredScheme());
  }

  @Test
  void scheme_ofAnotherWordForNotInsured_isRefusedAndNotInsured() {
    for (String word : List.of("NONE", "None", "0", "999", "39", "3900", "110")) {
      assertEquals(
          "claim.insured_scheme_code: 应为以 3 或 5 开头的三位险种代码（如 390 居民、310 职工），未参保填 none，实为 “"
              + word
              + "” / must be three digits that begin with 3 or 5 (as 390 residents, 310 employees),"
              + " or none for a person who is not insured, was “"
              + word
              + "”",
          violation(Door.claim().setInsuredSchemeCode(word)));
    }
  }

  @Test
  void yearEnd_withoutABill_isDatedLikeAVisit() {
    var wire =
        Door.claim()
            .setCareTypeCode("year_end")
            .clearAdmissionDate()
            .clearDischargeDate()
            .setVisitDate(Door.date(2016, 12, 31))
            .clearInsurerSettlement()
            .clearBill();
    Claim claim = read(wire);
    assertEquals(Care.YEAR_END, claim.care());
    assertEquals(ServiceDates.visit(LocalDate.of(2016, 12, 31)), claim.dates());
    assertEquals(new Bill(0, 0, 0, 0), claim.bill());
    wire.getBillBuilder();
    assertEquals(new Bill(0, 0, 0, 0), read(wire).bill());
  }
}
