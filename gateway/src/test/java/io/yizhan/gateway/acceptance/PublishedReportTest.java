package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.ReportFund;
import io.yizhan.proto.v1.ReportRow;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What leaves an office of two half-years: four persons in hospital in each, three on dialysis in
 * the first and one of them in the second, one with a charity's grant.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedReportTest {
  private static final int MIN = 3;

  private final AtomicReference<Instant> now = new AtomicReference<>(noon("2025-03-10"));
  private final House house = House.open(now::get);
  private int claims;

  @SuppressWarnings("NullAway.Init")
  private String office;

  private static Instant noon(String day) {
    return Instant.parse(day + "T04:00:00Z");
  }

  @BeforeAll
  void settle() {
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    for (int i = 1; i <= 7; i++) {
      var known = World.known(Invented.person(i), "dibao");
      if (i > 4) {
        known.addApprovals(World.dialysisApproval());
      }
      if (i == 1) {
        known.addGrants(World.grant(1_000_000));
      }
      house.world().put(house.client(), known);
    }
    for (int i = 1; i <= 7; i++) {
      claim(i);
    }
    now.set(noon("2025-09-10"));
    for (int i = 1; i <= 5; i++) {
      claim(i);
    }
    now.set(noon("2026-01-05"));
  }

  private void claim(int person) {
    PersonDocument document = Invented.person(person);
    String name = "p-" + ++claims;
    house.settle(
        Claims.request(
            name,
            person > 4
                ? Claims.dialysis(
                    World.HOSPITAL, document, name, "2016-09-0" + claims % 9, 90_000, 0)
                : Claims.settledStay(
                    World.HOSPITAL, document, name, "2016-09-10", 1_000_000, 500_000)));
  }

  @AfterAll
  void close() {
    house.close();
  }

  private static GetReportRequest.Builder of(String from, String to) {
    return GetReportRequest.newBuilder()
        .setFromDate(Claims.date(from))
        .setToDate(Claims.date(to))
        .setPersonsMin(MIN);
  }

  private GetReportResponse report(String from, String to, int personsMin) {
    return report(of(from, to).setPersonsMin(personsMin));
  }

  private GetReportResponse report(GetReportRequest.Builder request) {
    return house.client().reports(office).getReport(request.build());
  }

  private static ReportRow row(GetReportResponse report, String table, String code) {
    return report.getTablesList().stream()
        .filter(each -> each.getTableCode().equals(table))
        .flatMap(each -> each.getRowsList().stream())
        .filter(each -> each.getRowCode().equals(code))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void year_whoseHalfHidesARow_hidesItTooLestItFollowFromTheOtherHalf() {
    GetReportResponse open = report("2025-01-01", "2025-12-31", 0);
    assertEquals(12, open.getTotal().getTimesCount());
    assertEquals(4, row(open, "care", "special_outpatient").getFigures().getTimesCount());
    GetReportResponse first = report("2025-01-01", "2025-06-30", MIN);
    assertEquals(3, row(first, "care", "special_outpatient").getFigures().getPersonCount());
    GetReportResponse second = report("2025-07-01", "2025-12-31", MIN);
    assertTrue(row(second, "care", "special_outpatient").getHidden(), "one person");
    assertTrue(row(second, "care", "inpatient").getHidden(), "what would give it away");
    GetReportResponse year = report("2025-01-01", "2025-12-31", MIN);
    assertTrue(year.hasTotal());
    assertTrue(row(year, "care", "special_outpatient").getHidden(), "less the first half: one");
    assertTrue(row(year, "care", "inpatient").getHidden());
    List<ReportFund> layers =
        year.getFundsList().stream().filter(fund -> fund.getKindCode().equals("layer")).toList();
    for (ReportFund layer : second.getFundsList()) {
      if (layer.getKindCode().equals("layer") && layer.getHidden()) {
        assertTrue(
            layers.stream()
                .filter(each -> each.getRowCode().equals(layer.getRowCode()))
                .allMatch(ReportFund::getHidden),
            layer::getRowCode);
      }
    }
  }

  @Test
  void relief_ofOnePersonsGrant_doesNotFollowFromTheFundsOrTheKinds() {
    GetReportResponse open = report("2025-01-01", "2025-06-30", 0);
    assertTrue(open.getTotal().getOtherReliefFen() > 0);
    long relief = open.getTotal().getMedicalAidFen() + open.getTotal().getOtherReliefFen();
    assertEquals(relief, open.getTotal().getReliefFen());
    GetReportResponse published = report("2025-01-01", "2025-06-30", MIN);
    assertEquals(relief, published.getTotal().getReliefFen());
    assertTrue(published.getTotal().getKindsHidden());
    assertEquals(0, published.getTotal().getOtherReliefFen());
    assertEquals(0, published.getTotal().getMedicalAidFen());
    long shown =
        published.getFundsList().stream()
            .filter(fund -> fund.getKindCode().equals("fund"))
            .filter(fund -> fund.getRowCode().startsWith("61"))
            .mapToLong(ReportFund::getPaidFen)
            .sum();
    assertEquals(0, shown, "relief less the medical aid would be the grant");
    assertTrue(row(published, "channel", "one_stop").getFigures().getKindsHidden());
    assertFalse(open.getTotal().getKindsHidden());
  }

  private List<String> refused(GetReportRequest.Builder request, String token) {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> house.client().reports(token).getReport(request.build()));
    return Refusals.of(refused).fields().getFieldViolationsList().stream()
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  @Test
  void published_ofAPartOrOfARunningSpan_isRefusedBecauseItCouldBeSubtracted() {
    assertEquals(List.of("to_date"), refused(of("2025-01-01", "2025-06-29"), office));
    assertEquals(List.of("from_date"), refused(of("2025-01-02", "2025-06-30"), office));
    assertEquals(List.of("to_date"), refused(of("2025-07-01", "2026-06-30"), office));
    String city = Offices.register(house, "aid-4101", "4101");
    GetReportRequest.Builder half = of("2025-01-01", "2025-06-30");
    assertEquals(List.of("county_code"), refused(half.clone().setCountyCode(Claims.COUNTY), city));
    assertEquals(
        List.of("hospital_id"), refused(half.clone().setHospitalId(World.HOSPITAL), office));
    assertTrue(report(half.clone().setCountyCode(Claims.COUNTY)).hasTotal(), "all that it sees");
    assertTrue(report(half.clone().setCountyCode("4101")).hasTotal());
    String insurer =
        house
            .client()
            .registry(house.world().operatorToken())
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("insurer-410122")
                    .setRole(CallerRole.CALLER_ROLE_INSURER)
                    .addRegionCodes(Claims.COUNTY)
                    .build())
            .getToken();
    assertEquals(
        List.of("county_code"),
        refused(half.clone().setCountyCode(Claims.COUNTY), insurer),
        "its insured may have their aid of another county");
    assertEquals(
        4,
        report(half.clone().setPersonsMin(0).setHospitalId(World.HOSPITAL))
            .getTablesList()
            .get(1)
            .getRowsList()
            .stream()
            .filter(each -> each.getRowCode().equals("inpatient"))
            .mapToLong(each -> each.getFigures().getTimesCount())
            .sum());
  }
}
