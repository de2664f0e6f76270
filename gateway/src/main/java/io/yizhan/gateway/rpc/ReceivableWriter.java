package io.yizhan.gateway.rpc;

import com.google.protobuf.ByteString;
import io.yizhan.gateway.desk.PaymentText;
import io.yizhan.gateway.desk.ReceivableStore;
import io.yizhan.gateway.desk.ReceivableStore.Entry;
import io.yizhan.gateway.desk.ReceivableStore.PayOutFile;
import io.yizhan.gateway.desk.ReceivableStore.Statement;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ExportPayOutsResponse;
import io.yizhan.proto.v1.GetPayOutFileResponse;
import io.yizhan.proto.v1.GetReceivableResponse;
import io.yizhan.proto.v1.Instalment;
import io.yizhan.proto.v1.ListReceivablesResponse;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableEntry;
import io.yizhan.proto.v1.ReceivableEntryKind;
import io.yizhan.proto.v1.ReceivableKind;
import java.util.List;

/** Writes what is owed outside the waterfall. */
final class ReceivableWriter {
  private ReceivableWriter() {}

  static ListReceivablesResponse page(List<ReceivableStore.Receivable> found, int size) {
    ListReceivablesResponse.Builder out = ListReceivablesResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                found,
                size,
                each -> out.addReceivables(receivable(each)),
                last -> Pages.token(last.receivableId())))
        .build();
  }

  static GetReceivableResponse statement(Statement statement) {
    GetReceivableResponse.Builder out =
        GetReceivableResponse.newBuilder().setReceivable(receivable(statement.receivable()));
    statement.entries().forEach(entry -> out.addEntries(entry(entry)));
    return out.build();
  }

  static Receivable receivable(ReceivableStore.Receivable receivable) {
    Receivable.Builder out =
        Receivable.newBuilder()
            .setReceivableId(receivable.receivableId())
            .setKind(kind(receivable.kind()))
            .setPersonId(receivable.personId())
            .setPartyCode(receivable.party())
            .setCountyCode(receivable.county())
            .setSettlementId(receivable.settlementId())
            .setAmountFen(receivable.amountFen())
            .setOutstandingFen(receivable.outstandingFen())
            .setOpenedDate(WireDate.of(receivable.opened()))
            .setReason(receivable.reason())
            .setPaymentFileId(receivable.file().fileId())
            .setPaymentFileFen(receivable.file().fen());
    receivable
        .plan()
        .forEach(
            part ->
                out.addInstalments(
                    Instalment.newBuilder()
                        .setDueDate(WireDate.of(part.due()))
                        .setAmountFen(part.amountFen())));
    receivable.nextDue().ifPresent(day -> out.setNextDueDate(WireDate.of(day)));
    return out.build();
  }

  private static ReceivableKind kind(ReceivableStore.Kind kind) {
    return switch (kind) {
      case CLAW_BACK -> ReceivableKind.RECEIVABLE_KIND_CLAW_BACK;
      case SUPPLEMENT -> ReceivableKind.RECEIVABLE_KIND_SUPPLEMENT;
      case PATIENT_SHARE -> ReceivableKind.RECEIVABLE_KIND_PATIENT_SHARE;
      case REFUND -> ReceivableKind.RECEIVABLE_KIND_REFUND;
      case PAY_OUT -> ReceivableKind.RECEIVABLE_KIND_PAY_OUT;
    };
  }

  private static ReceivableEntry entry(Entry entry) {
    ReceivableEntry.Builder out = ReceivableEntry.newBuilder();
    entry.transfer().day().ifPresent(day -> out.setBankDate(WireDate.of(day)));
    return out.setEntryId(entry.entryId())
        .setKind(
            switch (entry.kind()) {
              case PAYMENT -> ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_PAYMENT;
              case RETURN -> ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_RETURN;
              case WRITE_OFF -> ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_WRITE_OFF;
              case CANCELLED -> ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_CANCELLED;
              case SET_OFF -> ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_SET_OFF;
              case PLAN -> ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_PLAN;
            })
        .setAmountFen(entry.amountFen())
        .setPayer(entry.payer())
        .setNote(entry.note())
        .setEntryDate(WireDate.of(entry.day()))
        .setEntryTime(Wire.time(entry.time()))
        .setCallerId(entry.callerId())
        .setBankReference(entry.transfer().reference())
        .setReturnedEntryId(entry.returnedId())
        .build();
  }

  static ExportPayOutsResponse exported(PayOutFile file) {
    return ExportPayOutsResponse.newBuilder()
        .setFileId(file.fileId())
        .setRowCount(file.rowCount())
        .setTotalFen(file.totalFen())
        .build();
  }

  static GetPayOutFileResponse file(PayOutFile file) {
    return GetPayOutFileResponse.newBuilder()
        .setFileId(file.fileId())
        .setCountyCode(file.county())
        .setContent(ByteString.copyFrom(PaymentText.ofPersons(file)))
        .setRowCount(file.rowCount())
        .setTotalFen(file.totalFen())
        .setReplacedByFileId(file.replacedById())
        .setNamedFen(file.namedFen())
        .build();
  }
}
