package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a bank paid of clearings against what it was told to pay. */
class ClearedPaymentsTest {
  private static final Party BANK =
      Party.newBuilder().setKind(PartyKind.PARTY_KIND_BANK).setPartyCode(Claims.COUNTY).build();
  private static final String PAID = "2026-10-05";
  private static final long AID_FEN = 210_000;

  private final ClearedMonths months = ClearedMonths.open();
  private final House house = months.house();
  private final Statements statements = new Statements(house);

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    months.close();
  }

  private void pay(String reference, Clearing clearing, long fen) {
    months
        .clerk()
        .payClearings(
            PayClearingsRequest.newBuilder()
                .setRequestId(months.nextId())
                .setBankReference(reference)
                .addPayments(
                    ClearingPayment.newBuilder()
                        .setClearingId(clearing.getClearingId())
                        .setAmountFen(fen))
                .build());
  }

  private static StatementLine line(int number, String reference, long fen) {
    return StatementLine.newBuilder()
        .setLineNumber(number)
        .setRequestId(reference)
        .setSettleDate(Claims.date(PAID))
        .setFundFen(fen)
        .build();
  }

  private void send(String id, StatementLine... lines) throws Exception {
    statements.send(
        months.clerkToken(),
        StatementHeading.newBuilder()
            .setStatementId(id)
            .setParty(BANK)
            .setFromDate(Claims.date(PAID))
            .setToDate(Claims.date(PAID)),
        List.of(lines));
  }

  private ReconciliationSummary reconcile() {
    return house
        .client()
        .reconciliations(months.clerkToken())
        .reconcile(
            ReconcileRequest.newBuilder()
                .setParty(BANK)
                .setFromDate(Claims.date(PAID))
                .setToDate(Claims.date(PAID))
                .build())
        .getSummary();
  }

  private List<Break> breaks() {
    return house
        .client()
        .reconciliations(months.clerkToken())
        .listBreaks(
            ListBreaksRequest.newBuilder()
                .setParty(BANK)
                .setFromDate(Claims.date(PAID))
                .setToDate(Claims.date(PAID))
                .build())
        .getBreaksList();
  }

  @Test
  void payments_ofClearings_areComparedByReference() throws Exception {
    for (int person = 1; person <= 3; person++) {
      months.settle("2026-09-0" + person, World.HOSPITAL, months.person(person), 1_000_000);
    }
    months.prepare("2026-09");
    months.day(PAID);
    Clearing clearing = months.of("2026-09", World.HOSPITAL, "610100");
    months.approve(clearing);
    pay("B-1", clearing, AID_FEN);
    pay("B-2", clearing, AID_FEN);
    pay("B-3", clearing, AID_FEN);
    months.day("2026-10-06");
    send("bank-1", line(1, "B-1", AID_FEN), line(2, "B-2", AID_FEN), line(3, "B-3", AID_FEN));
    ReconciliationSummary agreed = reconcile();
    assertEquals(3, agreed.getPairedCount(), agreed::toString);
    assertEquals(3 * AID_FEN, agreed.getHere().getFundFen());
    assertEquals(0, agreed.getBreaksCount(), agreed::toString);
    months.day("2026-10-07");
    send("bank-2", line(1, "B-1", AID_FEN), line(2, "B-2", AID_FEN - 61_00));
    reconcile();
    List<Break> breaks = breaks();
    assertEquals(2, breaks.size(), breaks::toString);
    for (Break each : breaks) {
      boolean missing = each.getKind() == BreakKind.BREAK_KIND_MISSING_THERE;
      assertEquals(missing ? -AID_FEN : -61_00, each.getFundFen());
      assertEquals(missing ? "B-3" : "B-2", each.getEntries(0).getRequestId());
      assertEquals(World.HOSPITAL, each.getEntries(0).getHospitalId());
    }
  }
}
