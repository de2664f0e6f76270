package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.ExportPayOutsRequest;
import io.yizhan.proto.v1.GetPayOutFileRequest;
import io.yizhan.proto.v1.GetPayOutFileResponse;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.ReceivableServiceGrpc.ReceivableServiceBlockingStub;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.RecordPaymentResponse;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.TakeBackPaymentRequest;
import java.util.List;

/** An office that pays claims on paper out, in a house whose day a test sets. */
final class PayOutScene implements AutoCloseable {
  static final String DAY = "2026-10-05";
  static final long AID_FEN = 210_000;

  private final ClearedMonths months = ClearedMonths.open();
  private final House house = months.house();
  private final String other = Offices.register(house, "aid-410199", "410199");
  private int persons;

  /** The books must be right at the end. */
  @Override
  public void close() {
    assertEquals(List.of(), house.audit());
    months.close();
  }

  ClearedMonths months() {
    return months;
  }

  House house() {
    return house;
  }

  /** The token of an office of another county. */
  String other() {
    return other;
  }

  ReceivableServiceBlockingStub desk() {
    return house.client().receivables(months.clerkToken());
  }

  Settlement settle(String requestId) {
    months.day(DAY);
    var claim = Offices.paperStay(months.person(++persons), requestId, 1_000_000, 700_000);
    return house
        .client()
        .settlements(months.clerkToken())
        .settleClaim(Claims.request(requestId, claim))
        .getSettlement();
  }

  static ListReceivablesRequest.Builder open() {
    return ListReceivablesRequest.newBuilder()
        .setKind(ReceivableKind.RECEIVABLE_KIND_PAY_OUT)
        .setOpenOnly(true);
  }

  Receivable payOut(Settlement of) {
    List<Receivable> found =
        desk().listReceivables(open().build()).getReceivablesList().stream()
            .filter(each -> each.getSettlementId().equals(of.getSettlementId()))
            .toList();
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  Receivable again(Receivable before) {
    return desk()
        .getReceivable(
            GetReceivableRequest.newBuilder().setReceivableId(before.getReceivableId()).build())
        .getReceivable();
  }

  RecordPaymentRequest.Builder payment(Receivable of, long fen, String reference) {
    return RecordPaymentRequest.newBuilder()
        .setRequestId(months.nextId())
        .setReceivableId(of.getReceivableId())
        .setAmountFen(fen)
        .setNote("转账")
        .setBankReference(reference);
  }

  RecordPaymentResponse pay(Receivable of, long fen, String reference) {
    return desk().recordPayment(payment(of, fen, reference).build());
  }

  /** By the file that names it. */
  RecordPaymentResponse payFiled(Receivable of, String reference) {
    Receivable now = again(of);
    return desk()
        .recordPayment(
            payment(of, now.getPaymentFileFen(), reference)
                .setPaymentFileId(now.getPaymentFileId())
                .build());
  }

  TakeBackPaymentRequest.Builder takeBack(
      Receivable of, RecordPaymentResponse paid, String reference) {
    return TakeBackPaymentRequest.newBuilder()
        .setRequestId(months.nextId())
        .setReceivableId(of.getReceivableId())
        .setEntryId(paid.getEntryId())
        .setNote("户名不符")
        .setBankReference(reference);
  }

  ExportPayOutsRequest.Builder file() {
    return ExportPayOutsRequest.newBuilder()
        .setRequestId(months.nextId())
        .setCountyCode(Claims.COUNTY);
  }

  GetPayOutFileResponse rows(String token, String fileId) {
    return house
        .client()
        .receivables(token)
        .getPayOutFile(
            GetPayOutFileRequest.newBuilder().setFileId(fileId).setPurpose("本周付款").build());
  }

  void reverse(Settlement settlement) {
    house
        .client()
        .settlements(months.clerkToken())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(months.nextId())
                .setHospitalId(Offices.OFFICE)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("clerk-8")
                .setReason("发票有误")
                .build());
  }

  Receivable clawBack() {
    return desk()
        .listReceivables(
            ListReceivablesRequest.newBuilder()
                .setKind(ReceivableKind.RECEIVABLE_KIND_CLAW_BACK)
                .build())
        .getReceivables(0);
  }

  static Refusals refused(Runnable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call::run));
  }

  static String reason(Runnable call) {
    return refused(call).info().getReason();
  }
}
