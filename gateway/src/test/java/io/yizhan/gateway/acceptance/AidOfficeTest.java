package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.AidRecord;
import io.yizhan.proto.v1.Fund;
import io.yizhan.proto.v1.GetAidRecordRequest;
import io.yizhan.proto.v1.GetAidRecordResponse;
import io.yizhan.proto.v1.ListAidFiguresRequest;
import io.yizhan.proto.v1.ListAidRecordsRequest;
import io.yizhan.proto.v1.ListAidRecordsResponse;
import io.yizhan.proto.v1.ListFundsRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Temporary aid and subsidised enrolment: once, charged to their funds, taken back by a mirror. */
class AidOfficeTest {
  private static final String ELSEWHERE = "410199";
  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

  private final House house = House.open();
  private String office = "";
  private String other = "";
  private String city = "";

  @BeforeEach
  void register() {
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    other = Offices.register(house, "aid-410199", ELSEWHERE);
    city = Offices.register(house, "aid-4101", "4101");
    figure(office, Claims.COUNTY, "urban_dibao", "2016-01-01", 60_000);
    figure(office, Claims.COUNTY, "urban_dibao", "2016-07-01", 63_050);
    figure(office, Claims.COUNTY, "rural_dibao", "2016-01-01", 40_000);
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private void figure(String token, String county, String code, String from, long fen) {
    house
        .client()
        .aid(token)
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(county)
                        .setFigureCode(code)
                        .setFromDate(Claims.date(from))
                        .setAmountFen(fen)
                        .setSource("民政局通知"))
                .build());
  }

  private static RecordTemporaryAidRequest.Builder aid(
      String requestId, PersonDocument person, String decided, int multiple, int heads, long fen) {
    return RecordTemporaryAidRequest.newBuilder()
        .setRequestId(requestId)
        .setCountyCode(Claims.COUNTY)
        .setPersonDocument(person)
        .setFundCode(Offices.AID)
        .setAid(
            TemporaryAid.newBuilder()
                .setDecidedDate(Claims.date(decided))
                .setStandardCode("urban_dibao")
                .setMultipleHundredths(multiple)
                .setHeads(heads)
                .setForm(AidForm.AID_FORM_CASH))
        .setAmountFen(fen)
        .setOperatorId("clerk-7")
        .setDocumentNumber("LS-" + requestId);
  }

  private static RecordSubsidisedEnrolmentRequest.Builder enrolment(
      String requestId, PersonDocument person, int year) {
    return RecordSubsidisedEnrolmentRequest.newBuilder()
        .setRequestId(requestId)
        .setCountyCode(Claims.COUNTY)
        .setPersonDocument(person)
        .setFundCode(Offices.AID)
        .setEnrolment(
            SubsidisedEnrolment.newBuilder()
                .setSchemeCode("390")
                .setEnrolmentYear(year)
                .setSubsidyKind(SubsidyKind.SUBSIDY_KIND_FULL)
                .setContributionFen(40_000))
        .setAmountFen(40_000)
        .setOperatorId("clerk-7")
        .setDocumentNumber("CB-" + requestId);
  }

  private AidRecord record(RecordTemporaryAidRequest.Builder request) {
    return house.client().aid(office).recordTemporaryAid(request.build()).getRecord();
  }

  private AidRecord record(String token, RecordSubsidisedEnrolmentRequest.Builder request) {
    return house.client().aid(token).recordSubsidisedEnrolment(request.build()).getRecord();
  }

  private AidRecord reverse(String token, String county, String requestId, String recordId) {
    return house
        .client()
        .aid(token)
        .reverseAidRecord(
            ReverseAidRecordRequest.newBuilder()
                .setRequestId(requestId)
                .setCountyCode(county)
                .setRecordId(recordId)
                .setOperatorId("clerk-8")
                .setReason("录入有误")
                .build())
        .getRecord();
  }

  private static Refusals refusal(Runnable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call::run));
  }

  private static String reason(Runnable call) {
    return refusal(call).info().getReason();
  }

  private PersonDocument member(int n, String... counties) {
    PersonDocument person = Invented.person(n);
    var known = World.known(person, "dibao");
    for (String county : counties) {
      known.addIdentities(World.identity("dibao", "2014-01-01").setCountyCode(county));
    }
    house.world().put(house.client(), known);
    return person;
  }

  private Fund fund(String code) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .listFunds(ListFundsRequest.getDefaultInstance())
        .getFundsList()
        .stream()
        .filter(fund -> fund.getFundCode().equals(code))
        .findFirst()
        .orElseThrow();
  }

  private void money(String requestId, String fund, int year, long fen) {
    house
        .client()
        .registry(house.world().operatorToken())
        .addFundMoney(
            AddFundMoneyRequest.newBuilder()
                .setRequestId(requestId)
                .setFundCode(fund)
                .setBudgetYear(year)
                .setAmountFen(fen)
                .build());
  }

  @Test
  void temporaryAid_recorded_isTheStandardOfItsDayAndChargedOnce() {
    int year = LocalDate.now(CHINA).getYear();
    money("m-1", Offices.AID, year, 1_000_000);
    PersonDocument person = Invented.person(1);
    AidRecord early = record(aid("a-1", person, "2016-06-30", 150, 3, 270_000));
    assertEquals(60_000, early.getTemporaryAid().getStandardFen());
    assertEquals(270_000, early.getTemporaryAid().getComputedFen());
    assertEquals("person", early.getPayeeCode());
    AidRecord late = record(aid("a-2", person, "2016-07-01", 33, 1, 20_807));
    assertEquals(20_807, late.getTemporaryAid().getComputedFen(), "208.065 half-up");
    assertEquals(290_807, fund(Offices.AID).getSpentFen());

    assertEquals(early, record(aid("a-1", person, "2016-06-30", 150, 3, 270_000)));
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(() -> record(aid("a-1", person, "2016-06-30", 150, 2, 180_000))));
    assertEquals(290_807, fund(Offices.AID).getSpentFen(), "once");

    AidRecord mirror = reverse(office, Claims.COUNTY, "r-1", early.getRecordId());
    assertEquals(-270_000, mirror.getAmountFen());
    assertEquals(mirror, reverse(office, Claims.COUNTY, "r-1", early.getRecordId()));
    assertEquals(
        "ALREADY_REVERSED",
        reason(() -> reverse(office, Claims.COUNTY, "r-2", early.getRecordId())));
    assertEquals(20_807, fund(Offices.AID).getSpentFen());
    assertEquals(
        List.of("fund:610100@410122/temporary_aid|person|270000", "person|person|-270000"),
        house
            .database()
            .rows(
                "SELECT account, payee, amount_fen FROM aid_posting WHERE entry_id = '"
                    + early.getRecordId()
                    + "' ORDER BY line"));
  }

  @Test
  void temporaryAid_ofADecisionThatStandsRecorded_isRefusedUntilThatIsReversed() {
    PersonDocument person = Invented.person(1);
    PersonDocument joined = Invented.person(2);
    AidRecord first = record(aid("a-1", person, "2016-06-30", 100, 1, 60_000));
    var again =
        aid("a-2", person, "2016-06-30", 100, 1, 60_000)
            .setDocumentNumber(first.getDocumentNumber());
    Refusals refused = refusal(() -> record(again));
    assertEquals("AID_ALREADY_RECORDED", refused.info().getReason());
    assertEquals(first.getRecordId(), refused.info().getMetadataMap().get("record_id"));
    record(again.clone().setRequestId("a-3").setDocumentNumber("LS-a-1-2"));
    AidRecord ofJoined =
        record(
            aid("a-4", joined, "2016-06-30", 100, 1, 60_000)
                .setDocumentNumber(first.getDocumentNumber()));
    Offices.join(house, "join", person, joined);
    reverse(office, Claims.COUNTY, "r-1", first.getRecordId());
    assertEquals(
        ofJoined.getRecordId(),
        refusal(() -> record(again)).info().getMetadataMap().get("record_id"),
        "of whichever of the person's records");
    reverse(office, Claims.COUNTY, "r-2", ofJoined.getRecordId());
    record(again);
  }

  @Test
  void temporaryAid_anotherAmount_needsAReasonThatIsKeptApart() {
    PersonDocument person = Invented.person(1);
    Refusals refused = refusal(() -> record(aid("a-1", person, "2016-08-01", 100, 2, 130_000)));
    assertEquals("AMOUNT_DIFFERS", refused.info().getReason());
    assertEquals("126100", refused.info().getMetadataMap().get("computed_fen"));
    AidRecord record =
        record(aid("a-1", person, "2016-08-01", 100, 2, 130_000).setDifferenceReason("县领导小组一事一议"));
    assertEquals(126_100, record.getTemporaryAid().getComputedFen());
    GetAidRecordResponse found =
        house
            .client()
            .aid(office)
            .getAidRecord(
                GetAidRecordRequest.newBuilder()
                    .setCountyCode(Claims.COUNTY)
                    .setRequestId("a-1")
                    .build());
    assertTrue(found.getFound());
    assertEquals("县领导小组一事一议", found.getReason());
    assertEquals(record, found.getRecord());
    assertEquals(
        1, house.database().number("SELECT count(*) FROM person_access WHERE purpose LIKE 'aid%'"));
    assertFalse(
        house
            .client()
            .aid(office)
            .getAidRecord(
                GetAidRecordRequest.newBuilder()
                    .setCountyCode(Claims.COUNTY)
                    .setRequestId("never")
                    .build())
            .getFound());
    assertEquals(
        "FIGURE_NOT_FOUND", reason(() -> record(aid("a-2", person, "2015-12-31", 100, 1, 60_000))));
  }

  @Test
  void finiteFund_whoseHoldsHaveExpired_paysWhatTheyHeld() {
    money("m-held", "county_held", 0, 130_000);
    house.execute(
        "UPDATE fund SET held_fen = 100000 WHERE fund_code = 'county_held'",
        "INSERT INTO fund_hold VALUES"
            + " ('county_held', 'H', 'held', now() + interval '1 hour', 100000)");
    PersonDocument person = Invented.person(1);
    RecordTemporaryAidRequest.Builder goods =
        aid("a-held", person, "2016-08-01", 200, 1, 126_100).setFundCode("county_held");
    Refusals refused = refusal(() -> record(goods));
    assertEquals("FUND_SHORT", refused.info().getReason());
    assertEquals("30000", refused.info().getMetadataMap().get("left_fen"));
    house.execute(
        "UPDATE fund_hold SET expire_time = now() - interval '1 minute'"
            + " WHERE fund_code = 'county_held'");
    record(goods);
    house.execute(
        "DELETE FROM fund_hold WHERE fund_code = 'county_held'",
        "UPDATE fund SET held_fen = 0 WHERE fund_code = 'county_held'");
  }

  @Test
  void finiteFund_chargedForGoods_stopsAtZeroAndGetsItBack() {
    money("m-1", "county_relief", 0, 130_000);
    PersonDocument person = Invented.person(1);
    RecordTemporaryAidRequest.Builder goods =
        aid("a-1", person, "2016-08-01", 200, 1, 126_100).setFundCode("county_relief");
    goods.getAidBuilder().setForm(AidForm.AID_FORM_KIND);
    AidRecord record = record(goods);
    assertEquals("goods", record.getPayeeCode());
    assertEquals(3_900, fund("county_relief").getLeftFen());
    Refusals refused =
        refusal(
            () ->
                record(
                    aid("a-2", person, "2016-08-01", 100, 1, 63_050).setFundCode("county_relief")));
    assertEquals("FUND_SHORT", refused.info().getReason());
    assertEquals("3900", refused.info().getMetadataMap().get("left_fen"));
    assertEquals(
        "FUND_NOT_FOUND",
        reason(
            () -> record(aid("a-2", person, "2016-08-01", 100, 1, 63_050).setFundCode("nobodys"))));
    reverse(office, Claims.COUNTY, "r-1", record.getRecordId());
    assertEquals(130_000, fund("county_relief").getLeftFen());
    record(aid("a-2", person, "2016-08-01", 100, 1, 63_050).setFundCode("county_relief"));
  }

  @Test
  void enrolment_twiceForPersonSchemeAndYear_isRefusedNamingTheFirst() {
    PersonDocument person = member(1, ELSEWHERE);
    AidRecord first = record(office, enrolment("e-1", person, 2017));
    assertEquals("scheme:390", first.getPayeeCode());
    assertEquals(first, record(office, enrolment("e-1", person, 2017)));
    for (var again :
        List.of(
            enrolment("e-2", person, 2017),
            enrolment("e-3", person, 2017)
                .setCountyCode(ELSEWHERE)
                .setFundCode("610100@" + ELSEWHERE))) {
      ErrorInfo info =
          refusal(() -> record(again.getCountyCode().equals(ELSEWHERE) ? other : office, again))
              .info();
      assertEquals("ENROLMENT_ALREADY_SUBSIDISED", info.getReason());
      assertEquals(first.getRecordId(), info.getMetadataMap().get("record_id"));
      assertEquals(Claims.COUNTY, info.getMetadataMap().get("county_code"));
    }
    record(office, enrolment("e-4", person, 2018));
    reverse(office, Claims.COUNTY, "r-1", first.getRecordId());
    AidRecord elsewhere =
        record(
            other,
            enrolment("e-3", person, 2017)
                .setCountyCode(ELSEWHERE)
                .setFundCode("610100@" + ELSEWHERE));
    assertEquals(40_000, elsewhere.getAmountFen());
    assertEquals(
        "PERSON_NOT_FOUND",
        reason(() -> record(office, enrolment("e-9", Invented.person(9), 2017))));
  }

  @Test
  void enrolment_ofTwoOfficesAtOnce_isRecordedOnce() {
    PersonDocument person = member(1, ELSEWHERE);
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean here = i % 2 == 0;
      RecordSubsidisedEnrolmentRequest.Builder request = enrolment("e-" + i, person, 2017);
      if (!here) {
        request.setCountyCode(ELSEWHERE).setFundCode("610100@" + ELSEWHERE);
      }
      calls.add(
          () -> {
            try {
              return record(here ? office : other, request).getRecordId();
            } catch (StatusRuntimeException e) {
              return Refusals.of(e).info().getMetadataMap().getOrDefault("record_id", "?");
            }
          });
    }
    assertEquals(1, Callers.atOnce(calls).stream().distinct().count(), "all name the same record");
    assertEquals(1, house.database().number("SELECT count(*) FROM aid_entry"));
  }

  @Test
  void office_outsideItsCounties_neitherRecordsNorSees() {
    PersonDocument person = member(1);
    assertEquals(
        List.of("county_code", "county_code", "fund_code", "county_code", "county_code"),
        List.of(
            field(() -> figure(other, Claims.COUNTY, "urban_dibao", "2016-01-01", 1)),
            field(
                () ->
                    house
                        .client()
                        .aid(other)
                        .recordTemporaryAid(
                            aid("a-1", person, "2016-08-01", 100, 1, 63_050).build())),
            field(
                () ->
                    record(
                        aid("a-1", person, "2016-08-01", 100, 1, 63_050)
                            .setFundCode("610100@" + ELSEWHERE))),
            field(() -> record(other, enrolment("e-1", person, 2017))),
            field(() -> list(other, Claims.COUNTY, 0, ""))));
    AidRecord record = record(aid("a-1", person, "2016-08-01", 100, 1, 63_050));
    GetAidRecordRequest get =
        GetAidRecordRequest.newBuilder().setRecordId(record.getRecordId()).build();
    assertEquals("AID_RECORD_NOT_FOUND", reason(() -> house.client().aid(other).getAidRecord(get)));
    assertEquals(
        "AID_RECORD_NOT_FOUND",
        reason(() -> reverse(other, ELSEWHERE, "r-1", record.getRecordId())));
    assertEquals(record, house.client().aid(city).getAidRecord(get).getRecord());
    String operator = house.world().operatorToken();
    assertEquals(record, house.client().aid(operator).getAidRecord(get).getRecord());
    for (String token : List.of(house.world().token(), operator)) {
      assertEquals(
          "ROLE_MAY_NOT",
          reason(
              () ->
                  house
                      .client()
                      .aid(token)
                      .recordTemporaryAid(RecordTemporaryAidRequest.getDefaultInstance())));
    }
  }

  private static String field(Runnable call) {
    ErrorInfo info = refusal(call).info();
    assertEquals("NOT_YOUR_REGION", info.getReason());
    return info.getMetadataMap().getOrDefault("field", "");
  }

  private ListAidRecordsResponse list(String token, String county, int size, String page) {
    LocalDate today = LocalDate.now(CHINA);
    return house
        .client()
        .aid(token)
        .listAidRecords(
            ListAidRecordsRequest.newBuilder()
                .setCountyCode(county)
                .setFromDate(Claims.date(today.minusDays(1).toString()))
                .setToDate(Claims.date(today.plusDays(1).toString()))
                .setPageSize(size)
                .setPageToken(page)
                .build());
  }

  @Test
  void records_listedByPages_comeOldestFirstWithTheirMirrors() {
    PersonDocument one = member(1);
    PersonDocument two = member(2);
    List<AidRecord> made = new ArrayList<>();
    made.add(record(aid("a-1", one, "2016-08-01", 100, 1, 63_050)));
    made.add(record(office, enrolment("e-1", two, 2017)));
    made.add(reverse(office, Claims.COUNTY, "r-1", made.get(0).getRecordId()));
    List<AidRecord> listed = new ArrayList<>();
    String page = "";
    do {
      ListAidRecordsResponse answer = list(city, "", 2, page);
      listed.addAll(answer.getRecordsList());
      page = answer.getNextPageToken();
    } while (!page.isEmpty());
    assertEquals(made, listed);
    assertEquals(0, list(other, "", 0, "").getRecordsCount());
    LocalDate today = LocalDate.now(CHINA);
    assertEquals(
        List.of(made.get(1)),
        house
            .client()
            .aid(office)
            .listAidRecords(
                ListAidRecordsRequest.newBuilder()
                    .setPersonDocument(two)
                    .setFromDate(Claims.date(today.minusDays(1).toString()))
                    .setToDate(Claims.date(today.plusDays(1).toString()))
                    .build())
            .getRecordsList());
    var figures =
        house
            .client()
            .aid(office)
            .listAidFigures(
                ListAidFiguresRequest.newBuilder()
                    .setCountyCode(Claims.COUNTY)
                    .setPageSize(2)
                    .build());
    assertEquals(2, figures.getFiguresCount());
    var rest =
        house
            .client()
            .aid(office)
            .listAidFigures(
                ListAidFiguresRequest.newBuilder()
                    .setCountyCode(Claims.COUNTY)
                    .setPageToken(figures.getNextPageToken())
                    .build());
    assertEquals(63_050, rest.getFigures(0).getAmountFen());
    assertEquals(1, rest.getFiguresCount());
  }

  @Test
  void temporaryAid_decidedAfterToday_isRefusedByItsField() {
    String today = LocalDate.now(CHINA).toString();
    String tomorrow = LocalDate.now(CHINA).plusDays(1).toString();
    PersonDocument person = Invented.person(1);
    assertEquals(
        List.of("aid.decided_date"),
        refusal(() -> record(aid("a-1", person, tomorrow, 150, 1, 94_575))).fieldNames());
    assertEquals(94_575, record(aid("a-1", person, today, 150, 1, 94_575)).getAmountFen());
  }

  @Test
  void record_wronglyFilled_isNamedAtOnce() {
    assertEquals(
        List.of(
            "person_document",
            "request_id",
            "county_code",
            "fund_code",
            "operator_id",
            "document_number",
            "amount_fen",
            "aid.decided_date",
            "aid.standard_code",
            "aid.multiple_hundredths",
            "aid.heads",
            "aid.form"),
        refusal(
                () ->
                    record(
                        RecordTemporaryAidRequest.newBuilder()
                            .setFundCode("610100@41")
                            .setAid(TemporaryAid.getDefaultInstance())))
            .fieldNames());
    RecordSubsidisedEnrolmentRequest.Builder part =
        enrolment("e-1", Invented.person(1), 2017).setAmountFen(39_999);
    assertEquals(List.of("amount_fen"), refusal(() -> record(office, part)).fieldNames());
    part.getEnrolmentBuilder().setSubsidyKind(SubsidyKind.SUBSIDY_KIND_FIXED);
    part.setAmountFen(40_001);
    assertEquals(List.of("amount_fen"), refusal(() -> record(office, part)).fieldNames());
  }
}
