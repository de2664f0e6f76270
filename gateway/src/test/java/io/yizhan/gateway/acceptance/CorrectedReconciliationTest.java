package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.Correction;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.Mending;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.StatementFund;
import io.yizhan.proto.v1.StatementLine;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A settlement that was corrected afterwards, and what a hospital says of it. */
class CorrectedReconciliationTest {
  private static final long MORE_FEN = 210_000;

  private final House house = House.open();
  private final Statements statements = new Statements(house);

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  /** Settles without an identity, which is granted in arrears: aid bears a part of it now. */
  private Settlement corrected(int person) {
    PersonDocument document = Invented.person(person);
    Settlement settled =
        house.settle(
            Claims.request(
                "R" + person,
                Claims.settledStay(
                    World.HOSPITAL, document, "E" + person, "2016-09-10", 1_000_000, 700_000)));
    house.world().put(house.client(), World.known(document, "dibao"));
    var readjudications = house.client().readjudications(house.world().operatorToken());
    readjudications.bookReadjudication(
        BookReadjudicationRequest.newBuilder()
            .setRequestId("book-" + person)
            .setPersonDocument(document)
            .setPreviewSha256(
                readjudications
                    .previewReadjudication(
                        PreviewReadjudicationRequest.newBuilder()
                            .setPersonDocument(document)
                            .build())
                    .getReadjudications(0)
                    .getPreviewSha256())
            .setAccountingPeriod(YearMonth.from(Statements.today()).toString())
            .setOperatorId("clerk-1")
            .setReason("身份追溯认定")
            .build());
    return settled;
  }

  private Correction correctionOf(Settlement settled) {
    return house
        .client()
        .settlements(house.world().token())
        .getSettlement(
            GetSettlementRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .build())
        .getCorrections(0);
  }

  private void reverse(Settlement settled) {
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("reverse-" + settled.getSettlementId())
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("cashier-1")
                .setReason("wrong bill")
                .build());
  }

  private void age() {
    house.execute("UPDATE settlement SET settle_time = settle_time - interval '1 minute'");
  }

  private static StatementLine.Builder refund(int number, Settlement settled, long moreFen) {
    return Statements.line(number, settled)
        .setRefund(true)
        .setBillFen(-Statements.total(settled))
        .setFundFen(-Statements.funds(settled) - moreFen);
  }

  private static StatementFund.Builder fund(String code, long fen) {
    return StatementFund.newBuilder().setFundCode(code).setAmountFen(fen);
  }

  @Test
  void refund_ofACorrectedSettlement_agreesAsItsMirrorAndAsItsAnswerSaidIt() throws Exception {
    Settlement mirrored = corrected(1);
    Settlement answered = corrected(2);
    reverse(mirrored);
    reverse(answered);
    age();
    statements.send(
        "day-1",
        Statements.line(1, mirrored),
        refund(2, mirrored, 0).addFunds(fund(Claims.BASIC_FUND, -700_000)),
        Statements.line(3, answered),
        refund(4, answered, MORE_FEN)
            .addFunds(fund(Claims.BASIC_FUND, -700_000))
            .addFunds(fund("610100", -MORE_FEN)));
    ReconciliationSummary summary = statements.reconcile();
    assertEquals(List.of(), statements.breaks());
    assertEquals(4, summary.getPairedCount());
    assertEquals(2, summary.getCorrectionsCount());
    assertEquals(-MORE_FEN, summary.getHere().getFundFen());
    statements.send(
        "day-1b",
        Statements.line(1, mirrored),
        refund(2, mirrored, 61_00),
        Statements.line(3, answered),
        refund(4, answered, MORE_FEN));
    statements.reconcile();
    assertEquals(
        List.of(BreakKind.BREAK_KIND_AMOUNT_DIFFERS + " -6100"), said(statements.breaks()));
  }

  private static List<String> said(List<Break> breaks) {
    return breaks.stream()
        .map(each -> each.getKind() + " " + each.getFundFen())
        .sorted()
        .collect(Collectors.toList());
  }

  @Test
  void correction_stated_isCompared_andNeverUndone() throws Exception {
    Settlement settled = corrected(1);
    String correction = correctionOf(settled).getCorrectionId();
    age();
    StatementLine.Builder line =
        Statements.line(2, settled).setSettlementId(correction).setBillFen(0).setFundFen(MORE_FEN);
    statements.send("day-1", Statements.line(1, settled));
    assertEquals(1, statements.reconcile().getCorrectionsCount());
    assertEquals(List.of(), statements.breaks());
    statements.send("day-1b", Statements.line(1, settled), line);
    assertEquals(0, statements.reconcile().getCorrectionsCount());
    assertEquals(2, statements.reconcile().getPairedCount());
    assertEquals(List.of(), statements.breaks());
    statements.send("day-1c", Statements.line(1, settled), line.setFundFen(MORE_FEN - 61_00));
    statements.reconcile();
    Break differs = statements.breaks().get(0);
    assertEquals(BreakKind.BREAK_KIND_AMOUNT_DIFFERS, differs.getKind());
    assertEquals(-61_00, differs.getFundFen());
    assertEquals(Mending.MENDING_CLARIFY, differs.getMending());
  }

  @Test
  void reversalOfACorrectedSettlement_thatTheyNeverHad_cancelsOut() throws Exception {
    Settlement settled = corrected(1);
    reverse(settled);
    age();
    statements.send("day-1");
    assertEquals(2, statements.reconcile().getCancelledCount());
    assertEquals(List.of(), statements.breaks());
  }
}
