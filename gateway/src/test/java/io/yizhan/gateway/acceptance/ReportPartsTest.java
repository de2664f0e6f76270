package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.AidRecord;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.ReportAid;
import io.yizhan.proto.v1.ReportExposure;
import io.yizhan.proto.v1.ReportFigures;
import io.yizhan.proto.v1.ReportRefusals;
import io.yizhan.proto.v1.ReportReversals;
import io.yizhan.proto.v1.ReportRow;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a report says beside plain bills: corrections, aid, exposure, refusals, reversals. Each
 * figure is held against a statement over the raw tables, which shares nothing with the store.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportPartsTest {
  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

  /** Settlements that nothing takes back. */
  private static final String STANDING =
      "SELECT s.settlement_id FROM settlement s WHERE s.kind = 'S' AND NOT EXISTS (SELECT 1"
          + " FROM settlement r WHERE r.kind = 'R' AND r.reverses = s.settlement_id)";

  /** The same with what corrects them. */
  private static final String ENTRIES =
      "settlement e WHERE e.kind IN ('S', 'C')"
          + " AND coalesce(e.corrects, e.settlement_id) IN ("
          + STANDING
          + ")";

  private House house = House.open();
  private final LocalDate today = LocalDate.now(CHINA);
  private int requests;

  @SuppressWarnings("NullAway.Init")
  private Binhai binhai;

  @SuppressWarnings("NullAway.Init")
  private String office;

  @SuppressWarnings("NullAway.Init")
  private String elsewhere;

  @BeforeAll
  void open() {
    binhai = new Binhai(house);
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    elsewhere = Offices.register(house, "aid-410199", "410199");
  }

  @AfterAll
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private GetReportResponse report(String token, LocalDate from, LocalDate to) {
    return house
        .client()
        .reports(token)
        .getReport(
            GetReportRequest.newBuilder()
                .setFromDate(Claims.date(from.toString()))
                .setToDate(Claims.date(to.toString()))
                .build());
  }

  private GetReportResponse report(String token) {
    return report(token, today, today.plusDays(1));
  }

  private long number(String sql) {
    return house.database().number(sql);
  }

  private static ReportFigures row(GetReportResponse report, String table, String code) {
    return report.getTablesList().stream()
        .filter(each -> each.getTableCode().equals(table))
        .flatMap(each -> each.getRowsList().stream())
        .filter(each -> each.getRowCode().equals(code))
        .map(ReportRow::getFigures)
        .findFirst()
        .orElse(ReportFigures.getDefaultInstance());
  }

  private Settlement stay(int person, long fen) {
    String name = "part-" + person + "-" + ++requests;
    return house.settle(
        Claims.request(
            name, Claims.stay(World.HOSPITAL, Invented.person(person), name, "2016-09-10", fen)));
  }

  private void keep(int person, String category) {
    house.world().put(house.client(), World.known(Invented.person(person), category));
  }

  /** Books what deciding the person's settlements again would change. */
  private void correct(int person) {
    PersonDocument document = Invented.person(person);
    String sha256 =
        house
            .client()
            .readjudications(house.world().operatorToken())
            .previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(document).build())
            .getReadjudications(0)
            .getPreviewSha256();
    house
        .client()
        .readjudications(house.world().operatorToken())
        .bookReadjudication(
            BookReadjudicationRequest.newBuilder()
                .setRequestId("book-" + ++requests)
                .setPersonDocument(document)
                .setPreviewSha256(sha256)
                .setAccountingPeriod(YearMonth.from(today).toString())
                .setOperatorId("clerk-1")
                .setReason("身份追溯认定")
                .build());
  }

  private void reverse(Settlement settled) {
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("rev-" + settled.getSettlementId())
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("cashier-2")
                .setReason("错误")
                .build());
  }

  /** What these entries' lines come to, of accounts like this. */
  private long lines(String of, String account) {
    return number(
        "SELECT coalesce(sum(t.fen), 0)::bigint FROM "
            + of.replace(
                " WHERE ",
                " CROSS JOIN LATERAL unnest(e.line_account, e.line_fen) AS t (account, fen) WHERE ")
            + " AND t.account LIKE '"
            + account
            + "'");
  }

  @Test
  void corrections_bookedAfterwards_areInTheFiguresOfWhatTheyCorrect() {
    Settlement first = stay(1, 1_000_000);
    stay(1, 2_000_000);
    stay(2, 3_000_000);
    Settlement taken = stay(3, 4_000_000);
    GetReportResponse before = report(house.world().operatorToken());
    for (int person : new int[] {1, 3}) {
      keep(person, "dibao");
      correct(person);
    }
    reverse(taken);
    assertTrue(number("SELECT count(*) FROM settlement WHERE kind = 'C'") >= 3);
    GetReportResponse report = report(house.world().operatorToken());
    ReportFigures total = report.getTotal();
    assertEquals(number("SELECT count(*) FROM (" + STANDING + ") s"), total.getTimesCount());
    assertEquals(
        number("SELECT sum(e.patient_share_fen)::bigint FROM " + ENTRIES),
        total.getPatientShareFen());
    assertEquals(lines(ENTRIES, "fund:3%"), total.getInsuranceFen());
    assertEquals(lines(ENTRIES, "fund:61%"), total.getMedicalAidFen());
    assertEquals(
        lines(ENTRIES, "fund:61%"),
        report.getFundsList().stream()
            .filter(fund -> fund.getKindCode().equals("fund"))
            .filter(fund -> fund.getRowCode().startsWith("61"))
            .mapToLong(fund -> fund.getPaidFen())
            .sum());
    // By the correction alone is it aided.
    assertEquals("none", illnessOf(before, first));
    assertEquals(2, total.getAidedTimesCount() - before.getTotal().getAidedTimesCount());
    assertEquals(
        total.getPatientShareFen(),
        report.getTablesList().get(0).getRowsList().stream()
            .mapToLong(each -> each.getFigures().getPatientShareFen())
            .sum());
    ReportFigures ordinary = row(report, "illness", "ordinary");
    assertEquals(
        number(
            "SELECT sum(e.patient_share_fen)::bigint FROM "
                + ENTRIES
                + " AND coalesce(e.corrects, e.settlement_id) IN (SELECT coalesce(c.corrects,"
                + " c.settlement_id) FROM settlement c CROSS JOIN LATERAL"
                + " unnest(c.line_account, c.line_fen) AS t (account, fen)"
                + " WHERE t.account LIKE 'fund:6%' GROUP BY 1 HAVING sum(t.fen) > 0)"),
        ordinary.getPatientShareFen());
    assertEquals(ordinary.getPatientShareFen(), ordinary.getAidedPatientShareFen());
  }

  @Test
  void corrections_thatTakeBackAllThatAFundPaid_leaveNobodyForWhomItPaid() {
    long before = aidedByFund();
    keep(51, "dibao");
    stay(51, 1_000_000);
    keep(52, "dibao");
    stay(52, 1_000_000);
    assertEquals(before + 2, aidedByFund());
    house
        .world()
        .put(
            house.client(),
            World.known(Invented.person(52), "dibao")
                .clearIdentities()
                .addIdentities(
                    World.identity("dibao", "2014-01-01").setToDate(Claims.date("2015-12-31"))));
    correct(52);
    assertEquals(before + 1, aidedByFund());
  }

  /** For how many persons the county's medical aid paid. */
  private long aidedByFund() {
    return report(house.world().operatorToken()).getFundsList().stream()
        .filter(fund -> fund.getRowCode().equals("610100@" + Claims.COUNTY))
        .mapToLong(fund -> fund.getPersonCount())
        .sum();
  }

  private static String illnessOf(GetReportResponse report, Settlement settled) {
    assertTrue(settled.getPaymentsList().stream().noneMatch(p -> p.getFundCode().startsWith("61")));
    return row(report, "illness", "none").getTimesCount() > 0 ? "none" : "";
  }

  @Test
  void reversals_ofCorrectedSettlementsAndOfEarlierDays_areWhatTheyTookBack() {
    House shared = house;
    // Its days are moved: no other test may find them so.
    house = House.open();
    try {
      reversals();
    } finally {
      house.close();
      house = shared;
    }
  }

  private void reversals() {
    keep(11, "dibao");
    stay(11, 500_000);
    Settlement sameDay = stay(11, 700_000);
    Settlement corrected = stay(12, 900_000);
    keep(12, "dibao");
    correct(12);
    reverse(sameDay);
    Settlement later = stay(11, 1_100_000);
    LocalDate tomorrow = today.plusDays(1);
    house.execute("UPDATE posting_clock SET open_from = '" + tomorrow + "'");
    reverse(corrected);
    reverse(later);
    String taken = "settlement e WHERE e.kind = 'R' AND e.posting_date = '";
    for (LocalDate day : List.of(today, tomorrow)) {
      ReportReversals report = report(house.world().operatorToken(), day, day).getReversals();
      String own = taken + day + "'";
      assertEquals(number("SELECT count(*) FROM " + own), report.getReversalCount());
      assertEquals(
          number(
              "SELECT count(*) FROM "
                  + own
                  + " AND EXISTS (SELECT 1 FROM settlement s WHERE s.settlement_id = e.reverses"
                  + " AND s.posting_date = e.posting_date)"),
          report.getSameSpanCount());
      assertEquals(
          number("SELECT count(DISTINCT e.person_id) FROM " + own), report.getPersonCount());
      assertEquals(
          -number("SELECT coalesce(sum(e.total_fen), 0)::bigint FROM " + own),
          report.getTotalFen());
      assertEquals(-lines(own, "fund:3%"), report.getInsuranceFen());
      assertEquals(-lines(own, "fund:61%"), report.getReliefFen());
    }
    ReportReversals next = report(house.world().operatorToken(), tomorrow, tomorrow).getReversals();
    assertEquals(2, next.getReversalCount());
    assertEquals(0, next.getSameSpanCount());
    assertTrue(next.getReliefFen() > 0, "what the correction gave was taken back, too");
    assertEquals(2_000_000, next.getTotalFen());
  }

  private AidRecord temporary(String id, int person, String county, long fen) {
    return house
        .client()
        .aid(county.equals(Claims.COUNTY) ? office : elsewhere)
        .recordTemporaryAid(
            RecordTemporaryAidRequest.newBuilder()
                .setRequestId(id)
                .setCountyCode(county)
                .setPersonDocument(Invented.person(person))
                .setFundCode("610100@" + county)
                .setAid(
                    TemporaryAid.newBuilder()
                        .setDecidedDate(Claims.date("2016-08-01"))
                        .setStandardCode("urban_dibao")
                        .setMultipleHundredths(100)
                        .setHeads(1)
                        .setForm(AidForm.AID_FORM_CASH))
                .setAmountFen(fen)
                .setDifferenceReason("一事一议")
                .setOperatorId("clerk-7")
                .setDocumentNumber("LS-" + id)
                .build())
        .getRecord();
  }

  private void enrolment(String id, int person) {
    house
        .client()
        .aid(office)
        .recordSubsidisedEnrolment(
            RecordSubsidisedEnrolmentRequest.newBuilder()
                .setRequestId(id)
                .setCountyCode(Claims.COUNTY)
                .setPersonDocument(Invented.person(person))
                .setFundCode(Offices.AID)
                .setEnrolment(
                    SubsidisedEnrolment.newBuilder()
                        .setSchemeCode("390")
                        .setEnrolmentYear(2017)
                        .setSubsidyKind(SubsidyKind.SUBSIDY_KIND_FULL)
                        .setContributionFen(40_000))
                .setAmountFen(40_000)
                .setOperatorId("clerk-7")
                .setDocumentNumber("CB-" + id)
                .build());
  }

  @Test
  void aidBesideBills_reversedJoinedAndElsewhere_isWhatStandsInTheCounty() {
    for (String county : List.of(Claims.COUNTY, "410199")) {
      house
          .client()
          .aid(county.equals(Claims.COUNTY) ? office : elsewhere)
          .putAidFigure(
              PutAidFigureRequest.newBuilder()
                  .setFigure(
                      AidFigure.newBuilder()
                          .setCountyCode(county)
                          .setFigureCode("urban_dibao")
                          .setFromDate(Claims.date("2016-01-01"))
                          .setAmountFen(60_000)
                          .setSource("民政局通知"))
                  .build());
    }
    for (int person : new int[] {21, 22, 23}) {
      keep(person, "dibao");
    }
    temporary("t-1", 21, Claims.COUNTY, 60_000);
    temporary("t-2", 22, Claims.COUNTY, 50_000);
    temporary("t-3", 23, "410199", 70_000);
    AidRecord taken = temporary("t-4", 23, Claims.COUNTY, 90_000);
    enrolment("n-1", 21);
    enrolment("n-2", 23);
    house
        .client()
        .aid(office)
        .reverseAidRecord(
            ReverseAidRecordRequest.newBuilder()
                .setRequestId("t-4-r")
                .setCountyCode(Claims.COUNTY)
                .setRecordId(taken.getRecordId())
                .setOperatorId("clerk-8")
                .setReason("录入有误")
                .build());
    Offices.join(house, "join-21", Invented.person(21), Invented.person(22));
    List<ReportAid> aid = report(office).getAidList();
    assertEquals(2, aid.size());
    for (ReportAid each : aid) {
      String own =
          " FROM aid_entry a WHERE a.reverses IS NULL AND a.county = '410122' AND a.kind = '"
              + each.getKindCode()
              + "' AND a.entry_id NOT IN (SELECT r.reverses FROM aid_entry r"
              + " WHERE r.reverses IS NOT NULL)";
      assertEquals(number("SELECT sum(a.amount_fen)::bigint" + own), each.getAmountFen());
      assertEquals(number("SELECT count(*)" + own), each.getTimesCount());
      assertEquals(
          number(
              "SELECT count(DISTINCT coalesce((SELECT j.survivor_id FROM person_join j"
                  + " WHERE j.person_id = a.person_id), a.person_id))"
                  + own),
          each.getPersonCount());
    }
    ReportAid temporary =
        aid.stream().filter(a -> a.getKindCode().equals("TEMPORARY")).findFirst().orElseThrow();
    assertEquals(1, temporary.getPersonCount(), "two records of one person");
    assertEquals(110_000, temporary.getAmountFen());
    assertEquals(
        0,
        report(house.world().token()).getAidCount(),
        "a hospital does not see what offices give");
  }

  @Test
  void provisionalExposure_openOverdueAndEnded_isWhatWasDrawnUnderOpenOnes() {
    PersonDocument drawing = Invented.person(31);
    binhai.approve(drawing);
    Settlement settled = binhai.settle(0, drawing, 2_000_000, 1_000_000);
    assertEquals(700_000, settled.getProvisional().getDrawnFen());
    binhai.approve(Invented.person(32));
    var ended = binhai.approve(Invented.person(33));
    house
        .client()
        .provisionals(binhai.office())
        .endProvisional(
            EndProvisionalRequest.newBuilder()
                .setRequestId("end-33")
                .setProvisionalId(ended.getProvisionalId())
                .setEnding(ProvisionalState.PROVISIONAL_STATE_CONFIRMED)
                .setEndDate(Claims.date("2023-04-10"))
                .setReportNumber("HD-2023-7")
                .setSourceCode("civil_affairs_check")
                .build());
    List<ReportExposure> exposures = report(binhai.office()).getExposuresList();
    assertEquals(1, exposures.size());
    ReportExposure own = exposures.get(0);
    assertEquals(Binhai.COUNTY, own.getCountyCode());
    String open = " FROM provisional p WHERE p.state = 'OPEN' AND p.county = '320922'";
    assertEquals(number("SELECT count(*)" + open), own.getOpenCount());
    assertEquals(number("SELECT count(DISTINCT p.person_id)" + open), own.getPersonCount());
    assertEquals(
        number(
            "SELECT coalesce(sum(d.drawn_fen), 0)::bigint FROM provisional_draw d WHERE"
                + " d.provisional_id IN (SELECT p.provisional_id"
                + open
                + ")"),
        own.getDrawnFen());
    assertEquals(
        number("SELECT sum(p.person_limit_fen)::bigint" + open) - own.getDrawnFen(),
        own.getLeftFen());
    assertEquals(
        number("SELECT count(*)" + open + " AND p.deadline < '" + today + "'"),
        own.getOverdueCount());
    assertEquals(2, own.getOpenCount());
    assertEquals(2, own.getOverdueCount(), "the checks were due in 2023");
    assertEquals(700_000, own.getDrawnFen());
    assertEquals(0, report(binhai.elsewhere()).getExposuresCount());
  }

  @Test
  void refusals_ofManyReasons_areCountedByReasonMostFirst() {
    String hospital = World.HOSPITALS.get(3);
    Hospital.Builder suspended =
        Hospital.newBuilder()
            .setHospitalId(hospital)
            .setName("示例医院")
            .setRegionCode(Claims.COUNTY)
            .setLevelCode("2")
            .setSuspended(true);
    house
        .client()
        .registry(house.world().operatorToken())
        .putHospital(PutHospitalRequest.newBuilder().setHospital(suspended).build());
    for (int i = 0; i < 3; i++) {
      refused(hospital, i, Claims.COUNTY);
    }
    for (int i = 3; i < 8; i++) {
      refused(World.HOSPITAL, i, "990101");
    }
    // Asked again it is the same refusal, not another one.
    refused(World.HOSPITAL, 3, "990101");
    List<ReportRefusals> refusals = report(house.world().operatorToken()).getRefusalsList();
    assertEquals(
        List.of("INSURANCE_NOT_CONNECTED", "HOSPITAL_SUSPENDED"),
        refusals.stream().map(ReportRefusals::getReasonCode).toList());
    for (ReportRefusals each : refusals) {
      assertEquals(
          number(
              "SELECT count(*) FROM request WHERE kind = 'SETTLE' AND state = 'REFUSED'"
                  + " AND position(convert_to('"
                  + each.getReasonCode()
                  + "', 'UTF8') in reply) > 0"),
          each.getTimesCount());
      assertTrue(each.hasSentence(), "said in these very words several times");
    }
    assertEquals(
        number("SELECT count(*) FROM request WHERE kind = 'SETTLE' AND state = 'REFUSED'"),
        refusals.stream().mapToLong(ReportRefusals::getTimesCount).sum());
    assertFalse(report(house.world().operatorToken()).getRefusalsIncomplete());
    assertEquals(
        List.of("HOSPITAL_SUSPENDED"),
        report(house.world().token(hospital)).getRefusalsList().stream()
            .map(ReportRefusals::getReasonCode)
            .toList(),
        "its own alone");
  }

  private void refused(String hospital, int n, String region) {
    assertTrue(
        house
            .client()
            .settlements(house.world().token(hospital))
            .settleClaim(
                Claims.request(
                    "refuse-" + n,
                    Claims.stay(hospital, Invented.person(40 + n), "R" + n, "2016-09-10", 100_000)
                        .setInsuredRegionCode(region)))
            .hasRefusal());
  }
}
