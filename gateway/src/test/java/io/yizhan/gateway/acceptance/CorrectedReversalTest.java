package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.CancelledReceivable;
import io.yizhan.proto.v1.CashierShift;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.CloseShiftRequest;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.ShiftTotal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a counter gives back of a settlement that was corrected since. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorrectedReversalTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  @SuppressWarnings("NullAway.Init")
  private House house;

  private int next;

  @BeforeAll
  void open() {
    house = House.open();
  }

  @AfterAll
  void close() {
    house.close();
  }

  @AfterEach
  void audit() {
    assertEquals(List.of(), house.audit());
  }

  private String operator() {
    return house.world().operatorToken();
  }

  private Settlement settled(int person, String shift, long depositFen, long accountFen) {
    String name = "cr-" + ++next;
    Claim.Builder claim =
        Claims.stay(World.HOSPITAL, Invented.person(person), name, "2016-09-10", 1_000_000)
            .setOperatorId("cashier-1")
            .setTerminalId("T1")
            .setShiftId(shift)
            .setPrepaymentFen(depositFen)
            .setPersonalAccountFen(accountFen);
    return house.settle(Claims.request(name, claim));
  }

  /** Decides the person's settlements afresh and books what differs. */
  private void readjudicate(int person) {
    PersonDocument document = Invented.person(person);
    var desk = house.client().readjudications(operator());
    String sha256 =
        desk.previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(document).build())
            .getReadjudications(0)
            .getPreviewSha256();
    desk.bookReadjudication(
        BookReadjudicationRequest.newBuilder()
            .setRequestId("cr-book-" + ++next)
            .setPersonDocument(document)
            .setPreviewSha256(sha256)
            .setAccountingPeriod(YearMonth.from(LocalDate.now(ZONE)).toString())
            .setOperatorId("clerk-1")
            .setReason("身份追溯认定")
            .build());
  }

  private Receivable owed(int person) {
    return house
        .client()
        .receivables(operator())
        .listReceivables(
            ListReceivablesRequest.newBuilder().setPersonDocument(Invented.person(person)).build())
        .getReceivables(0);
  }

  private void pay(Receivable of, long fen) {
    house
        .client()
        .receivables(operator())
        .recordPayment(
            RecordPaymentRequest.newBuilder()
                .setRequestId("cr-pay-" + ++next)
                .setReceivableId(of.getReceivableId())
                .setAmountFen(fen)
                .setNote("receipt")
                .build());
  }

  private Reversal reverse(Settlement settlement, String shift) {
    return house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("cr-back-" + ++next)
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-1")
                .setTerminalId("T1")
                .setShiftId(shift)
                .build())
        .getReversal();
  }

  /** What a closed shift came to with what it took back; what came to nothing is left out. */
  private Map<String, Long> closed(String shift) {
    CashierShift closed =
        house
            .client()
            .days(house.world().token())
            .closeShift(
                CloseShiftRequest.newBuilder()
                    .setRequestId("cr-shift-" + ++next)
                    .setHospitalId(World.HOSPITAL)
                    .setOperatorId("cashier-1")
                    .setTerminalId("T1")
                    .setShiftId(shift)
                    .build())
            .getShift();
    Map<String, Long> totals = new TreeMap<>();
    for (ShiftTotal total : closed.getTotalsList()) {
      totals.put(total.getBearerCode(), total.getWithRefunds().getAmountFen());
    }
    totals.values().removeIf(fen -> fen == 0);
    return totals;
  }

  private static List<Long> atCounter(Reversal reversal) {
    return List.of(
        reversal.getPersonalAccountFen(),
        reversal.getPrepaymentUsedFen(),
        reversal.getCashDueFen(),
        reversal.getCashRefundFen());
  }

  private Receivable owedBack(CancelledReceivable of) {
    return house
        .client()
        .receivables(operator())
        .getReceivable(
            GetReceivableRequest.newBuilder().setReceivableId(of.getOwedBackReceivableId()).build())
        .getReceivable();
  }

  @Test
  void reversal_ofWhatWasSupplementedAndNotPaid_givesBackAllThatTheCounterTook() {
    Settlement settlement = settled(301, "early", 0, 0);
    assertEquals(300_000, settlement.getCashDueFen());
    house.world().put(house.client(), World.known(Invented.person(301), "dibao"));
    readjudicate(301);
    assertEquals(210_000, owed(301).getOutstandingFen());
    Reversal reversal = reverse(settlement, "late");
    assertEquals(-90_000, reversal.getPatientShareFen(), "as the ledger stood");
    assertEquals(List.of(0L, 0L, -300_000L, 0L), atCounter(reversal));
    assertEquals(210_000, reversal.getCancelledReceivables(0).getCancelledFen());
    Map<String, Long> early = closed("early");
    assertEquals(300_000, early.get("patient/cash"));
    early.replaceAll((bearer, fen) -> -fen);
    assertEquals(early, closed("late"));
  }

  @Test
  void reversal_ofWhatWasSupplementedAndPaid_isOwedBackByThePerson() {
    Settlement settlement = settled(302, "paid", 0, 0);
    house.world().put(house.client(), World.known(Invented.person(302), "dibao"));
    readjudicate(302);
    pay(owed(302), 200_000);
    Reversal reversal = reverse(settlement, "paid");
    assertEquals(List.of(0L, 0L, -300_000L, 0L), atCounter(reversal));
    CancelledReceivable cancelled = reversal.getCancelledReceivables(0);
    assertEquals(10_000, cancelled.getCancelledFen());
    Receivable back = owedBack(cancelled);
    assertEquals(ReceivableKind.RECEIVABLE_KIND_CLAW_BACK, back.getKind());
    // Paid 300,000, was given 200,000, gets 300,000, owes 200,000: where the person began.
    assertEquals(200_000, back.getOutstandingFen());
    assertEquals(Map.of(), closed("paid"));
  }

  @Test
  void reversal_ofWhatWasClawedBack_givesBackTheShareThatWasSettled() {
    house.world().put(house.client(), World.known(Invented.person(303), "dibao"));
    Settlement settlement = settled(303, "claw", 0, 0);
    assertEquals(90_000, settlement.getCashDueFen());
    house
        .world()
        .put(
            house.client(),
            World.known(Invented.person(303), "dibao")
                .setIdentities(
                    0, World.identity("dibao", "2014-01-01").setToDate(Claims.date("2015-12-31"))));
    readjudicate(303);
    pay(owed(303), 60_000);
    Reversal reversal = reverse(settlement, "claw");
    assertEquals(-300_000, reversal.getPatientShareFen(), "as the ledger stood");
    assertEquals(List.of(0L, 0L, -90_000L, 0L), atCounter(reversal));
    CancelledReceivable cancelled = reversal.getCancelledReceivables(0);
    assertEquals(150_000, cancelled.getCancelledFen());
    Receivable back = owedBack(cancelled);
    assertEquals(ReceivableKind.RECEIVABLE_KIND_SUPPLEMENT, back.getKind());
    assertEquals(60_000, back.getOutstandingFen());
    assertEquals(Map.of(), closed("claw"));
  }

  @Test
  void reversal_ofWhatADepositPaid_givesTheDepositAndTheAccountBackAsTheyWereUsed() {
    Settlement settlement = settled(304, "deposit", 500_000, 20_000);
    assertEquals(280_000, settlement.getPrepaymentUsedFen());
    assertEquals(220_000, settlement.getCashRefundFen());
    house.world().put(house.client(), World.known(Invented.person(304), "dibao"));
    readjudicate(304);
    assertEquals(
        List.of(-20_000L, -280_000L, 0L, -220_000L), atCounter(reverse(settlement, "deposit")));
    assertEquals(Map.of(), closed("deposit"));
  }

  @Test
  void reversal_ofAShareThatWasToBePaidLater_givesBackTheRestInCash() {
    Settlement settlement = settled(305, "later", 0, 0);
    Receivable later =
        house
            .client()
            .receivables(house.world().token())
            .owePatientShare(
                OwePatientShareRequest.newBuilder()
                    .setRequestId("cr-owe")
                    .setHospitalId(World.HOSPITAL)
                    .setSettlementId(settlement.getSettlementId())
                    .setAmountFen(50_000)
                    .build())
            .getReceivable();
    house
        .client()
        .receivables(house.world().token())
        .recordPayment(
            RecordPaymentRequest.newBuilder()
                .setRequestId("cr-later")
                .setReceivableId(later.getReceivableId())
                .setAmountFen(30_000)
                .setNote("receipt")
                .build());
    Reversal reversal = reverse(settlement, "later");
    assertEquals(List.of(0L, 0L, -250_000L, 0L), atCounter(reversal));
    assertEquals(30_000, owedBack(reversal.getCancelledReceivables(0)).getOutstandingFen());
  }
}
