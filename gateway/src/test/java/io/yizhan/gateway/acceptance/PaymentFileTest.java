package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.ClearingStep;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.ExportPaymentsResponse;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** No two payment files name the same money. */
class PaymentFileTest {
  /** 2,100 yuan of aid for a stay of 10,000. */
  private static final long STAY_AID_FEN = 210_000;

  private static final int FILES_AT_ONCE = 8;

  private final ClearedMonths months = ClearedMonths.open();

  @AfterEach
  void close() {
    assertEquals(List.of(), months.house().audit());
    months.close();
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  private Clearing september() {
    months.settle("2025-09-02", World.HOSPITAL, months.person(1), 1_000_000);
    months.prepare("2025-09");
    return months.of("2025-09", World.HOSPITAL, "610100");
  }

  private ExportPaymentsRequest request(String replaces) {
    return ExportPaymentsRequest.newBuilder()
        .setRequestId(months.nextId())
        .setCountyCode(Claims.COUNTY)
        .setReplacesFileId(replaces)
        .build();
  }

  private ExportPaymentsResponse export(String replaces) {
    return months.clerk().exportPayments(request(replaces));
  }

  @Test
  void file_ofWhatAnotherNames_hasNoneOfIt() {
    Clearing made = september();
    months.approve(made);
    ExportPaymentsResponse first = export("");
    assertEquals(STAY_AID_FEN, first.getTotalFen());
    assertEquals(first.getFileId(), months.read(made).getFileId());
    assertEquals("NOTHING_TO_PAY", reason(() -> export("")));
    months.step(made, ClearingStep.CLEARING_STEP_DISPUTE, 0);
    months.step(made, ClearingStep.CLEARING_STEP_UPHOLD, 0);
    months.approve(made);
    assertEquals(
        "NOTHING_TO_PAY", reason(() -> export("")), "the bank may have paid the first file");
    months.pay(made, 10_000);
    assertEquals("", months.read(made).getFileId());
    assertEquals(STAY_AID_FEN - 10_000, export("").getTotalFen());
    assertEquals("NOTHING_TO_PAY", reason(() -> export("")));
  }

  @Test
  void payment_ofMoreThanItsFileNames_isRefused() {
    Clearing made = september();
    months.step(made, ClearingStep.CLEARING_STEP_RETAIN, 10_000);
    months.approve(made);
    assertEquals(STAY_AID_FEN - 10_000, export("").getTotalFen());
    months.step(made, ClearingStep.CLEARING_STEP_RELEASE, 10_000);
    months.approve(made);
    assertEquals("MORE_THAN_CLEARED", reason(() -> months.pay(made, STAY_AID_FEN)));
    months.pay(made, STAY_AID_FEN - 10_000);
    assertEquals(10_000, export("").getTotalFen(), "the bank was never told of it");
    months.pay(made, 10_000);
  }

  /** What is in a file, opened again by a dispute. */
  private String openedInAFile(Clearing made) {
    months.approve(made);
    String file = export("").getFileId();
    months.step(made, ClearingStep.CLEARING_STEP_DISPUTE, 0);
    months.step(made, ClearingStep.CLEARING_STEP_UPHOLD, 0);
    return file;
  }

  @Test
  void advance_inAFile_isWithdrawnOnlyAfterTheFileIsReplaced() {
    Clearing made =
        months
            .clerk()
            .proposeAdvance(
                ProposeAdvanceRequest.newBuilder()
                    .setRequestId(months.nextId())
                    .setFundCode(Offices.AID)
                    .setHospitalId(World.HOSPITAL)
                    .setAmountFen(50_000)
                    .setReason("周转金")
                    .build())
            .getClearing();
    String file = openedInAFile(made);
    assertEquals(
        "IN_PAYMENT_FILE",
        reason(() -> months.step(made, ClearingStep.CLEARING_STEP_WITHDRAW, 0)),
        "the bank may have paid it");
    assertEquals(0, export(file).getTotalFen());
    assertEquals(
        ClearingState.CLEARING_STATE_WITHDRAWN,
        months.step(made, ClearingStep.CLEARING_STEP_WITHDRAW, 0).getState());
  }

  @Test
  void month_inAFile_isLoweredOnlyAfterTheFileIsReplacedOrPaid() {
    Clearing made = september();
    String file = openedInAFile(made);
    for (ClearingStep step :
        List.of(ClearingStep.CLEARING_STEP_DEDUCT, ClearingStep.CLEARING_STEP_RETAIN)) {
      assertEquals("IN_PAYMENT_FILE", reason(() -> months.step(made, step, 1)));
    }
    assertEquals(0, export(file).getTotalFen());
    months.step(made, ClearingStep.CLEARING_STEP_DEDUCT, 10_000);
    openedInAFile(made);
    assertEquals(
        "IN_PAYMENT_FILE", reason(() -> months.step(made, ClearingStep.CLEARING_STEP_DEDUCT, 1)));
    months.approve(made);
    months.pay(made, STAY_AID_FEN - 10_001);
    months.step(made, ClearingStep.CLEARING_STEP_DISPUTE, 0);
    months.step(made, ClearingStep.CLEARING_STEP_UPHOLD, 0);
    assertEquals(0, months.step(made, ClearingStep.CLEARING_STEP_DEDUCT, 1).getUnpaidFen());
  }

  @Test
  void files_writtenAtOnce_nameTheMoneyOnce() throws Exception {
    months.settle("2025-09-02", ClearedMonths.ELSEWHERE, months.person(2), 500_000);
    months.approve(september());
    months.approve(months.of("2025-09", ClearedMonths.ELSEWHERE, "610100"));
    long payableFen = STAY_AID_FEN + STAY_AID_FEN / 2;
    ExecutorService threads = Executors.newFixedThreadPool(FILES_AT_ONCE);
    try {
      long namedFen = 0;
      Callable<Long> export = this::namedAtOnce;
      for (var file : threads.invokeAll(Collections.nCopies(FILES_AT_ONCE, export))) {
        namedFen += file.get();
      }
      assertEquals(payableFen, namedFen);
    } finally {
      threads.shutdownNow();
    }
  }

  /** What a file of now names; none is made where others have named all. */
  private long namedAtOnce() {
    try {
      return export("").getTotalFen();
    } catch (StatusRuntimeException nothing) {
      assertEquals("NOTHING_TO_PAY", Refusals.of(nothing).info().getReason());
      return 0;
    }
  }

  @Test
  void file_thatTheBankRejected_isReplaced() {
    Clearing made = september();
    months.approve(made);
    String first = export("").getFileId();
    ExportPaymentsRequest replace = request(first);
    ExportPaymentsResponse second = months.clerk().exportPayments(replace);
    assertEquals(STAY_AID_FEN, second.getTotalFen());
    assertEquals(second, months.clerk().exportPayments(replace));
    Refusals again = Refusals.of(assertThrows(StatusRuntimeException.class, () -> export(first)));
    assertEquals("PAYMENT_FILE_REPLACED", again.info().getReason());
    assertEquals(second.getFileId(), again.info().getMetadataOrThrow("file_id"));
    months.step(made, ClearingStep.CLEARING_STEP_DISPUTE, 0);
    assertEquals(0, export(second.getFileId()).getTotalFen(), "it is disputed");
    months.step(made, ClearingStep.CLEARING_STEP_DISMISS, 0);
    assertEquals(STAY_AID_FEN, export("").getTotalFen());
    months.pay(made, STAY_AID_FEN);
    assertEquals("PAYMENT_FILE_NOT_FOUND", reason(() -> export("nothing")));
  }
}
