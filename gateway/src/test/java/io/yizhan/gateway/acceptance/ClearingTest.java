package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.ApproveClearingsResponse;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PrepareClearingsResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** From the ledger of a closed month to the bank's reference, by two persons. */
class ClearingTest {
  private final ClearedMonths months = ClearedMonths.open();

  @AfterEach
  void close() {
    assertEquals(List.of(), months.house().audit());
    months.close();
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  @Test
  void month_closed_isPreparedCheckedApprovedByASecondAndPaid() {
    PersonDocument person = months.person(1);
    months.settle("2025-09-03", World.HOSPITAL, person, 1_000_000);
    months.settle("2025-09-30", ClearedMonths.ELSEWHERE, person, 300_000);
    months.settle("2025-10-01", World.HOSPITAL, person, 200_000);
    assertEquals(
        "MONTH_NOT_CLOSED",
        reason(() -> months.clerk().prepareClearings(months.prepareRequest("2025-09"))));
    PrepareClearingsResponse prepared = months.prepare("2025-09");
    assertEquals(prepared, months.clerk().prepareClearings(months.prepareRequest("2025-09")));
    assertEquals(
        "CLEARED_BEFORE",
        reason(() -> months.chief().prepareClearings(months.prepareRequest("2025-09"))));
    List<Clearing> clearings = months.of("2025-09");
    assertEquals(prepared.getClearingCount(), clearings.size());
    assertEquals(
        months
            .house()
            .database()
            .rows(
                "SELECT sum(amount_fen) FROM posting WHERE posting_date < '2025-10-01'"
                    + " AND account LIKE 'fund:%' AND payee LIKE 'hospital:%'"),
        List.of(Long.toString(prepared.getGrossFen())));
    assertTrue(
        clearings.stream().anyMatch(each -> each.getHospitalId().equals(ClearedMonths.ELSEWHERE)));
    List<String> ids = clearings.stream().map(Clearing::getClearingId).toList();
    long total = prepared.getGrossFen();
    ApproveClearingsRequest approve =
        ApproveClearingsRequest.newBuilder()
            .setRequestId("approve")
            .addAllClearingIds(ids)
            .setUnpaidFen(total)
            .build();
    assertEquals("WRONG_STATE", reason(() -> months.chief().approveClearings(approve)));
    months
        .clerk()
        .checkClearings(
            CheckClearingsRequest.newBuilder()
                .setRequestId("check")
                .addAllClearingIds(ids)
                .build());
    assertEquals("SAME_PERSON", reason(() -> months.clerk().approveClearings(approve)));
    assertEquals(
        "TOTAL_DIFFERS",
        reason(
            () ->
                months
                    .chief()
                    .approveClearings(approve.toBuilder().setUnpaidFen(total + 1).build())));
    ApproveClearingsResponse approved = months.chief().approveClearings(approve);
    assertEquals(total, approved.getUnpaidFen());
    PayClearingsRequest.Builder pay =
        PayClearingsRequest.newBuilder().setRequestId("pay").setBankReference("BANK-1");
    clearings.forEach(
        each ->
            pay.addPayments(
                ClearingPayment.newBuilder()
                    .setClearingId(each.getClearingId())
                    .setAmountFen(each.getGrossFen())));
    var paid = months.clerk().payClearings(pay.build());
    assertEquals(paid, months.clerk().payClearings(pay.build()));
    assertTrue(
        paid.getClearingsList().stream()
            .allMatch(each -> each.getState() == ClearingState.CLEARING_STATE_PAID));
    assertEquals(total, paid.getClearingsList().stream().mapToLong(Clearing::getPaidFen).sum());
  }
}
