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
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.ClaimFact;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
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

  private static final Map<String, BiConsumer<io.yizhan.proto.v1.Claim.Builder, String>> KEYS =
      Map.ofEntries(
          Map.entry("encounter_id", io.yizhan.proto.v1.Claim.Builder::setEncounterId),
          Map.entry("bill_number", io.yizhan.proto.v1.Claim.Builder::setBillNumber),
          Map.entry("invoice_number", io.yizhan.proto.v1.Claim.Builder::setInvoiceNumber),
          Map.entry("operator_id", io.yizhan.proto.v1.Claim.Builder::setOperatorId),
          Map.entry("terminal_id", io.yizhan.proto.v1.Claim.Builder::setTerminalId),
          Map.entry("shift_id", io.yizhan.proto.v1.Claim.Builder::setShiftId),
          Map.entry("hospital_level_code", io.yizhan.proto.v1.Claim.Builder::setHospitalLevelCode),
          Map.entry("diagnosis_codes[0]", (claim, text) -> claim.setDiagnosisCodes(0, text)),
          Map.entry(
              "facts[0].word",
              (claim, text) -> claim.addFactsBuilder().setCode("bundle").setWord(text)),
          Map.entry(
              "insurer_settlement.settlement_id",
              (claim, text) -> claim.getInsurerSettlementBuilder().setSettlementId(text)));

  @Test
  void key_thatBeginsOrEndsWithABlank_isRefusedWithTheBlankAlone() {
    Map<String, String> blanks =
        Map.of(
            "Z1 ", "3 characters, the last a blank (U+0020)",
            " Z1", "3 characters, the first a blank (U+0020)",
            "Z1\u00a0", "3 characters, the last a blank (U+00A0)",
            "\u3000Z1", "3 characters, the first a blank (U+3000)",
            "Z1\u2007", "3 characters, the last a blank (U+2007)",
            "   ", "3 characters, all of them blanks (U+0020)");
    KEYS.forEach(
        (field, set) ->
            blanks.forEach(
                (text, was) -> {
                  var wire = Door.claim();
                  set.accept(wire, text);
                  String said = violation(wire);
                  assertTrue(said.startsWith("claim." + field + ": 首尾不得有空格，实为 3 个字符，"), said);
                  assertTrue(
                      said.endsWith(" / must not begin or end with a blank, was " + was), said);
                }));
  }

  @Test
  void key_withABlankInside_isReadAsItIs() {
    assertEquals("Z 1", read(Door.claim().setEncounterId("Z 1")).key().encounterId());
  }

  @Test
  void personalAccount_amongTheFunds_isRefusedNamingItsOwnField() {
    for (String code : List.of("310200", "310201", "390500", "390501")) {
      var wire = Door.claim();
      wire.getInsurerSettlementBuilder()
          .addPayments(FundPayment.newBuilder().setFundCode(code).setAmountFen(1));
      int place = wire.getInsurerSettlement().getPaymentsCount() - 1;
      assertEquals(
          "claim.insurer_settlement.payments["
              + place
              + "].fund_code: 应为基金，实为个人账户 "
              + code
              + "：账户的钱是个人的，不列入 payments，可支付多少写 claim.personal_account_fen / must be a fund, was the"
              + " personal account "
              + code
              + ": its money is the person's, what it may pay is claim.personal_account_fen",
          violation(wire));
    }
  }

  /** The English half of the only violation. */
  private static String english(io.yizhan.proto.v1.Claim.Builder wire) {
    return violation(wire).split(" / ", 2)[1];
  }

  @Test
  void error_inEnglish_namesTheCodesTheLimitAndTheValue() {
    assertEquals(
        "must be one of BILL_KIND_INTERIM, BILL_KIND_FINAL, was 0",
        english(Door.claim().setBillKind(BillKind.BILL_KIND_UNSPECIFIED)));
    assertEquals(
        "must be one of none, referred, not_referred, was “maybe”",
        english(Door.claim().setReferralCode("maybe")));
    var kind = Door.claim();
    kind.getPersonDocumentBuilder().setKindCode("library");
    assertEquals(
        "must be one of resident_id, birth_certificate, social_security_card, passport, was"
            + " “library”",
        english(kind));
    LocalDate last = read(Door.claim()).dates().last();
    assertEquals(
        "must not be after the service, " + last + ", was 2016-12-01",
        english(Door.claim().setBirthDate(Door.date(2016, 12, 1))));
    var twice = Door.claim();
    twice.getInsurerSettlementBuilder().clearPayments();
    for (int i = 0; i < 2; i++) {
      twice.getInsurerSettlementBuilder().addPaymentsBuilder().setFundCode("390100");
    }
    assertEquals(
        "must appear once, was “390100” again: add up what has the same code", english(twice));
    assertEquals(
        "must not have control or broken characters, character 2 was U+0009",
        english(Door.claim().setEncounterId("Z\t1")));
    var fact = Door.claim();
    fact.addFactsBuilder().setCode("bundle").setNumber(1);
    fact.addFactsBuilder().setCode("bundle").setNumber(1);
    assertEquals("must appear once, was “bundle” again", english(fact));
  }

  private static String ofNumber(String number) {
    String said = violation(Door.claim().setPersonDocument(Door.document(number)));
    assertTrue(said.startsWith("claim.person_document.number: "), said);
    return said;
  }

  @Test
  void residentId_thatIsWrong_isToldWhetherByItsDateOrItsCheckDigitWithoutADigitOfIt() {
    assertTrue(
        ofNumber("41010219491331001X").contains("real birth date since 1880 in characters 7–14"));
    assertTrue(
        ofNumber("410102491331001").contains("real birth date since 1880 in characters 7–12"));
    String mistyped = ofNumber("410102194912310017");
    assertTrue(mistyped.contains("应为前 17 位的校验码"), mistyped);
    assertTrue(
        mistyped.contains("must end in the check character of its first 17 digits"), mistyped);
    assertTrue(ofNumber("4101021949123100").endsWith("(a digit or X), was 16 characters"));
  }
}
