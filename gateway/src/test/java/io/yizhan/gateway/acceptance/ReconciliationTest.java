package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import com.google.type.Date;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.Mending;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SendStatementResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.StatementFund;
import io.yizhan.proto.v1.StatementLine;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hospital's day against the ledger. */
class ReconciliationTest {
  private final House house = House.open();
  private final Statements statements = new Statements(house);

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private Settlement settle(int person, long fen) {
    String id = "R" + person;
    return house.settle(
        Claims.request(
            id,
            Claims.settledStay(
                World.HOSPITAL, document(person), "E" + person, "2016-08-01", fen, fen / 10 * 7)));
  }

  private static PersonDocument document(int person) {
    return Invented.person(person);
  }

  private void reverse(Settlement settlement) {
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("reverse-" + settlement.getSettlementId())
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
  }

  /** Nothing is younger than what may still be under way. */
  private void age() {
    house.execute("UPDATE settlement SET settle_time = settle_time - interval '1 minute'");
  }

  private static long fundsOf(List<Break> breaks) {
    return breaks.stream().mapToLong(Break::getFundFen).sum();
  }

  @Test
  void day_ofAHospital_isExplainedBreakByBreak() throws Exception {
    Settlement agreed = settle(1, 1_000_000);
    Settlement differs = settle(2, 2_000_000);
    Settlement missingThere = settle(3, 3_000_000);
    Settlement twice = settle(4, 2_443_126);
    Settlement reversed = settle(5, 500_000);
    Settlement reversedThere = settle(6, 600_000);
    reverse(reversed);
    age();
    SendStatementResponse sent =
        statements.send(
            "day-1",
            Statements.line(1, agreed),
            Statements.line(2, differs).setFundFen(Statements.funds(differs) - 6_100),
            Statements.line(3, twice),
            Statements.line(4, twice),
            Statements.line(5, reversed),
            Statements.line(6, reversedThere),
            Statements.line(7, reversedThere)
                .setRefund(true)
                .setBillFen(-Statements.total(reversedThere))
                .setFundFen(-Statements.funds(reversedThere)),
            Statements.line(8, agreed)
                .setSettlementId("")
                .setRequestId("never-arrived")
                .setBillFen(77_00)
                .setFundFen(50_00));
    assertTrue(sent.getAccepted(), sent::toString);
    ReconciliationSummary summary = statements.reconcile();
    List<Break> breaks = statements.breaks();
    assertEquals(summary.getThere().getFundFen() - summary.getHere().getFundFen(), fundsOf(breaks));
    assertEquals(6, breaks.size(), breaks::toString);
    assertEquals(
        Mending.MENDING_UNDO, one(breaks, BreakKind.BREAK_KIND_MISSING_THERE).getMending());
    assertEquals(
        missingThere.getSettlementId(),
        one(breaks, BreakKind.BREAK_KIND_MISSING_THERE).getEntries(0).getSettlementId());
    Break duplicate = one(breaks, BreakKind.BREAK_KIND_DUPLICATE);
    assertEquals(2_443_126, duplicate.getBillFen());
    assertEquals(twice.getSettlementId(), duplicate.getFirstDifference());
    Break amount = one(breaks, BreakKind.BREAK_KIND_AMOUNT_DIFFERS);
    assertEquals(-6_100, amount.getFundFen());
    Break here = one(breaks, BreakKind.BREAK_KIND_MISSING_HERE);
    assertEquals("never-arrived", here.getLines(0).getRequestId());
    assertEquals(Mending.MENDING_ASK_TO_REPEAT, here.getMending());
    assertEquals(
        2,
        breaks.stream()
            .filter(each -> each.getKind() == BreakKind.BREAK_KIND_REVERSED_ON_ONE_SIDE)
            .count());
  }

  private Settlement visit(String encounter, String bill) {
    return house.settle(Claims.request("R-" + encounter + bill, visiting(encounter, bill)));
  }

  private static Claim.Builder visiting(String encounter, String bill) {
    return Claims.settledStay(World.HOSPITAL, document(1), encounter, "2016-08-01", 100_000, 70_000)
        .setBillNumber(bill)
        .setInsurerSettlement(Claims.insurer(encounter + bill, Claims.BASIC_FUND, 70_000));
  }

  @Test
  void entry_asAnotherOfTheSamePerson_isADuplicateOnlyInTheSameEncounter() throws Exception {
    Settlement first = visit("V1", "B1");
    Settlement again = visit("V1", "B2");
    Settlement other = visit("V2", "B1");
    age();
    statements.send("day-1", Statements.line(1, first));
    statements.reconcile();
    List<Break> breaks = statements.breaks();
    assertEquals(2, breaks.size(), breaks::toString);
    assertEquals(
        again.getSettlementId(),
        one(breaks, BreakKind.BREAK_KIND_DUPLICATE).getEntries(0).getSettlementId());
    assertEquals(
        other.getSettlementId(),
        one(breaks, BreakKind.BREAK_KIND_MISSING_THERE).getEntries(0).getSettlementId());
  }

  @Test
  void entry_settledAgainAfterItsReversal_isMissingThereAndNoDuplicateOfTheReversed()
      throws Exception {
    Settlement first = visit("V1", "B1");
    reverse(first);
    Settlement again = house.settle(Claims.request("R-again", visiting("V1", "B1")));
    age();
    statements.send(
        "day-1",
        Statements.line(1, first),
        Statements.line(2, first)
            .setRefund(true)
            .setBillFen(-Statements.total(first))
            .setFundFen(-Statements.funds(first)));
    statements.reconcile();
    List<Break> breaks = statements.breaks();
    assertEquals(1, breaks.size(), breaks::toString);
    Break missing = one(breaks, BreakKind.BREAK_KIND_MISSING_THERE);
    assertEquals(again.getSettlementId(), missing.getEntries(0).getSettlementId());
    assertEquals(Mending.MENDING_UNDO, missing.getMending());
  }

  private static StatementLine.Builder stated(int number, Settlement settled, String encounter) {
    return Statements.line(number, settled)
        .setPersonDocument(document(1))
        .setEncounterId(encounter);
  }

  @Test
  void line_asAnotherOfTheSamePerson_isADuplicateOnlyOfTheSameEncounter() throws Exception {
    Settlement first = visit("V1", "B1");
    age();
    statements.send(
        "day-1",
        stated(1, first, "V1"),
        stated(2, first, "V1").setSettlementId("").setRequestId("again"),
        stated(3, first, "V2").setSettlementId("").setRequestId("other"));
    statements.reconcile();
    List<Break> breaks = statements.breaks();
    assertEquals(2, breaks.size(), breaks::toString);
    assertEquals("again", one(breaks, BreakKind.BREAK_KIND_DUPLICATE).getLines(0).getRequestId());
    assertEquals(
        "other", one(breaks, BreakKind.BREAK_KIND_MISSING_HERE).getLines(0).getRequestId());
  }

  /** A line that names each fund; a charity pays nothing here. */
  private static StatementLine.Builder byFund(int number, Settlement settled, long otherFen) {
    StatementLine.Builder line = Statements.line(number, settled);
    long rest = line.getFundFen();
    return line.setFundFen(rest + otherFen)
        .addFunds(StatementFund.newBuilder().setFundCode(Claims.BASIC_FUND).setAmountFen(rest))
        .addFunds(StatementFund.newBuilder().setFundCode("999998").setAmountFen(otherFen));
  }

  @Test
  void statement_forOneFund_isComparedByWhatItsLinesNameOfThatFund() throws Exception {
    Settlement first = settle(1, 1_000_000);
    Settlement second = settle(2, 2_000_000);
    age();
    String token = house.world().token();
    List<StatementLine> lines =
        List.of(byFund(1, first, 300).build(), byFund(2, second, 400).build());
    statements.send(token, Statements.heading("all"), lines);
    statements.reconcile();
    assertEquals(2, statements.breaks().size());
    SendStatementResponse sent =
        statements.send(token, Statements.heading("basic").addFundCodes(Claims.BASIC_FUND), lines);
    assertEquals(Statements.funds(first) + Statements.funds(second), sent.getFundFen());
    assertEquals(0, statements.reconcile().getBreaksCount());
    statements.send(token, Statements.heading("other").addFundCodes("999998"), lines);
    statements.reconcile();
    assertEquals(700, fundsOf(statements.breaks()));
    List<StatementLine> sums =
        List.of(Statements.line(1, first).build(), Statements.line(2, second).build());
    statements.send(token, Statements.heading("sum").addFundCodes(Claims.BASIC_FUND), sums);
    assertEquals(0, statements.reconcile().getBreaksCount());
  }

  private static Break one(List<Break> breaks, BreakKind kind) {
    List<Break> found = breaks.stream().filter(each -> each.getKind() == kind).toList();
    assertEquals(1, found.size(), () -> kind + " of " + breaks);
    return found.get(0);
  }

  @Test
  void statement_sentAgain_isTheSameOnce_andOtherLinesAreRefused() throws Exception {
    Settlement settled = settle(1, 1_000_000);
    SendStatementResponse first = statements.send("day-1", Statements.line(1, settled));
    assertEquals(first, statements.send("day-1", Statements.line(1, settled)));
    ExecutionException refused =
        assertThrows(
            ExecutionException.class,
            () -> statements.send("day-1", Statements.line(1, settled).setFundFen(1)));
    assertTrue(String.valueOf(refused.getCause()).contains("ALREADY_EXISTS"), refused::toString);
    assertEquals(
        List.of("1|1"),
        house
            .database()
            .rows(
                "SELECT (SELECT count(*) FROM reconciliation_statement),"
                    + " (SELECT count(*) FROM reconciliation_line)"));
  }

  @Test
  void statement_ofTheSameDayAgain_takesThePlaceOfTheOneBefore() throws Exception {
    Settlement settled = settle(1, 1_000_000);
    age();
    statements.send("day-1", Statements.line(1, settled).setFundFen(1));
    assertEquals(1, statements.reconcile().getBreaksCount());
    statements.send("day-1b", Statements.line(1, settled));
    assertEquals(0, statements.reconcile().getBreaksCount());
    assertEquals(List.of(), statements.breaks());
  }

  @Test
  void lines_withoutIds_areMatchedByPersonAmountAndDay() throws Exception {
    Settlement one = settle(1, 1_000_000);
    settle(2, 1_000_000);
    age();
    statements.send(
        "day-1",
        Statements.line(1, one).setSettlementId("").setPersonDocument(document(1)),
        Statements.line(2, one).setSettlementId("").setPersonDocument(document(2)));
    ReconciliationSummary summary = statements.reconcile();
    assertEquals(0, summary.getBreaksCount(), summary::toString);
    assertEquals(2, summary.getPairedByOtherKeyCount());
    assertEquals(
        List.of("0"),
        house
            .database()
            .rows(
                "SELECT count(*) FROM reconciliation_line l WHERE l::text LIKE '%"
                    + document(1).getNumber()
                    + "%'"));
  }

  @Test
  void running_dayInParts_showsBreaksByItselfAndNothingThatIsUnderWay() throws Exception {
    Settlement early = settle(1, 1_000_000);
    Settlement lost = settle(2, 2_000_000);
    age();
    Settlement late = settle(3, 3_000_000);
    Timestamp through =
        Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1000 - 30).build();
    SendStatementResponse sent =
        statements.send(
            house.world().token(),
            Statements.heading("part-1").setPart(true).setThroughTime(through),
            List.of(Statements.line(1, early).build()));
    assertTrue(sent.getAccepted());
    awaitRows(
        "SELECT kind || entry_id[1] FROM reconciliation_break WHERE state = 'OPEN'",
        "MISSING_THERE" + lost.getSettlementId());
    statements.send(
        house.world().token(),
        Statements.heading("part-2").setPart(true).setThroughTime(through),
        List.of(Statements.line(1, lost).build()));
    ReconciliationSummary summary = statements.reconcile();
    assertEquals(0, summary.getBreaksCount(), summary::toString);
    assertEquals(2, summary.getPairedCount());
    assertEquals(Statements.funds(late), summary.getPendingHere().getFundFen());
  }

  /** The gateway's own rounds do it. */
  private void awaitRows(String sql, String expected) {
    for (int i = 0; i < 600; i++) {
      if (house.database().rows(sql).equals(List.of(expected))) {
        return;
      }
      World.pause(100);
    }
    assertEquals(List.of(expected), house.database().rows(sql));
  }

  @Test
  void hospital_ofAnotherId_seesNothing() {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                statements.reconcile(
                    house.world().token(World.HOSPITALS.get(1)), Statements.hospital()));
    assertEquals("NOT_YOUR_HOSPITAL", Refusals.of(refused).info().getReason());
    refused = assertThrows(StatusRuntimeException.class, statements::reconcile);
    assertEquals("NO_STATEMENT", Refusals.of(refused).info().getReason());
  }

  @Test
  void insurer_ofItsFunds_isComparedByItsOwnNumbers() throws Exception {
    Settlement agreed = settle(1, 1_000_000);
    settle(2, 2_000_000);
    age();
    String insurer = Offices.registerInsurer(house, "4101");
    Party party =
        Party.newBuilder().setKind(PartyKind.PARTY_KIND_INSURER).setPartyCode("410122").build();
    statements.send(
        insurer,
        Statements.heading("ins-1").setParty(party).addFundCodes(Claims.BASIC_FUND),
        List.of(
            StatementLine.newBuilder()
                .setLineNumber(1)
                .setInsurerSettlementId("SI-E1")
                .setSettleDate(agreed.getPostingDate())
                .setFundFen(700_000)
                .build(),
            StatementLine.newBuilder()
                .setLineNumber(2)
                .setInsurerSettlementId("SI-E2")
                .setSettleDate(agreed.getPostingDate())
                .setFundFen(1_300_000)
                .addFunds(
                    StatementFund.newBuilder()
                        .setFundCode(Claims.BASIC_FUND)
                        .setAmountFen(1_300_000))
                .build()));
    ReconciliationSummary summary = statements.reconcile(insurer, party);
    assertEquals(2_100_000, summary.getHere().getFundFen());
    Break one = one(statements.breaks(insurer, party), BreakKind.BREAK_KIND_AMOUNT_DIFFERS);
    assertEquals(-100_000, one.getFundFen());
    assertEquals("fund:390100", one.getFirstDifference());
  }

  /** What was sent of the day before. */
  private void sendOfYesterday(StatementLine.Builder line) throws Exception {
    Date yesterday = Claims.date(Statements.today().minusDays(1).toString());
    SendStatementResponse sent =
        statements.send(
            house.world().token(),
            Statements.heading("day-0").setFromDate(yesterday).setToDate(yesterday),
            List.of(line.setSettleDate(yesterday).build()));
    assertTrue(sent.getAccepted(), sent::toString);
  }

  private static StatementLine.Builder insurersNumberAlone(int person, Settlement settlement) {
    return Statements.line(1, settlement)
        .setSettlementId("")
        .setInsurerSettlementId("SI-E" + person);
  }

  @Test
  void line_ofAnotherDay_withTheInsurersNumberAlone_isOfTheWrongDayAndUndoesNothing()
      throws Exception {
    Settlement agreed = settle(1, 1_000_000);
    Settlement moved = settle(2, 2_000_000);
    age();
    sendOfYesterday(insurersNumberAlone(2, moved));
    statements.send("day-1", insurersNumberAlone(1, agreed));
    assertEquals(1, statements.reconcile().getBreaksCount());
    Break found = one(statements.breaks(), BreakKind.BREAK_KIND_WRONG_DAY);
    assertEquals(moved.getSettlementId(), found.getEntries(0).getSettlementId());
    assertEquals(Mending.MENDING_ASK_TO_CORRECT, found.getMending());
  }

  @Test
  void refund_ofAnotherDay_thatNamesTheSettlement_isOfTheWrongDay() throws Exception {
    Settlement reversed = settle(1, 1_000_000);
    reverse(reversed);
    age();
    sendOfYesterday(
        Statements.line(1, reversed)
            .setRefund(true)
            .setBillFen(-Statements.total(reversed))
            .setFundFen(-Statements.funds(reversed)));
    statements.send("day-1", Statements.line(1, reversed));
    assertEquals(1, statements.reconcile().getBreaksCount());
    Break found = one(statements.breaks(), BreakKind.BREAK_KIND_WRONG_DAY);
    assertEquals(
        reversed.getSettlementId(), found.getEntries(0).getReversesSettlementId(), found::toString);
    assertEquals(Mending.MENDING_ASK_TO_CORRECT, found.getMending());
  }

  @Test
  void span_withADayThatWasNotSent_hasItPendingAndUndoesNothing() throws Exception {
    Settlement unsent = settle(1, 1_000_000);
    age();
    Date before = Claims.date(Statements.today().minusDays(1).toString());
    SendStatementResponse sent =
        statements.send(
            house.world().token(),
            Statements.heading("day-0")
                .setFromDate(before)
                .setToDate(before)
                .setThroughTime(
                    Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1000 - 1)),
            List.of());
    assertTrue(sent.getAccepted(), sent::toString);
    ReconciliationSummary summary =
        statements.reconcile(
            house.world().token(), Statements.hospital(), Statements.today().minusDays(1));
    assertEquals(0, summary.getBreaksCount(), summary::toString);
    assertEquals(Statements.funds(unsent), summary.getPendingHere().getFundFen());
    assertEquals(0, summary.getHere().getFundFen());
  }

  @Test
  void statement_withABadLine_isNotKept() throws Exception {
    Settlement settled = settle(1, 1_000_000);
    StatementLine.Builder bad = Statements.line(2, settled).setFundFen(-1);
    SendStatementResponse answer = statements.send("day-1", Statements.line(1, settled), bad);
    assertEquals(1, answer.getRefusedCount());
    assertEquals(2, answer.getRefusals(0).getLineNumber());
    assertEquals("fund_fen", answer.getRefusals(0).getField());
    assertEquals(
        List.of("0|0"),
        house
            .database()
            .rows(
                "SELECT (SELECT count(*) FROM reconciliation_statement),"
                    + " (SELECT count(*) FROM reconciliation_line)"));
  }
}
