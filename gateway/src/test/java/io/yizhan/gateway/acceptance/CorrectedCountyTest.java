package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.GetReceiptRequest;
import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetSettlementSheetRequest;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.ReportFigures;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementLine;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** A bill that a county aids by a correction alone: whose it is, and who sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorrectedCountyTest {
  private static final String TODAY = "2026-03-10";
  private static final PersonDocument PERSON = Invented.person(1);

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private String office;

  @SuppressWarnings("NullAway.Init")
  private String other;

  @SuppressWarnings("NullAway.Init")
  private Settlement settled;

  @SuppressWarnings("NullAway.Init")
  private String correctionId;

  @BeforeAll
  void correct() {
    house = House.open(() -> Instant.parse(TODAY + "T02:00:00Z"));
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    other = Offices.register(house, "aid-410105", "410105");
    settled =
        house.settle(
            Claims.request(
                "late", Claims.stay(World.HOSPITAL, PERSON, "late", "2016-09-10", 1_000_000)));
    assertEquals(Status.Code.NOT_FOUND, refusal(() -> look(office, settled.getSettlementId())));
    house.world().put(house.client(), World.known(PERSON, "dibao"));
    var desk = house.client().readjudications(house.world().operatorToken());
    String sha =
        desk.previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(PERSON).build())
            .getReadjudications(0)
            .getPreviewSha256();
    correctionId =
        desk.bookReadjudication(
                BookReadjudicationRequest.newBuilder()
                    .setRequestId("book-late")
                    .setPersonDocument(PERSON)
                    .setPreviewSha256(sha)
                    .setAccountingPeriod("2026-03")
                    .setOperatorId("clerk-1")
                    .setReason("身份追溯认定")
                    .build())
            .getCorrections(0)
            .getCorrectionId();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private static Status.Code refusal(Executable refused) {
    return assertThrows(StatusRuntimeException.class, refused).getStatus().getCode();
  }

  private int look(String token, String settlementId) {
    return house
        .client()
        .settlements(token)
        .getSettlement(GetSettlementRequest.newBuilder().setSettlementId(settlementId).build())
        .getCorrectionsCount();
  }

  private Set<String> listed(String token) {
    return house
        .client()
        .settlements(token)
        .listSettlements(
            ListSettlementsRequest.newBuilder()
                .setFromDate(Claims.date(TODAY))
                .setToDate(Claims.date(TODAY))
                .setPageSize(500)
                .build())
        .getLinesList()
        .stream()
        .map(SettlementLine::getSettlementId)
        .collect(Collectors.toSet());
  }

  private String receipt(String token, String entryId) {
    return house
        .client()
        .receipts(token)
        .getReceipt(GetReceiptRequest.newBuilder().setEntryId(entryId).build())
        .getReceiptText();
  }

  private GetReportResponse report(String token) {
    return house
        .client()
        .reports(token)
        .getReport(
            GetReportRequest.newBuilder()
                .setFromDate(Claims.date(TODAY))
                .setToDate(Claims.date(TODAY))
                .build());
  }

  private static ReportFigures row(GetReportResponse report, String table, String code) {
    return report.getTablesList().stream()
        .filter(each -> each.getTableCode().equals(table))
        .flatMap(each -> each.getRowsList().stream())
        .filter(each -> each.getRowCode().equals(code))
        .findFirst()
        .orElseThrow()
        .getFigures();
  }

  @Test
  void office_whoseAidCameByACorrection_seesTheSettlement() throws IOException {
    String id = settled.getSettlementId();
    assertEquals(1, look(office, id));
    assertEquals(1, look(office, correctionId));
    assertEquals(Set.of(id, correctionId), listed(office));
    assertEquals(false, receipt(office, id).isEmpty());
    String sheet =
        SheetTest.text(
            house
                .client()
                .reports(office)
                .getSettlementSheet(
                    GetSettlementSheetRequest.newBuilder()
                        .setSettlementId(id)
                        .setPurpose("补支核对")
                        .build())
                .getPdf()
                .toByteArray());
    assertTrue(sheet.contains("住院救助（610100）+2,100.00"), sheet);
  }

  @Test
  void anotherOffice_seesNothingOfIt() {
    assertEquals(Status.Code.NOT_FOUND, refusal(() -> look(other, settled.getSettlementId())));
    assertEquals(Status.Code.NOT_FOUND, refusal(() -> receipt(other, settled.getSettlementId())));
    assertEquals(Set.of(), listed(other));
    assertEquals(0, report(other).getTotal().getTimesCount());
  }

  @Test
  void report_ofWhatACountyAidsByACorrection_countsItThereWithTheIdentity() {
    for (String token : List.of(office, house.world().operatorToken())) {
      GetReportResponse report = report(token);
      for (ReportFigures figures :
          List.of(
              report.getTotal(),
              row(report, "county", Claims.COUNTY),
              row(report, "category", "dibao"),
              row(report, "illness", "ordinary"))) {
        assertEquals(1, figures.getTimesCount());
        assertEquals(1_000_000, figures.getTotalFen());
        assertEquals(210_000, figures.getReliefFen());
        assertEquals(90_000, figures.getPatientShareFen());
      }
    }
  }
}
