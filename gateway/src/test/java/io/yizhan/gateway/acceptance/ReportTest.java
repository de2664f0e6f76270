package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Refusal;
import io.yizhan.proto.v1.ReportFigures;
import io.yizhan.proto.v1.ReportRefusals;
import io.yizhan.proto.v1.ReportRow;
import io.yizhan.proto.v1.ReportTable;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Sentence;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reports against plain statements over the raw tables, which share nothing with the store. */
class ReportTest {
  private static final String STANDING =
      " FROM settlement s WHERE s.kind = 'S' AND NOT EXISTS (SELECT 1 FROM settlement r"
          + " WHERE r.kind = 'R' AND r.reverses = s.settlement_id) ";
  private static final String FUND_LINES =
      "SELECT coalesce(sum(p.amount_fen), 0) FROM posting p JOIN settlement k USING (settlement_id)"
          + " WHERE coalesce(k.corrects, k.settlement_id) IN (SELECT s.settlement_id"
          + STANDING
          + ") AND p.account LIKE ";

  /**
   * Settlements are made in one half-year and told of in the next: only then may it be published.
   */
  private static final Instant SPRING = Instant.parse("2026-03-10T02:00:00Z");

  private static final Instant SUMMER = Instant.parse("2026-07-05T02:00:00Z");

  private static House house;
  private static String office;

  @BeforeAll
  static void open() {
    AtomicReference<Instant> now = new AtomicReference<>(SPRING);
    house = House.open(now::get);
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    for (int i = 1; i <= 6; i++) {
      put(i);
      settle(i, "A" + i, 1_000_000L * i);
    }
    Settlement taken = settle(1, "B1", 500_000);
    reverse(taken);
    settle(1, "B2", 500_000);
    house
        .client()
        .settlements(office)
        .settleClaim(
            Claims.request(
                "paper-1", Offices.paperStay(Invented.person(2), "P-1", 1_000_000, 700_000)));
    Offices.join(house, "join-1", Invented.person(3), Invented.person(4));
    now.set(SUMMER);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static void put(int n) {
    house.world().put(house.client(), World.known(Invented.person(n), "dibao"));
  }

  private static Settlement settle(int n, String encounter, long fen) {
    PersonDocument person = Invented.person(n);
    return house.settle(
        Claims.request(
            "r-" + encounter,
            Claims.settledStay(World.HOSPITAL, person, encounter, "2016-09-01", fen, fen / 2)));
  }

  private static void reverse(Settlement settled) {
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

  private static GetReportResponse report(String token, int personsMin) {
    return report(house, token, personsMin);
  }

  private static GetReportResponse report(House house, String token, int personsMin) {
    return house
        .client()
        .reports(token)
        .getReport(
            GetReportRequest.newBuilder()
                .setFromDate(Claims.date("2026-01-01"))
                .setToDate(Claims.date("2026-06-30"))
                .setPersonsMin(personsMin)
                .build());
  }

  private static long number(String sql) {
    return house.database().number(sql);
  }

  private static ReportTable table(GetReportResponse report, String code) {
    return report.getTablesList().stream()
        .filter(table -> table.getTableCode().equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static ReportFigures row(GetReportResponse report, String table, String code) {
    return table(report, table).getRowsList().stream()
        .filter(row -> row.getRowCode().equals(code))
        .map(ReportRow::getFigures)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void report_withReversalJoinAndPaper_equalsPlainSql() {
    GetReportResponse report = report(office, 0);
    ReportFigures total = report.getTotal();
    assertEquals(number("SELECT count(*)" + STANDING), total.getTimesCount());
    assertEquals(8, total.getTimesCount());
    assertEquals(
        5, total.getPersonCount(), "six persons, of whom two are one: " + report.getTotal());
    assertEquals(number("SELECT sum(s.total_fen)" + STANDING), total.getTotalFen());
    assertEquals(number("SELECT sum(s.patient_share_fen)" + STANDING), total.getPatientShareFen());
    assertEquals(number(FUND_LINES + "'fund:390%'"), total.getInsuranceFen());
    assertEquals(number(FUND_LINES + "'fund:610100@%'"), total.getMedicalAidFen());
    assertEquals(
        total.getTotalFen(),
        total.getInsuranceFen()
            + total.getMedicalAidFen()
            + total.getOtherReliefFen()
            - total.getBesideFen()
            + total.getHospitalShareFen()
            + total.getPatientShareFen());
    for (ReportTable table : report.getTablesList()) {
      assertEquals(
          total.getMedicalAidFen(),
          table.getRowsList().stream()
              .mapToLong(each -> each.getFigures().getMedicalAidFen())
              .sum(),
          table.getTableCode());
      assertEquals(
          total.getTimesCount(),
          table.getRowsList().stream().mapToLong(each -> each.getFigures().getTimesCount()).sum(),
          table.getTableCode());
    }
    assertEquals(1, row(report, "channel", "paper").getTimesCount());
    assertEquals(8, row(report, "category", "dibao").getTimesCount());
    assertEquals(8, row(report, "care", "inpatient").getTimesCount());
    assertEquals(8, row(report, "county", Claims.COUNTY).getTimesCount());
    assertEquals(8, row(report, "disease", "I63").getTimesCount());
    assertEquals(1, report.getReversals().getReversalCount());
    assertEquals(1, report.getReversals().getSameSpanCount());
    assertEquals(500_000, report.getReversals().getTotalFen());
    assertEquals(
        total.getMedicalAidFen(),
        report.getFundsList().stream()
            .filter(fund -> fund.getRowCode().equals("610100@" + Claims.COUNTY))
            .mapToLong(fund -> fund.getPaidFen())
            .sum());
  }

  @Test
  void report_ofAnotherCountyOrHospital_isEmpty() {
    assertEquals(
        0, report(Offices.register(house, "aid-9", "410199"), 0).getTotal().getTimesCount());
    assertEquals(
        7, report(house.world().token(), 0).getTotal().getTimesCount(), "not the office's paper");
  }

  @Test
  void report_published_hidesWhatIsOfFewPersonsAndWhatWouldGiveItAway() {
    GetReportResponse report = report(office, 3);
    assertTrue(report.hasTotal());
    ReportTable channels = table(report, "channel");
    assertEquals(2, channels.getRowsCount());
    for (ReportRow row : channels.getRowsList()) {
      assertTrue(row.getHidden(), "the other row would give the small one away");
      assertFalse(row.hasFigures());
    }
    assertTrue(report.getReversals().getHidden());
    assertFalse(report(office, 1_000).hasTotal());
  }

  @Test
  void report_published_hidesWhereFewPersonsWereNotAided() {
    AtomicReference<Instant> now = new AtomicReference<>(SPRING);
    try (House own = House.open(now::get)) {
      for (int i = 1; i <= 4; i++) {
        own.world().put(own.client(), World.known(Invented.person(i), "dibao"));
        long paid = i == 4 ? 1_000_000 : 500_000;
        own.settle(
            Claims.request(
                "r-" + i,
                Claims.settledStay(
                    World.HOSPITAL, Invented.person(i), "E" + i, "2016-09-01", 1_000_000, paid)));
      }
      now.set(SUMMER);
      String operator = own.world().operatorToken();
      ReportFigures open = report(own, operator, 0).getTotal();
      assertEquals(4, open.getPersonCount());
      assertEquals(3, open.getAidedPersonCount());
      GetReportResponse published = report(own, operator, 3);
      assertFalse(published.hasTotal(), "one person's bill is what the aided ones leave");
      assertTrue(table(published, "care").getRows(0).getHidden());
    }
  }

  private static Settlement stay(House own, int person, long paidFen) {
    return own.settle(
        Claims.request(
            "r-" + person,
            Claims.settledStay(
                World.HOSPITAL,
                Invented.person(person),
                "E" + person,
                "2016-09-01",
                1_000_000,
                paidFen)));
  }

  @Test
  void report_published_hidesWhereFewOfThoseWhoWereNotAidedPaid() {
    AtomicReference<Instant> now = new AtomicReference<>(SPRING);
    try (House own = House.open(now::get)) {
      for (int i = 1; i <= 3; i++) {
        own.world().put(own.client(), World.known(Invented.person(i), "dibao"));
      }
      for (int i = 1; i <= 7; i++) {
        stay(own, i, i >= 4 && i <= 6 ? 1_000_000 : 500_000);
      }
      now.set(SUMMER);
      String operator = own.world().operatorToken();
      ReportFigures open = report(own, operator, 0).getTotal();
      assertEquals(7, open.getPersonCount());
      assertEquals(3, open.getAidedPersonCount());
      assertEquals(500_000, open.getPatientShareFen() - open.getAidedPatientShareFen());
      GetReportResponse published = report(own, operator, 3);
      assertFalse(published.hasTotal(), "one person's share is what the aided ones leave");
      assertTrue(table(published, "care").getRows(0).getHidden());
    }
  }

  @Test
  void reversals_published_hideWhereFewPersonsWereAided() {
    AtomicReference<Instant> now = new AtomicReference<>(SPRING);
    try (House own = House.open(now::get)) {
      own.world().put(own.client(), World.known(Invented.person(1), "dibao"));
      for (int i = 1; i <= 4; i++) {
        Settlement taken = stay(own, i, 500_000);
        own.client()
            .settlements(own.world().token())
            .reverseSettlement(
                ReverseSettlementRequest.newBuilder()
                    .setRequestId("rev-" + i)
                    .setHospitalId(World.HOSPITAL)
                    .setSettlementId(taken.getSettlementId())
                    .setOperatorId("cashier-2")
                    .build());
      }
      now.set(SUMMER);
      String operator = own.world().operatorToken();
      GetReportResponse open = report(own, operator, 0);
      assertEquals(4, open.getReversals().getPersonCount());
      assertTrue(open.getReversals().getReliefFen() > 0);
      assertTrue(report(own, operator, 3).getReversals().getHidden(), "one person's relief");
    }
  }

  @Test
  void exposures_published_hideWhereFewPersonsHaveDrawn() {
    AtomicReference<Instant> now = new AtomicReference<>(SPRING);
    try (House own = House.open(now::get)) {
      Binhai binhai = new Binhai(own);
      for (int i = 1; i <= 4; i++) {
        binhai.approve(Invented.person(i));
      }
      assertEquals(
          700_000,
          binhai
              .settle(0, Invented.person(1), 2_000_000, 1_000_000)
              .getProvisional()
              .getDrawnFen());
      now.set(SUMMER);
      assertEquals(4, report(own, binhai.office(), 0).getExposures(0).getPersonCount());
      assertTrue(report(own, binhai.office(), 3).getExposures(0).getHidden(), "one has drawn");
    }
  }

  @Test
  void refusals_ofManyReplies_areCountedAndSayNoPatientsAmounts() {
    AtomicReference<Instant> now = new AtomicReference<>(SPRING);
    try (House own = House.open(now::get)) {
      for (int i = 0; i < 12; i++) {
        refuse(own, "h" + i, "HOLD_SUPERSEDED", "预占 " + (1_000 + i) + ".00 元已失效");
        refuse(own, "s" + i, "HOSPITAL_SUSPENDED", "医院已暂停结算");
      }
      refuse(own, "p", "PERSON_NOT_FOUND", "查无此人 12.34 元");
      now.set(SUMMER);
      String operator = own.world().operatorToken();
      GetReportResponse published = report(own, operator, 10);
      assertEquals(2, published.getRefusalsCount());
      for (ReportRefusals each : published.getRefusalsList()) {
        assertEquals(12, each.getTimesCount());
        assertEquals(each.getReasonCode().equals("HOSPITAL_SUSPENDED"), each.hasSentence());
      }
      assertFalse(published.getRefusalsIncomplete());
      GetReportResponse open = report(own, operator, 0);
      assertEquals(3, open.getRefusalsCount());
      assertEquals(
          1,
          open.getRefusalsList().stream().filter(ReportRefusals::hasSentence).count(),
          "what was said once is of one patient");

      own.execute(
          "INSERT INTO request (bucket, owner_id, request_id, kind, state, content_hash,"
              + " field_hashes, reply, caller_id, created) SELECT bucket, owner_id, 'x' || g, kind,"
              + " state, content_hash, field_hashes, reply || convert_to(chr(122) || chr(5) ||"
              + " to_char(g, 'FM00000'), 'UTF8'), caller_id, created FROM request,"
              + " generate_series(1, 5000) AS g WHERE request_id = 'p'");
      assertEquals(
          5_001,
          report(own, operator, 10).getRefusals(0).getTimesCount(),
          "more different replies than a fetch");
    }
  }

  private static void refuse(House own, String requestId, String reason, String zh) {
    byte[] reply =
        SettleClaimResponse.newBuilder()
            .setRefusal(
                Refusal.newBuilder()
                    .setReasonCode(reason)
                    .setSentence(Sentence.newBuilder().setCode(reason).setZh(zh).setEn(zh)))
            .build()
            .toByteArray();
    own.execute(
        "INSERT INTO request (bucket, owner_id, request_id, kind, state, content_hash,"
            + " field_hashes, reply, caller_id, created) VALUES (1, '"
            + World.HOSPITAL
            + "', '"
            + requestId
            + "', 'SETTLE', 'REFUSED', '', '', decode('"
            + HexFormat.of().formatHex(reply)
            + "', 'hex'), 'h', '"
            + SPRING
            + "')");
  }
}
