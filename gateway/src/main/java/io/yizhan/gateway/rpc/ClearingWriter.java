package io.yizhan.gateway.rpc;

import com.google.protobuf.ByteString;
import io.yizhan.clearing.ClearingAmounts;
import io.yizhan.gateway.desk.ClearingStore.Entry;
import io.yizhan.gateway.desk.ClearingStore.PaymentFile;
import io.yizhan.gateway.desk.ClearingStore.Row;
import io.yizhan.gateway.desk.ClearingStore.Run;
import io.yizhan.gateway.desk.ClearingStore.Statement;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingEntry;
import io.yizhan.proto.v1.ExportPaymentsResponse;
import io.yizhan.proto.v1.GetClearingResponse;
import io.yizhan.proto.v1.ListClearingsResponse;
import io.yizhan.proto.v1.PayClearingsResponse;
import io.yizhan.proto.v1.PrepareClearingsResponse;
import java.util.HexFormat;
import java.util.List;

/** Writes clearings in wire form. */
final class ClearingWriter {
  private ClearingWriter() {}

  static Clearing clearing(Row row) {
    ClearingAmounts amounts = row.clearing().amounts();
    return Clearing.newBuilder()
        .setClearingId(row.clearingId())
        .setKind(ClearingWords.wire(row.clearing().kind()))
        .setCountyCode(row.county())
        .setFundCode(row.fund())
        .setHospitalId(row.hospitalId())
        .setMonth(WireDate.of(row.month()))
        .setGrossFen(amounts.grossFen())
        .setDeductedFen(amounts.deductedFen())
        .setOffsetFen(amounts.offsetFen())
        .setRetainedFen(amounts.retainedFen())
        .setPayableFen(amounts.payableFen())
        .setPaidFen(amounts.paidFen())
        .setUnpaidFen(amounts.unpaidFen())
        .setCreditFen(row.clearing().creditFen())
        .setLineCount(row.lineCount())
        .setState(ClearingWords.wire(row.clearing().state()))
        .setPreparerId(row.preparerId())
        .setApproverId(row.approverId())
        .setFileId(row.fileId())
        .build();
  }

  /** A page of so many; one more row says that another page follows. */
  static ListClearingsResponse page(List<Row> rows, int pageSize) {
    ListClearingsResponse.Builder out = ListClearingsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                rows,
                pageSize,
                row -> out.addClearings(clearing(row)),
                last -> Pages.token(last.clearingId())))
        .build();
  }

  static GetClearingResponse statement(Statement statement) {
    GetClearingResponse.Builder out =
        GetClearingResponse.newBuilder().setClearing(clearing(statement.row()));
    statement.entries().forEach(entry -> out.addEntries(entry(entry)));
    return out.build();
  }

  private static ClearingEntry entry(Entry entry) {
    ClearingEntry.Builder out =
        ClearingEntry.newBuilder()
            .setSequence(entry.sequence())
            .setStep(ClearingWords.wire(entry.step()))
            .setAmountFen(entry.amountFen())
            .setState(ClearingWords.wire(entry.state()))
            .setReason(entry.reason())
            .setBankReference(entry.transfer().reference())
            .setPaidBankReference(entry.transfer().paidReference())
            .setOtherClearingId(entry.otherId())
            .setCallerId(entry.callerId())
            .setEntryTime(Wire.time(entry.time()));
    entry.transfer().day().ifPresent(day -> out.setBankDate(WireDate.of(day)));
    return out.build();
  }

  static PrepareClearingsResponse prepared(Run run) {
    return PrepareClearingsResponse.newBuilder()
        .setClearingCount(run.clearingCount())
        .setGrossFen(run.grossFen())
        .setLineCount(run.lineCount())
        .build();
  }

  static PayClearingsResponse paid(List<Row> rows) {
    PayClearingsResponse.Builder out = PayClearingsResponse.newBuilder();
    rows.forEach(row -> out.addClearings(clearing(row)));
    return out.build();
  }

  /** What is left to pay of these together. */
  static long unpaidFen(List<Row> rows) {
    long sum = 0;
    for (Row row : rows) {
      sum = Math.addExact(sum, row.clearing().amounts().unpaidFen());
    }
    return sum;
  }

  static ExportPaymentsResponse file(PaymentFile file) {
    return ExportPaymentsResponse.newBuilder()
        .setFileId(file.fileId())
        .setContent(ByteString.copyFrom(file.content()))
        .setContentSha256(HexFormat.of().formatHex(Sha256.of(file.content())))
        .setRowCount(file.rowCount())
        .setWithoutAccountCount(file.withoutAccountCount())
        .setTotalFen(file.totalFen())
        .build();
  }
}
