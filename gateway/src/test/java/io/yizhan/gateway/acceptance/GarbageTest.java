package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.type.Date;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.ClaimFact;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.ItemLine;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Garbage at the door: one error that names every bad field, and not a byte of any table moves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GarbageTest {
  private static final int CLAIMS = 500;
  private static final long SEED = 20_160_701;
  private static final int BAD_FIELDS_MAX = 9;
  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
  private static final Pattern ENGLISH = Pattern.compile(" / .*[a-z]{2}");
  private static final String HUGE = "9".repeat(200_000);

  /** A way to spoil a request, and the fields that must be named for it. */
  private record Garbage(List<String> fields, Consumer<SettleClaimRequest.Builder> spoil) {}

  /** Ways by what they spoil: of each group at most one is used, groups do not touch each other. */
  private final Map<String, List<Garbage>> groups = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init")
  private House house;

  private Map<String, String> before = Map.of();

  @BeforeAll
  void open() {
    house = House.open();
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
    house.settle(good("good-1").build());
    texts();
    documentAndPlace();
    datesAndLines();
    money();
    facts();
  }

  @AfterAll
  void close() {
    house.close();
  }

  @BeforeEach
  void remember() {
    before = house.digests();
  }

  @AfterEach
  void tables_afterGarbage_areUnchanged() {
    assertTrue(before.size() > 15, "all tables");
    assertEquals(before, house.digests());
  }

  private static SettleClaimRequest.Builder good(String id) {
    return Claims.request(
        id, Claims.stay(World.HOSPITAL, Invented.person(1), "E-" + id, "2016-08-01", 1_000_000))
        .toBuilder();
  }

  private void add(String group, List<String> fields, Consumer<SettleClaimRequest.Builder> spoil) {
    groups.computeIfAbsent(group, key -> new ArrayList<>()).add(new Garbage(fields, spoil));
  }

  private void claim(String field, Consumer<Claim.Builder> spoil) {
    add(field, List.of("claim." + field), request -> spoil.accept(request.getClaimBuilder()));
  }

  private void texts() {
    for (String bad : List.of("", "a b", "编号", "x".repeat(65), HUGE, "a\nb")) {
      add("request_id", List.of("request_id"), request -> request.setRequestId(bad));
    }
    for (String bad : List.of("", "x".repeat(65), HUGE, "bell\u0007", "turned\u202e", "\u0000")) {
      claim("operator_id", claim -> claim.setOperatorId(bad));
      claim("encounter_id", claim -> claim.setEncounterId(bad));
      claim("bill_number", claim -> claim.setBillNumber(bad));
    }
    for (String bad : List.of("x".repeat(65), HUGE, "line\u2028")) {
      claim("terminal_id", claim -> claim.setTerminalId(bad));
      claim("shift_id", claim -> claim.setShiftId(bad));
      claim("invoice_number", claim -> claim.setInvoiceNumber(bad));
    }
    for (String bad : List.of("   ", "ZY001 ", " ZY001", "ZY001\u00a0", "\u3000ZY001")) {
      claim("encounter_id", claim -> claim.setEncounterId(bad));
      claim("bill_number", claim -> claim.setBillNumber(bad));
      claim("invoice_number", claim -> claim.setInvoiceNumber(bad));
      insurer(List.of("claim.insurer_settlement.settlement_id"), bad, List.of("390100"), 1);
    }
    claim("hospital_id", Claim.Builder::clearHospitalId);
    claim("hospital_level_code", claim -> claim.setHospitalLevelCode("3".repeat(33)));
    claim("referral_code", claim -> claim.setReferralCode("perhaps"));
    claim("bill_kind", Claim.Builder::clearBillKind);
    claim("bill_kind", claim -> claim.setBillKindValue(99));
    claim("bill_kind", claim -> claim.setBillKindValue(-1));
    claim("special_disease_code", claim -> claim.setSpecialDiseaseCode("esrd"));
    claim("treatment_form_code", claim -> claim.setTreatmentFormCode("dialysis"));
    claim("diagnosis_codes", claim -> claim.addAllDiagnosisCodes(Collections.nCopies(32, "I63")));
    add(
        "diagnosis_codes",
        List.of("claim.diagnosis_codes[0]", "claim.diagnosis_codes[2]"),
        request ->
            request
                .getClaimBuilder()
                .setDiagnosisCodes(0, "")
                .addDiagnosisCodes("I63")
                .addDiagnosisCodes(HUGE));
  }

  private void documentAndPlace() {
    add(
        "person",
        List.of("claim.person_document"),
        request -> request.getClaimBuilder().clearPersonDocument());
    add(
        "person",
        List.of("claim.person_document.kind_code"),
        request -> request.getClaimBuilder().getPersonDocumentBuilder().setKindCode("library"));
    for (String bad :
        List.of("", "99019919580314001", "990199195803140010", "110101195813140014", HUGE, "１２３")) {
      add(
          "person",
          List.of("claim.person_document.number"),
          request -> request.getClaimBuilder().getPersonDocumentBuilder().setNumber(bad));
    }
    for (String bad : List.of("", "41", "abcdef", "4101222", "41012２")) {
      claim("insured_region_code", claim -> claim.setInsuredRegionCode(bad));
    }
    for (String bad : List.of("", "39 0", "3".repeat(17), "居民")) {
      claim("insured_scheme_code", claim -> claim.setInsuredSchemeCode(bad));
    }
    claim("birth_date", claim -> claim.setBirthDate(day(1700, 1, 1)));
    claim("birth_date", claim -> claim.setBirthDate(day(1958, 2, 30)));
    claim("birth_date", claim -> claim.setBirthDate(day(Integer.MAX_VALUE, 1, 1)));
  }

  private void datesAndLines() {
    String group = "dates";
    String first = "claim.admission_date";
    String last = "claim.discharge_date";
    add(group, List.of(first), request -> request.getClaimBuilder().clearAdmissionDate());
    add(
        group,
        List.of(first, last),
        request ->
            request
                .getClaimBuilder()
                .setAdmissionDate(day(2016, 2, 30))
                .setDischargeDate(day(Integer.MIN_VALUE, Integer.MAX_VALUE, -1)));
    add(
        group,
        List.of(last),
        request -> request.getClaimBuilder().setDischargeDate(day(2016, 7, 31)));
    add(group, List.of(last), request -> request.getClaimBuilder().setDischargeDate(day(0, 0, 0)));
    add(
        group,
        List.of(last),
        request -> request.getClaimBuilder().setDischargeDate(day(2101, 1, 1)));
    String line = "claim.bill.item_lines[0].";
    add(
        group,
        List.of(line + "item_class_code"),
        request -> {
          line(request, day(2016, 8, 1), "X", 1_000_000);
          request
              .getClaimBuilder()
              .getBillBuilder()
              .getItemLinesBuilder(0)
              .setItemClassCode("A".repeat(33));
        });
    add(
        group,
        List.of(line + "service_date"),
        request -> line(request, day(2016, 8, 2), "X", 1_000_000));
    add(
        group,
        List.of(line + "item_code", line + "in_scope_fen"),
        request -> line(request, day(2016, 8, 1), "", Long.MIN_VALUE));
    add(
        group,
        List.of("claim.bill.item_lines"),
        request -> {
          for (int i = 0; i < 1_001; i++) {
            line(request, day(2016, 8, 1), "X", 1);
          }
        });
    claim("visit_date", claim -> claim.setVisitDate(day(2016, 8, 1)));
  }

  private static void line(SettleClaimRequest.Builder request, Date day, String code, long fen) {
    request
        .getClaimBuilder()
        .getBillBuilder()
        .addItemLines(
            ItemLine.newBuilder().setServiceDate(day).setItemCode(code).setInScopeFen(fen));
  }

  private void money() {
    String bill = "claim.bill.";
    for (long bad : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_000_001L}) {
      add(
          "money",
          List.of(bill + "out_of_list_fen"),
          request -> request.getClaimBuilder().getBillBuilder().setOutOfListFen(bad));
      add(
          "money",
          List.of(bill + "total_fen", bill + "pre_self_pay_fen", bill + "over_limit_fen"),
          request ->
              request
                  .getClaimBuilder()
                  .getBillBuilder()
                  .setTotalFen(bad)
                  .setPreSelfPayFen(bad)
                  .setOverLimitFen(bad));
      claim("personal_account_fen", claim -> claim.setPersonalAccountFen(bad));
      claim("prepayment_fen", claim -> claim.setPrepaymentFen(bad));
    }
    for (long bad : new long[] {0, 999_999, 1_000_001}) {
      add(
          "money",
          List.of(bill + "total_fen"),
          request -> request.getClaimBuilder().getBillBuilder().setTotalFen(bad));
    }
    String insurer = "claim.insurer_settlement.";
    insurer(List.of(insurer + "settlement_id"), "", List.of("390100"), 1);
    insurer(List.of(insurer + "payments[0].amount_fen"), "SI", List.of("390100"), -1);
    insurer(List.of(insurer + "payments[0].amount_fen"), "SI", List.of("390100"), Long.MAX_VALUE);
    insurer(List.of(insurer + "payments"), "SI", List.of("390100", "390200"), 500_001);
    insurer(List.of(insurer + "payments[1].fund_code"), "SI", List.of("390100", "390100"), 1);
    insurer(List.of(insurer + "payments[0].fund_code"), "SI", List.of("基金"), 1);
    insurer(List.of(insurer + "payments[0].fund_code"), "SI", List.of("310200"), 1);
    insurer(List.of(insurer + "payments"), "SI", Collections.nCopies(17, "390100"), 1);
  }

  private void insurer(List<String> fields, String id, List<String> funds, long fen) {
    add(
        "money",
        fields,
        request -> {
          var insurer = request.getClaimBuilder().getInsurerSettlementBuilder().setSettlementId(id);
          funds.forEach(
              fund ->
                  insurer.addPayments(
                      FundPayment.newBuilder().setFundCode(fund).setAmountFen(fen)));
        });
  }

  private void facts() {
    for (String bad : List.of("", "9a", "a b", "数", "x".repeat(65), HUGE)) {
      fact(List.of("code"), ClaimFact.newBuilder().setCode(bad).setNumber(1));
    }
    for (String bad : List.of("", "x".repeat(65), "bell\u0007", HUGE)) {
      fact(List.of("word"), ClaimFact.newBuilder().setCode("bundle").setWord(bad));
    }
    for (long bad : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_000_001L}) {
      fact(List.of("number"), ClaimFact.newBuilder().setCode("bundle").setNumber(bad));
      fact(List.of("code", "amount_fen"), ClaimFact.newBuilder().setCode("?").setAmountFen(bad));
    }
    fact(List.of("value"), ClaimFact.newBuilder().setCode("bundle"));
    fact(List.of("code", "value"), ClaimFact.newBuilder());
    add(
        "facts",
        List.of("claim.facts[1].code"),
        request -> request.getClaimBuilder().addAllFacts(facts(2, "same")));
    add(
        "facts",
        List.of("claim.facts"),
        request -> request.getClaimBuilder().addAllFacts(facts(33, "many")));
  }

  private void fact(List<String> fields, ClaimFact.Builder fact) {
    add(
        "facts",
        fields.stream().map(field -> "claim.facts[0]." + field).toList(),
        request -> request.getClaimBuilder().addFacts(fact));
  }

  private static List<ClaimFact> facts(int count, String code) {
    return Collections.nCopies(count, ClaimFact.newBuilder().setCode(code).setNumber(1).build());
  }

  private static Date day(int year, int month, int day) {
    return Date.newBuilder().setYear(year).setMonth(month).setDay(day).build();
  }

  private StatusRuntimeException refused(SettleClaimRequest request) {
    return assertThrows(
        StatusRuntimeException.class,
        () -> house.client().settle(house.world().token(), request),
        request::toString);
  }

  private void assertNamed(StatusRuntimeException error, List<String> fields) {
    Refusals refusal = Refusals.of(error);
    assertEquals(Status.Code.INVALID_ARGUMENT, refusal.code());
    assertEquals("yizhan.io", refusal.info().getDomain());
    assertEquals(new TreeSet<>(fields), new TreeSet<>(refusal.fieldNames()));
    for (BadRequest.FieldViolation violation : refusal.fields().getFieldViolationsList()) {
      String text = violation.getDescription();
      assertTrue(CHINESE.matcher(text).find() && ENGLISH.matcher(text).find(), text);
      assertTrue(text.length() <= 420, text);
    }
  }

  @Test
  void claims_randomlySpoilt_getOneErrorThatNamesEveryBadField() {
    Random random = new Random(SEED);
    List<String> names = new ArrayList<>(groups.keySet());
    for (int i = 0; i < CLAIMS; i++) {
      Collections.shuffle(names, random);
      SettleClaimRequest.Builder request = good("garbage-" + i);
      List<String> expected = new ArrayList<>();
      for (String name : names.subList(0, 1 + random.nextInt(BAD_FIELDS_MAX))) {
        List<Garbage> ways = groups.getOrDefault(name, List.of());
        Garbage way = ways.get(random.nextInt(ways.size()));
        way.spoil().accept(request);
        expected.addAll(way.fields());
      }
      assertNamed(refused(request.build()), expected);
    }
  }

  @Test
  void claims_spoiltInOneWay_nameThatFieldAlone() {
    groups.forEach(
        (group, ways) -> {
          for (Garbage way : ways) {
            SettleClaimRequest.Builder request = good("single");
            way.spoil().accept(request);
            StatusRuntimeException error = refused(request.build());
            assertNamed(error, way.fields());
            assertEquals("BAD_CLAIM", Refusals.of(error).info().getReason());
          }
        });
  }

  /** All but the insurer's number, which it gives when it settles. */
  @Test
  void quote_spoilt_namesTheSameFields() {
    List<String> givenLater = List.of("claim.insurer_settlement.settlement_id");
    groups.forEach(
        (group, ways) -> {
          for (Garbage way : ways) {
            SettleClaimRequest.Builder request = good("single");
            way.spoil().accept(request);
            if (!group.equals("request_id") && !way.fields().equals(givenLater)) {
              StatusRuntimeException error =
                  assertThrows(
                      StatusRuntimeException.class,
                      () ->
                          house
                              .client()
                              .settlements(house.world().token())
                              .quoteSettlement(
                                  QuoteSettlementRequest.newBuilder()
                                      .setClaim(request.getClaim())
                                      .build()));
              assertNamed(error, way.fields());
            }
          }
        });
  }

  @Test
  void request_empty_namesWhatIsMissing() {
    assertNamed(refused(SettleClaimRequest.getDefaultInstance()), List.of("request_id", "claim"));
    assertNamed(
        refused(SettleClaimRequest.newBuilder().setClaim(Claim.getDefaultInstance()).build()),
        List.of(
            "request_id",
            "claim.hospital_id",
            "claim.operator_id",
            "claim.encounter_id",
            "claim.bill_number",
            "claim.bill_kind",
            "claim.person_document",
            "claim.insured_region_code",
            "claim.insured_scheme_code",
            "claim.care_type_code",
            "claim.bill"));
  }

  @Test
  void careType_unknown_isNamed() {
    for (String bad : List.of("", "Inpatient", "daycare", HUGE)) {
      SettleClaimRequest.Builder request = good("care");
      request.getClaimBuilder().setCareTypeCode(bad);
      assertNamed(refused(request.build()), List.of("claim.care_type_code"));
    }
    SettleClaimRequest.Builder special = good("care");
    special.getClaimBuilder().setCareTypeCode("special_outpatient");
    assertNamed(
        refused(special.build()),
        List.of(
            "claim.admission_date",
            "claim.discharge_date",
            "claim.visit_date",
            "claim.special_disease_code",
            "claim.treatment_form_code"));
  }

  @Test
  void bill_ofNothing_isForYearEndAlone() {
    for (String care : List.of("outpatient", "before_treatment")) {
      SettleClaimRequest.Builder request = yearEnd(care);
      assertNamed(refused(request.build()), List.of("claim.bill"));
      request.getClaimBuilder().getBillBuilder();
      assertNamed(refused(request.build()), List.of("claim.bill.total_fen"));
    }
    SettleClaimRequest.Builder billed = yearEnd("year_end");
    billed.getClaimBuilder().getBillBuilder().setTotalFen(1).setInScopeFen(1);
    assertNamed(refused(billed.build()), List.of("claim.bill.total_fen"));
    SettleClaimRequest.Builder undated = yearEnd("year_end");
    undated.getClaimBuilder().clearVisitDate().setDischargeDate(day(2016, 12, 31));
    assertNamed(refused(undated.build()), List.of("claim.discharge_date", "claim.visit_date"));
  }

  private static SettleClaimRequest.Builder yearEnd(String care) {
    SettleClaimRequest.Builder request = good("year");
    request
        .getClaimBuilder()
        .setCareTypeCode(care)
        .clearAdmissionDate()
        .clearDischargeDate()
        .setVisitDate(day(2016, 12, 31))
        .clearBill();
    return request;
  }

  @Test
  void insurer_ofAPersonWhoIsNotInsured_isNamed() {
    SettleClaimRequest.Builder request = good("none");
    request
        .getClaimBuilder()
        .setInsuredSchemeCode("none")
        .getInsurerSettlementBuilder()
        .setSettlementId("SI");
    assertNamed(refused(request.build()), List.of("claim.insurer_settlement"));
  }

  @Test
  void lines_thatDoNotAddUp_areNamed() {
    SettleClaimRequest.Builder request = good("sum");
    line(request, day(2016, 8, 1), "X", 1_000_001);
    assertNamed(refused(request.build()), List.of("claim.bill.item_lines"));
  }

  @Test
  void message_tenMegabytes_isOneInvalidArgument() {
    SettleClaimRequest.Builder request = good("oversize");
    request.getClaimBuilder().setOperatorId("x".repeat(10 * 1024 * 1024));
    for (int i = 0; i < 10; i++) {
      StatusRuntimeException error = refused(request.build());
      assertNamed(error, List.of("SettleClaimRequest"));
      Refusals refusal = Refusals.of(error);
      assertEquals("MESSAGE_TOO_LARGE", refusal.info().getReason());
      assertEquals("2097152", refusal.info().getMetadataMap().get("limit_bytes"));
      assertTrue(refusal.everything().contains("2097152"), refusal.everything());
    }
    assertTrue(house.settle(good("good-1").build()).getTotalFen() > 0, "the server still answers");
  }

  @Test
  void message_wrongUtf8OrNoMessage_isOneInvalidArgument() {
    SettleClaimRequest.Builder marked = good("utf8");
    marked.getClaimBuilder().setOperatorId("MARKMARK");
    byte[] bytes = marked.build().toByteArray();
    int at = ByteString.copyFrom(bytes).toString(StandardCharsets.ISO_8859_1).indexOf("MARKMARK");
    bytes[at] = (byte) 0xff;
    bytes[at + 1] = (byte) 0xfe;
    assertGarbled(bytes);
    Random random = new Random(SEED);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[64];
      random.nextBytes(noise);
      noise[0] = 0x0a;
      noise[1] = 0x7f;
      assertGarbled(noise);
    }
  }

  private void assertGarbled(byte[] bytes) {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () -> house.client().settle(house.world().token(), bytes));
    Refusals refusal = Refusals.of(error);
    assertEquals(Status.Code.INVALID_ARGUMENT, refusal.code());
    assertEquals("GARBLED_MESSAGE", refusal.info().getReason());
    assertNamed(error, List.of("SettleClaimRequest"));
    assertTrue(CHINESE.matcher(String.valueOf(error.getStatus().getDescription())).find());
  }

  @Test
  void claim_unspoilt_isAccepted() {
    SettleClaimRequest.Builder request = good("good-1");
    assertEquals(BillKind.BILL_KIND_FINAL, request.getClaim().getBillKind());
    assertEquals(90_000, house.settle(request.build()).getPatientShareFen());
    PersonDocument document = request.getClaim().getPersonDocument();
    assertEquals(18, document.getNumber().length());
  }
}
