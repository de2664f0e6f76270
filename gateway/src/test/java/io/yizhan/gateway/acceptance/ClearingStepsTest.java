package io.yizhan.gateway.acceptance;

import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_DEDUCT;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_DISMISS;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_DISPUTE;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_OFFSET;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_RELEASE;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_REPAY;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_RETAIN;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_UNDO_OFFSET;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_UPHOLD;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_WAIVE;
import static io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_WITHDRAW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingEntry;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.ClearingStep;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.ExportPaymentsResponse;
import io.yizhan.proto.v1.GetClearingRequest;
import io.yizhan.proto.v1.ListClearingsRequest;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.TakeClearingStepRequest;
import io.yizhan.proto.v1.UsageLine;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Deductions, deposits, disputes, advances, reversals after closing, payment files. */
class ClearingStepsTest {
  private static final long STAY_AID_FEN = 210_000;

  private final ClearedMonths months = ClearedMonths.open();
  private final House house = months.house();

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    months.close();
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  private Settlement stay(String day, int person) {
    return months.settle(day, World.HOSPITAL, months.person(person), 1_000_000);
  }

  /** The aid fund's clearing of September, of so many stays. */
  private Clearing september(int stays) {
    for (int i = 0; i < stays; i++) {
      stay("2025-09-0" + (i + 1), i + 1);
    }
    months.prepare("2025-09");
    return months.of("2025-09", World.HOSPITAL, "610100");
  }

  private Clearing advance(long fen) {
    return months
        .clerk()
        .proposeAdvance(
            ProposeAdvanceRequest.newBuilder()
                .setRequestId(months.nextId())
                .setFundCode(Offices.AID)
                .setHospitalId(World.HOSPITAL)
                .setAmountFen(fen)
                .setReason("季度周转金")
                .build())
        .getClearing();
  }

  private Clearing offset(Clearing of, Clearing against, long fen) {
    return take(CLEARING_STEP_OFFSET, of, against, fen);
  }

  private Clearing undo(Clearing of, Clearing against, long fen) {
    return take(CLEARING_STEP_UNDO_OFFSET, of, against, fen);
  }

  private Clearing take(ClearingStep step, Clearing of, Clearing against, long fen) {
    return months
        .clerk()
        .takeClearingStep(
            TakeClearingStepRequest.newBuilder()
                .setRequestId(months.nextId())
                .setClearingId(of.getClearingId())
                .setStep(step)
                .setAmountFen(fen)
                .setOtherClearingId(against.getClearingId())
                .setReason("冲抵周转金")
                .build())
        .getClearing();
  }

  @Test
  void deductionAndDeposit_withReasons_arePaidLater() {
    Clearing made = september(2);
    months.step(made, CLEARING_STEP_DEDUCT, 30_000);
    months.step(made, CLEARING_STEP_WAIVE, 10_000);
    months.step(made, CLEARING_STEP_RETAIN, 21_000);
    assertEquals(
        "MORE_THAN_CLEARED", reason(() -> months.step(made, CLEARING_STEP_DEDUCT, 379_001)));
    Clearing approved = months.approve(made);
    assertEquals(2 * STAY_AID_FEN - 20_000 - 21_000, approved.getUnpaidFen());
    assertEquals("chief", approved.getApproverId());
    Clearing partly = months.pay(made, 200_000);
    assertEquals(ClearingState.CLEARING_STATE_PARTLY_PAID, partly.getState());
    assertEquals("MORE_THAN_CLEARED", reason(() -> months.pay(made, 179_001)));
    assertEquals(ClearingState.CLEARING_STATE_PAID, months.pay(made, 179_000).getState());
    assertEquals("WRONG_STATE", reason(() -> months.pay(made, 1)));
    months.step(made, CLEARING_STEP_RELEASE, 21_000);
    assertEquals(21_000, months.approve(made).getUnpaidFen());
    assertEquals(ClearingState.CLEARING_STATE_PAID, months.pay(made, 21_000).getState());
    List<ClearingEntry> entries =
        months
            .clerk()
            .getClearing(
                GetClearingRequest.newBuilder().setClearingId(made.getClearingId()).build())
            .getEntriesList();
    assertEquals(12, entries.size());
    assertEquals("按规定", entries.get(1).getReason());
    assertTrue(entries.get(6).getBankReference().startsWith("BANK-"));
  }

  @Test
  void approval_ofNothingLeft_underTheIdOfItsCheck_isRefused() {
    Clearing advance = advance(STAY_AID_FEN);
    Clearing made = september(1);
    months.approve(advance);
    months.pay(advance, STAY_AID_FEN);
    assertEquals(0, offset(made, advance, STAY_AID_FEN).getUnpaidFen());
    CheckClearingsRequest check =
        CheckClearingsRequest.newBuilder()
            .setRequestId("one-id")
            .addClearingIds(made.getClearingId())
            .build();
    months.clerk().checkClearings(check);
    ApproveClearingsRequest approve =
        ApproveClearingsRequest.newBuilder()
            .setRequestId("one-id")
            .addClearingIds(made.getClearingId())
            .build();
    assertEquals("REQUEST_ID_REUSED", reason(() -> months.clerk().approveClearings(approve)));
    var approved = months.chief().approveClearings(approve);
    assertEquals(approved, months.chief().approveClearings(approve), "sent again");
    assertEquals("REQUEST_ID_REUSED", reason(() -> months.chief().checkClearings(check)));
    assertEquals(ClearingState.CLEARING_STATE_PAID, months.read(made).getState());
  }

  @Test
  void payment_sameReferenceTwice_isPaidOnce() {
    Clearing made = september(1);
    months.approve(made);
    PayClearingsRequest pay =
        PayClearingsRequest.newBuilder()
            .setRequestId("pay-1")
            .setBankReference("BANK-1")
            .addPayments(
                ClearingPayment.newBuilder()
                    .setClearingId(made.getClearingId())
                    .setAmountFen(1_000))
            .build();
    months.clerk().payClearings(pay);
    months.clerk().payClearings(pay);
    assertEquals(1_000, months.read(made).getPaidFen());
    assertEquals(
        "BANK_REFERENCE_USED",
        reason(() -> months.clerk().payClearings(pay.toBuilder().setRequestId("pay-2").build())));
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(
            () -> months.clerk().payClearings(pay.toBuilder().setBankReference("BANK-2").build())));
  }

  @Test
  void payments_atOnce_payNoMoreThanThereIs() throws Exception {
    Clearing made = september(1);
    months.approve(made);
    Callable<Boolean> pay =
        () -> {
          try {
            months.pay(made, STAY_AID_FEN / 3);
            return true;
          } catch (StatusRuntimeException e) {
            return false;
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      int taken = 0;
      for (var each : threads.invokeAll(Collections.nCopies(8, pay))) {
        taken += each.get() ? 1 : 0;
      }
      assertEquals(3, taken);
      assertEquals(STAY_AID_FEN, months.read(made).getPaidFen());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void hospital_seesItsOwn_disputesAndIsAnswered() {
    months.settle("2025-09-01", ClearedMonths.ELSEWHERE, months.person(9), 300_000);
    Clearing made = september(1);
    var own = house.client().clearings(months.token(World.HOSPITAL));
    assertTrue(
        own.listClearings(ListClearingsRequest.getDefaultInstance()).getClearingsList().stream()
            .allMatch(each -> each.getHospitalId().equals(World.HOSPITAL)));
    var other = house.client().clearings(months.token(ClearedMonths.ELSEWHERE));
    TakeClearingStepRequest dispute =
        TakeClearingStepRequest.newBuilder()
            .setRequestId("dispute")
            .setClearingId(made.getClearingId())
            .setStep(CLEARING_STEP_DISPUTE)
            .setReason("少算一笔")
            .build();
    assertEquals("CLEARING_NOT_FOUND", reason(() -> other.takeClearingStep(dispute)));
    assertEquals(
        "ROLE_MAY_NOT",
        reason(
            () ->
                own.takeClearingStep(dispute.toBuilder().setStep(CLEARING_STEP_DISMISS).build())));
    months.approve(made);
    months.pay(made, 100);
    assertEquals(
        ClearingState.CLEARING_STATE_DISPUTED,
        own.takeClearingStep(dispute).getClearing().getState());
    assertEquals("WRONG_STATE", reason(() -> months.pay(made, 100)));
    assertEquals(
        ClearingState.CLEARING_STATE_PARTLY_PAID,
        months.step(made, CLEARING_STEP_DISMISS, 0).getState());
    own.takeClearingStep(dispute.toBuilder().setRequestId("again").build());
    assertEquals(
        ClearingState.CLEARING_STATE_PREPARED,
        months.step(made, CLEARING_STEP_UPHOLD, 0).getState());
    assertEquals(ClearingState.CLEARING_STATE_PARTLY_PAID, months.approve(made).getState());
  }

  @Test
  void advance_paid_isSetOffByLaterClearings() {
    Clearing advance = advance(150_000);
    Clearing withdrawn = advance(1);
    assertEquals(
        ClearingState.CLEARING_STATE_WITHDRAWN,
        months.step(withdrawn, CLEARING_STEP_WITHDRAW, 0).getState());
    Clearing made = september(1);
    assertEquals("WRONG_STATE", reason(() -> offset(made, advance, 1)));
    months.approve(advance);
    months.pay(advance, 150_000);
    assertEquals(150_000, months.read(advance).getCreditFen());
    assertEquals("MORE_THAN_CLEARED", reason(() -> offset(made, advance, 150_001)));
    Clearing basic = months.of("2025-09", World.HOSPITAL, "390100");
    assertEquals("OTHER_CLEARING_DIFFERS", reason(() -> offset(basic, advance, 1)));
    assertEquals("OTHER_CLEARING_DIFFERS", reason(() -> offset(made, made, 1)));
    assertEquals(STAY_AID_FEN - 140_000, offset(made, advance, 140_000).getUnpaidFen());
    assertEquals(10_000, months.read(advance).getCreditFen());
    months
        .clerk()
        .takeClearingStep(
            TakeClearingStepRequest.newBuilder()
                .setRequestId("repay")
                .setClearingId(advance.getClearingId())
                .setStep(CLEARING_STEP_REPAY)
                .setAmountFen(10_000)
                .setBankReference("BANK-R")
                .setReason("退回余额")
                .build());
    assertEquals(0, months.read(advance).getCreditFen());
  }

  @Test
  void offset_wrong_isTakenBackAndSetOffAgainstAnother() {
    Clearing advance = advance(50_000);
    Clearing right = advance(60_000);
    for (Clearing each : List.of(advance, right)) {
      months.approve(each);
      months.pay(each, each.getUnpaidFen());
    }
    Clearing made = september(1);
    offset(made, advance, 50_000);
    offset(made, right, 10_000);
    assertEquals("MORE_THAN_CLEARED", reason(() -> undo(made, advance, 50_001)));
    assertEquals("WRONG_STATE", reason(() -> undo(right, made, 1)), "an advance sets off nothing");
    assertEquals(STAY_AID_FEN - 20_000, undo(made, advance, 40_000).getUnpaidFen());
    assertEquals("MORE_THAN_CLEARED", reason(() -> undo(made, advance, 10_001)));
    assertEquals(40_000, months.read(advance).getCreditFen());
    months.step(advance, CLEARING_STEP_DISPUTE, 0);
    assertEquals("WRONG_STATE", reason(() -> undo(made, advance, 10_000)));
    months.step(advance, CLEARING_STEP_DISMISS, 0);
    undo(made, advance, 10_000);
    offset(made, right, 50_000);
    assertEquals(0, months.read(right).getCreditFen());
    assertEquals(50_000, months.read(advance).getCreditFen());
    months.approve(made);
    assertEquals("WRONG_STATE", reason(() -> undo(made, right, 1)));
  }

  @Test
  void reversal_afterClosing_fallsInTheNextMonthAndRestoresThePotOfItsYear() {
    PersonDocument person = months.person(1);
    Map<String, UsageLine> before = house.usage(person, "2016-08-01");
    Settlement settled = months.settle("2025-09-05", World.HOSPITAL, person, 1_000_000);
    assertTrue(!before.equals(house.usage(person, "2016-08-01")), "the pot of 2016 is used");
    months.prepare("2025-09");
    Clearing september = months.of("2025-09", World.HOSPITAL, "610100");
    months.approve(september);
    months.pay(september, STAY_AID_FEN);
    months.reverse("2025-10-09", World.HOSPITAL, settled);
    for (var line : house.usage(person, "2016-08-01").entrySet()) {
      assertEquals(
          before.containsKey(line.getKey()) ? before.get(line.getKey()).getUsedFen() : 0,
          line.getValue().getUsedFen(),
          line.getKey());
    }
    months.prepare("2025-10");
    assertEquals(STAY_AID_FEN, months.read(september).getGrossFen());
    Clearing october = months.of("2025-10", World.HOSPITAL, "610100");
    assertEquals(-STAY_AID_FEN, october.getGrossFen());
    assertEquals(ClearingState.CLEARING_STATE_CARRIED, months.approve(october).getState());
    // What the hospital owes is set off against November.
    stay("2025-11-03", 2);
    stay("2025-11-04", 3);
    months.prepare("2025-11");
    Clearing november = months.of("2025-11", World.HOSPITAL, "610100");
    assertEquals(STAY_AID_FEN, offset(november, october, STAY_AID_FEN).getUnpaidFen());
    assertEquals(ClearingState.CLEARING_STATE_PAID, months.read(october).getState());
    months.approve(november);
    assertEquals(ClearingState.CLEARING_STATE_PAID, months.pay(november, STAY_AID_FEN).getState());
  }

  @Test
  void paymentFile_ofWhatIsApproved_hasOneRowAPayeeAndFundATotalAndAHash() {
    months.settle("2025-09-01", ClearedMonths.ELSEWHERE, months.person(9), 300_000);
    Clearing made = september(1);
    Clearing advance = advance(1_000);
    ExportPaymentsRequest export =
        ExportPaymentsRequest.newBuilder()
            .setRequestId("file-1")
            .setCountyCode(Claims.COUNTY)
            .build();
    StatusRuntimeException nothing =
        assertThrows(StatusRuntimeException.class, () -> months.clerk().exportPayments(export));
    assertEquals("NOTHING_TO_PAY", Refusals.of(nothing).info().getReason());
    months.approve(made);
    months.approve(advance);
    Clearing elsewhere = months.of("2025-09", ClearedMonths.ELSEWHERE, "610100");
    months.approve(elsewhere);
    months.pay(elsewhere, 1);
    ExportPaymentsRequest second = export.toBuilder().setRequestId("file-2").build();
    ExportPaymentsResponse file = months.clerk().exportPayments(second);
    assertEquals(file, months.clerk().exportPayments(second));
    long totalFen = made.getGrossFen() + 1_000 + elsewhere.getGrossFen() - 1;
    assertEquals(totalFen, file.getTotalFen());
    assertEquals(
        HexFormat.of().formatHex(Sha256.of(file.getContent().toByteArray())),
        file.getContentSha256());
    List<String> lines = file.getContent().toStringUtf8().lines().toList();
    assertEquals(4, lines.size());
    assertTrue(lines.get(1).startsWith("H41010001,示例医院,,,,,610100@410122,2110.00,"), lines.get(1));
    assertTrue(lines.get(2).startsWith("H41019901,\"外县医院, “二部”\",,,,,610100@410122,"));
    assertEquals("合计 total,2,,,,,," + BigDecimal.valueOf(totalFen, 2) + ",", lines.get(3));
  }

  @Test
  void office_ofAnotherCounty_seesNothing() {
    Clearing made = september(1);
    var other = house.client().clearings(Offices.register(house, "other", "410199"));
    assertEquals(
        List.of(),
        other.listClearings(ListClearingsRequest.getDefaultInstance()).getClearingsList());
    assertEquals(
        "CLEARING_NOT_FOUND",
        reason(
            () ->
                other.getClearing(
                    GetClearingRequest.newBuilder().setClearingId(made.getClearingId()).build())));
    assertEquals(
        "NOT_YOUR_REGION", reason(() -> other.prepareClearings(months.prepareRequest("2025-08"))));
    assertEquals(
        "NOT_YOUR_REGION",
        reason(
            () ->
                other.exportPayments(
                    ExportPaymentsRequest.newBuilder()
                        .setRequestId("f")
                        .setCountyCode(Claims.COUNTY)
                        .build())));
  }
}
