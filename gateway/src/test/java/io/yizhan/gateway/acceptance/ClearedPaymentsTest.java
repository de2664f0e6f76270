package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.ClearingStep;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.ExportPaymentsResponse;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import io.yizhan.proto.v1.TakeClearingStepRequest;
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
    sendOf(PAID, id, lines);
  }

  private void sendOf(String day, String id, StatementLine... lines) throws Exception {
    statements.send(
        months.clerkToken(),
        StatementHeading.newBuilder()
            .setStatementId(id)
            .setParty(BANK)
            .setFromDate(Claims.date(day))
            .setToDate(Claims.date(day)),
        List.of(lines));
  }

  private ReconciliationSummary reconcile() {
    return reconcileOf(PAID);
  }

  private ReconciliationSummary reconcileOf(String day) {
    return house
        .client()
        .reconciliations(months.clerkToken())
        .reconcile(
            ReconcileRequest.newBuilder()
                .setParty(BANK)
                .setFromDate(Claims.date(day))
                .setToDate(Claims.date(day))
                .build())
        .getSummary();
  }

  private Clearing september(int stays) {
    for (int person = 1; person <= stays; person++) {
      months.settle("2026-09-0" + person, World.HOSPITAL, months.person(person), 1_000_000);
    }
    months.prepare("2026-09");
    return months.approve(months.of("2026-09", World.HOSPITAL, "610100"));
  }

  private TakeClearingStepRequest.Builder unpay(Clearing of, String paidReference) {
    return TakeClearingStepRequest.newBuilder()
        .setRequestId(months.nextId())
        .setClearingId(of.getClearingId())
        .setStep(ClearingStep.CLEARING_STEP_UNPAY)
        .setAmountFen(AID_FEN)
        .setPaidBankReference(paidReference)
        .setReason("户名不符");
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

  @Test
  void payment_ofAnEarlierDayOfTheBank_isComparedWithThatDay() throws Exception {
    Clearing clearing = september(1);
    months.day("2026-10-07");
    PayClearingsRequest pay =
        PayClearingsRequest.newBuilder()
            .setRequestId(months.nextId())
            .setBankReference("B-1")
            .setBankDate(Claims.date(PAID))
            .addPayments(
                ClearingPayment.newBuilder()
                    .setClearingId(clearing.getClearingId())
                    .setAmountFen(AID_FEN))
            .build();
    for (String wrong : List.of("2026-10-08", "2025-10-05")) {
      Refusals refused =
          Refusals.of(
              assertThrows(
                  StatusRuntimeException.class,
                  () ->
                      months
                          .clerk()
                          .payClearings(pay.toBuilder().setBankDate(Claims.date(wrong)).build())));
      assertEquals(List.of("bank_date"), refused.fieldNames());
    }
    months.clerk().payClearings(pay);
    send("bank-1", line(1, "B-1", AID_FEN));
    ReconciliationSummary agreed = reconcile();
    assertEquals(1, agreed.getPairedCount(), agreed::toString);
    assertEquals(0, agreed.getBreaksCount(), agreed::toString);
    sendOf("2026-10-07", "bank-2");
    assertEquals(0, reconcileOf("2026-10-07").getHere().getLineCount());
  }

  @Test
  void payment_thatTheBankSentBack_isInBothItsDaysAndPaidAgain() throws Exception {
    Clearing clearing = september(1);
    months.day(PAID);
    pay("B-1", clearing, AID_FEN);
    months.day("2026-10-08");
    var clerk = months.clerk();
    TakeClearingStepRequest sentBack =
        unpay(clearing, "B-1")
            .setBankReference("R-1")
            .setBankDate(Claims.date("2026-10-07"))
            .build();
    assertEquals(
        ClearingState.CLEARING_STATE_PREPARED,
        clerk.takeClearingStep(sentBack).getClearing().getState());
    assertEquals(
        "SAME_PERSON",
        Refusals.of(
                assertThrows(
                    StatusRuntimeException.class,
                    () -> {
                      clerk.checkClearings(
                          CheckClearingsRequest.newBuilder()
                              .setRequestId("check")
                              .addClearingIds(clearing.getClearingId())
                              .build());
                      clerk.approveClearings(
                          ApproveClearingsRequest.newBuilder()
                              .setRequestId("approve")
                              .addClearingIds(clearing.getClearingId())
                              .setUnpaidFen(AID_FEN)
                              .build());
                    }))
            .info()
            .getReason());
    months.step(clearing, ClearingStep.CLEARING_STEP_RETURN, 0);
    assertEquals(AID_FEN, months.approve(clearing).getUnpaidFen());
    pay("B-2", clearing, AID_FEN);
    assertEquals(ClearingState.CLEARING_STATE_PAID, months.read(clearing).getState());
    send("bank-1", line(1, "B-1", AID_FEN));
    assertEquals(0, reconcile().getBreaksCount());
    StatementLine returned =
        line(1, "R-1", -AID_FEN).toBuilder()
            .setSettleDate(Claims.date("2026-10-07"))
            .setRefund(true)
            .build();
    sendOf("2026-10-07", "bank-2", returned);
    ReconciliationSummary agreed = reconcileOf("2026-10-07");
    assertEquals(1, agreed.getPairedCount(), agreed::toString);
    assertEquals(0, agreed.getBreaksCount(), agreed::toString);
  }

  @Test
  void payment_thatNeverWas_isComparedWithNoDayAndRecordedAnew() throws Exception {
    Clearing clearing = september(2);
    months.day(PAID);
    pay("B-1", clearing, AID_FEN);
    months.day("2026-10-06");
    var clerk = months.clerk();
    for (TakeClearingStepRequest.Builder wrong :
        List.of(unpay(clearing, "B-2"), unpay(clearing, "B-1").setAmountFen(AID_FEN - 1))) {
      Refusals refused =
          Refusals.of(
              assertThrows(
                  StatusRuntimeException.class, () -> clerk.takeClearingStep(wrong.build())));
      assertEquals("PAYMENT_NOT_RECORDED", refused.info().getReason());
    }
    clerk.takeClearingStep(unpay(clearing, "B-1").build());
    assertEquals(
        "PAYMENT_NOT_RECORDED",
        Refusals.of(
                assertThrows(
                    StatusRuntimeException.class,
                    () -> clerk.takeClearingStep(unpay(clearing, "B-1").setAmountFen(1).build())))
            .info()
            .getReason());
    months.approve(clearing);
    send("bank-1");
    ReconciliationSummary nothing = reconcile();
    assertEquals(0, nothing.getHere().getLineCount(), nothing::toString);
    assertEquals(0, nothing.getBreaksCount(), nothing::toString);
    pay("B-1", clearing, 2 * AID_FEN);
    assertEquals(ClearingState.CLEARING_STATE_PAID, months.read(clearing).getState());
    sendOf(
        "2026-10-06",
        "bank-2",
        line(1, "B-1", 2 * AID_FEN).toBuilder().setSettleDate(Claims.date("2026-10-06")).build());
    ReconciliationSummary anew = reconcileOf("2026-10-06");
    assertEquals(1, anew.getPairedCount(), anew::toString);
    assertEquals(0, anew.getBreaksCount(), anew::toString);
  }

  @Test
  void payment_thatNeverWas_leavesItsClearingInTheFileThatTheBankMayPay() {
    Clearing clearing = september(1);
    months.day(PAID);
    String file = export("").getFileId();
    pay("B-1", clearing, AID_FEN);
    months.clerk().takeClearingStep(unpay(clearing, "B-1").build());
    assertEquals(file, months.read(clearing).getFileId());
    months.approve(clearing);
    assertNothingToPay();
    pay("B-1", clearing, AID_FEN);
    months.clerk().takeClearingStep(unpay(clearing, "B-1").setBankReference("R-1").build());
    months.approve(clearing);
    assertEquals(AID_FEN, export("").getTotalFen(), "the bank has sent it back");
  }

  private String refusal(TakeClearingStepRequest.Builder step) {
    return Refusals.of(
            assertThrows(
                StatusRuntimeException.class, () -> months.clerk().takeClearingStep(step.build())))
        .info()
        .getReason();
  }

  @Test
  void payment_thatNeverWasBesideAnotherFile_isTakenBackOnceItsOwnIsReplaced() {
    Clearing clearing = september(2);
    months.day(PAID);
    String first = export("").getFileId();
    pay("B-1", clearing, AID_FEN);
    String rest = export("").getFileId();
    assertEquals("IN_PAYMENT_FILE", refusal(unpay(clearing, "B-1")), "two files would name it");
    assertEquals(0, export(first).getTotalFen());
    months.clerk().takeClearingStep(unpay(clearing, "B-1").build());
    assertEquals(rest, months.read(clearing).getFileId());
    months.approve(clearing);
    assertNothingToPay();
    pay("B-2", clearing, AID_FEN);
    assertEquals(AID_FEN, export("").getTotalFen());
  }

  @Test
  void payment_thatNeverWasBeforeOneThatWas_isTakenBackOnceItsFileIsReplaced() {
    Clearing clearing = september(2);
    months.day(PAID);
    String first = export("").getFileId();
    pay("B-1", clearing, AID_FEN);
    export("");
    pay("B-2", clearing, AID_FEN);
    assertEquals("IN_PAYMENT_FILE", refusal(unpay(clearing, "B-1")), "it names what B-2 paid");
    assertEquals(0, export(first).getTotalFen());
    months.clerk().takeClearingStep(unpay(clearing, "B-1").build());
    assertEquals("", months.read(clearing).getFileId());
    months.approve(clearing);
    assertEquals(AID_FEN, export("").getTotalFen());
  }

  @Test
  void payment_thatNeverWasOfAClearingThatIsLessNow_isTakenBackOnceItsFileIsReplaced() {
    Clearing clearing = september(2);
    months.day(PAID);
    String file = export("").getFileId();
    pay("B-1", clearing, AID_FEN);
    months.step(clearing, ClearingStep.CLEARING_STEP_DISPUTE, 0);
    months.step(clearing, ClearingStep.CLEARING_STEP_UPHOLD, 0);
    months.step(clearing, ClearingStep.CLEARING_STEP_DEDUCT, 1_000);
    assertEquals("IN_PAYMENT_FILE", refusal(unpay(clearing, "B-1")), "it names the deduction, too");
    export(file);
    months.clerk().takeClearingStep(unpay(clearing, "B-1").build());
    assertEquals(2 * AID_FEN - 1_000, months.approve(clearing).getUnpaidFen());
    assertEquals(2 * AID_FEN - 1_000, export("").getTotalFen());
  }

  @Test
  void payments_thatNeverWere_areTakenBackTheLastFirst() {
    Clearing clearing = september(2);
    months.day(PAID);
    String file = export("").getFileId();
    pay("B-1", clearing, AID_FEN);
    pay("B-2", clearing, AID_FEN);
    assertEquals("IN_PAYMENT_FILE", refusal(unpay(clearing, "B-1")));
    months.clerk().takeClearingStep(unpay(clearing, "B-2").build());
    assertEquals("", months.read(clearing).getFileId());
    months.clerk().takeClearingStep(unpay(clearing, "B-1").build());
    assertEquals(file, months.read(clearing).getFileId());
    assertEquals(2 * AID_FEN, months.approve(clearing).getUnpaidFen());
    assertNothingToPay();
  }

  @Test
  void reference_ofWhatTheBankSentBack_isUsedForGood() {
    Clearing clearing = september(1);
    months.day(PAID);
    pay("B-1", clearing, AID_FEN);
    months.clerk().takeClearingStep(unpay(clearing, "B-1").setBankReference("R-1").build());
    months.approve(clearing);
    Refusals refused =
        Refusals.of(
            assertThrows(StatusRuntimeException.class, () -> pay("B-1", clearing, AID_FEN)));
    assertEquals("BANK_REFERENCE_USED", refused.info().getReason());
  }

  @Test
  void payment_typedForADayWhoseStatementWasSent_isABreakOfThatDay() throws Exception {
    Clearing clearing = september(1);
    months.day("2026-10-06");
    send("bank-1");
    months.day("2026-10-08");
    months
        .clerk()
        .payClearings(
            PayClearingsRequest.newBuilder()
                .setRequestId(months.nextId())
                .setBankReference("B-9")
                .setBankDate(Claims.date(PAID))
                .addPayments(
                    ClearingPayment.newBuilder()
                        .setClearingId(clearing.getClearingId())
                        .setAmountFen(AID_FEN))
                .build());
    assertEquals(1, reconcile().getBreaksCount(), "the bank did not pay it");
    assertEquals(BreakKind.BREAK_KIND_MISSING_THERE, breaks().get(0).getKind());
  }

  /** No two files name the same money. */
  private void assertNothingToPay() {
    Refusals refused = Refusals.of(assertThrows(StatusRuntimeException.class, () -> export("")));
    assertEquals("NOTHING_TO_PAY", refused.info().getReason());
  }

  private ExportPaymentsResponse export(String replaces) {
    return months
        .clerk()
        .exportPayments(
            ExportPaymentsRequest.newBuilder()
                .setRequestId(months.nextId())
                .setCountyCode(Claims.COUNTY)
                .setReplacesFileId(replaces)
                .build());
  }
}
