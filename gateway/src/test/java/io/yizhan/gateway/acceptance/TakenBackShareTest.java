package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.RecordPaymentResponse;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.TakeBackPaymentRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A payment of a patient's share that the hospital recorded and takes back. */
class TakenBackShareTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Settlement settled;

  @BeforeEach
  void open() {
    house = House.open();
    PersonDocument person = Invented.person(740_001);
    house.world().put(house.client(), World.known(person, "dibao"));
    settled =
        house.settle(
            Claims.request(
                "share",
                Claims.settledStay(
                    World.HOSPITAL, person, "E-share", "2016-08-01", 1_000_000, 700_000)));
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private RecordPaymentResponse paid() {
    Receivable share =
        house
            .client()
            .receivables(house.world().token())
            .owePatientShare(
                OwePatientShareRequest.newBuilder()
                    .setRequestId("owe")
                    .setHospitalId(World.HOSPITAL)
                    .setSettlementId(settled.getSettlementId())
                    .setAmountFen(50_000)
                    .build())
            .getReceivable();
    return house
        .client()
        .receivables(house.world().token())
        .recordPayment(
            RecordPaymentRequest.newBuilder()
                .setRequestId("pay")
                .setReceivableId(share.getReceivableId())
                .setAmountFen(20_000)
                .setNote("收据")
                .build());
  }

  private Receivable takeBack(RecordPaymentResponse paid) {
    return house
        .client()
        .receivables(house.world().token())
        .takeBackPayment(
            TakeBackPaymentRequest.newBuilder()
                .setRequestId("back")
                .setReceivableId(paid.getReceivable().getReceivableId())
                .setEntryId(paid.getEntryId())
                .setNote("登记有误")
                .build())
        .getReceivable();
  }

  @Test
  void payment_takenBack_isOwedAgain() {
    RecordPaymentResponse paid = paid();
    assertEquals(30_000, paid.getReceivable().getOutstandingFen());
    assertEquals(50_000, takeBack(paid).getOutstandingFen());
  }

  @Test
  void payment_takenBackAfterTheReversal_leavesTheRefund() {
    RecordPaymentResponse paid = paid();
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("reverse")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> takeBack(paid));
    assertEquals("ALREADY_REVERSED", Refusals.of(refused).info().getReason());
    assertEquals(
        20_000,
        house
            .client()
            .receivables(house.world().token())
            .listReceivables(
                ListReceivablesRequest.newBuilder()
                    .setKind(ReceivableKind.RECEIVABLE_KIND_REFUND)
                    .build())
            .getReceivables(0)
            .getOutstandingFen());
  }
}
