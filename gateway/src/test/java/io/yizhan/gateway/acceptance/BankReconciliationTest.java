package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.AidRecord;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.ListStatementsRequest;
import io.yizhan.proto.v1.Mending;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.SentStatement;
import io.yizhan.proto.v1.StatementFund;
import io.yizhan.proto.v1.StatementLine;
import io.yizhan.proto.v1.TemporaryAid;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a bank paid against what it was told to pay. */
class BankReconciliationTest {
  private static final Party BANK =
      Party.newBuilder().setKind(PartyKind.PARTY_KIND_BANK).setPartyCode(Claims.COUNTY).build();

  private final House house = House.open();
  private final Statements statements = new Statements(house);
  private final String office = Offices.register(house, "aid-410122", Claims.COUNTY);

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private AidRecord pay(int person) {
    house.world().put(house.client(), World.known(Invented.person(person), "dibao"));
    return house
        .client()
        .aid(office)
        .recordTemporaryAid(
            RecordTemporaryAidRequest.newBuilder()
                .setRequestId("aid-" + person)
                .setCountyCode(Claims.COUNTY)
                .setPersonDocument(Invented.person(person))
                .setFundCode(Offices.AID)
                .setAid(
                    TemporaryAid.newBuilder()
                        .setDecidedDate(Claims.date("2016-08-01"))
                        .setStandardCode("urban_dibao")
                        .setMultipleHundredths(100)
                        .setHeads(1)
                        .setForm(AidForm.AID_FORM_CASH))
                .setAmountFen(60_000)
                .setOperatorId("clerk")
                .setDocumentNumber("临2026-" + person)
                .build())
        .getRecord();
  }

  private static StatementLine line(int number, String payment, String reference, long fen) {
    return StatementLine.newBuilder()
        .setLineNumber(number)
        .setSettlementId(payment)
        .setRequestId(reference)
        .setSettleDate(Claims.date(Statements.today().toString()))
        .setFundFen(fen)
        .build();
  }

  private void putFigure() {
    house
        .client()
        .aid(office)
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(Claims.COUNTY)
                        .setFigureCode("urban_dibao")
                        .setFromDate(Claims.date("2016-01-01"))
                        .setAmountFen(60_000)
                        .setSource("民政局通知"))
                .build());
  }

  @Test
  void payments_ofACounty_areComparedByIdAndReference() throws Exception {
    putFigure();
    AidRecord agreed = pay(1);
    pay(2);
    AidRecord differs = pay(3);
    AidRecord unpaid = pay(4);
    Thread.sleep(11_000);
    statements.send(
        office,
        Statements.heading("bank-1").setParty(BANK),
        List.of(
            line(1, agreed.getRecordId(), "", 60_000),
            line(2, "", "临2026-2", 60_000),
            line(3, differs.getRecordId(), "临2026-3", 50_000),
            line(4, "", "SALARIES", 123)));
    ReconciliationSummary summary = statements.reconcile(office, BANK);
    assertEquals(240_000, summary.getHere().getFundFen());
    assertEquals(170_123, summary.getThere().getFundFen());
    List<Break> breaks = statements.breaks(office, BANK);
    assertEquals(
        List.of(
            BreakKind.BREAK_KIND_MISSING_HERE + " 123",
            BreakKind.BREAK_KIND_MISSING_THERE + " -60000",
            BreakKind.BREAK_KIND_AMOUNT_DIFFERS + " -10000"),
        breaks.stream()
            .sorted(java.util.Comparator.comparing(Break::getKind))
            .map(each -> each.getKind() + " " + each.getFundFen())
            .collect(Collectors.toList()));
    assertEquals(
        List.of(unpaid.getRecordId()),
        breaks.stream()
            .filter(each -> each.getKind() == BreakKind.BREAK_KIND_MISSING_THERE)
            .map(each -> each.getEntries(0).getSettlementId())
            .toList());
  }

  private static StatementLine of(StatementLine line, String fund) {
    return line.toBuilder()
        .addFunds(
            StatementFund.newBuilder().setFundCode(fund).setAmountFen(line.getFundFen()).build())
        .build();
  }

  @Test
  void payments_thatNameTheirFund_agreeWhereItIsTheirs_andAskNoHospital() throws Exception {
    putFigure();
    pay(1);
    pay(2);
    pay(3);
    Thread.sleep(11_000);
    statements.send(
        office,
        Statements.heading("bank-1").setParty(BANK),
        List.of(
            of(line(1, "", "临2026-1", 60_000), "610100"),
            of(line(2, "", "临2026-2", 60_000), "390100"),
            of(line(3, "", "临2026-3", 50_000), "610100")));
    statements.reconcile(office, BANK);
    List<Break> breaks = statements.breaks(office, BANK);
    assertEquals(
        List.of("临2026-2 0", "临2026-3 -10000"),
        breaks.stream()
            .map(each -> each.getLines(0).getRequestId() + " " + each.getFundFen())
            .sorted()
            .toList());
    for (Break each : breaks) {
      assertEquals(BreakKind.BREAK_KIND_AMOUNT_DIFFERS, each.getKind());
      assertEquals(Mending.MENDING_CLARIFY, each.getMending());
      assertEquals("fund:610100", each.getFirstDifference());
    }
  }

  @Test
  void statement_ofABank_forOneFundAlone_isRefused() {
    ExecutionException refused =
        assertThrows(
            ExecutionException.class,
            () ->
                statements.send(
                    office,
                    Statements.heading("bank-1").setParty(BANK).addFundCodes("390100"),
                    List.of(line(1, "", "临2026-1", 60_000))));
    StatusRuntimeException said =
        assertInstanceOf(StatusRuntimeException.class, refused.getCause());
    assertEquals(List.of("heading.fund_codes"), Refusals.of(said).fieldNames());
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  private List<SentStatement> sent(String token) {
    return house
        .client()
        .reconciliations(token)
        .listStatements(
            ListStatementsRequest.newBuilder()
                .setParty(Statements.hospital())
                .setFromDate(Claims.date(Statements.today().toString()))
                .setToDate(Claims.date(Statements.today().toString()))
                .build())
        .getStatementsList();
  }

  @Test
  void office_seesBreaksAndStatementsOfItsOwnHospitalsAlone() throws Exception {
    statements.send("day-1", line(1, "", "never-arrived", 123).toBuilder().setBillFen(200));
    assertEquals(1, statements.reconcile(office, Statements.hospital()).getBreaksCount());
    assertEquals(123, statements.breaks(office, Statements.hospital()).get(0).getFundFen());
    assertEquals("day-1", sent(office).get(0).getStatementId());
    String elsewhere = Offices.register(house, "aid-410199", "410199");
    assertEquals(
        "NOT_YOUR_REGION", reason(() -> statements.reconcile(elsewhere, Statements.hospital())));
    assertEquals(
        "NOT_YOUR_REGION", reason(() -> statements.breaks(elsewhere, Statements.hospital())));
    assertEquals("NOT_YOUR_REGION", reason(() -> sent(elsewhere)));
    Party insurer =
        Party.newBuilder()
            .setKind(PartyKind.PARTY_KIND_INSURER)
            .setPartyCode(Claims.COUNTY)
            .build();
    assertEquals("NOT_YOUR_REGION", reason(() -> statements.reconcile(office, insurer)));
    Party unknown = Statements.hospital().toBuilder().setPartyCode("nowhere").build();
    assertEquals("NOT_YOUR_REGION", reason(() -> statements.reconcile(office, unknown)));
    ExecutionException forged =
        assertThrows(
            ExecutionException.class,
            () -> statements.send(office, Statements.heading("forged"), List.of()));
    assertTrue(String.valueOf(forged.getCause()).contains("PERMISSION_DENIED"), forged::toString);
  }
}
