package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.ReceivableStore.Result;
import java.util.Map;

/** Why an order on what is owed was not booked, as callers are told. */
final class ReceivableFailures {
  private ReceivableFailures() {}

  static StatusRuntimeException of(Result result) {
    if (result instanceof Result.IdReused reused) {
      return Failure.idReused(reused.fields());
    }
    if (result instanceof Result.MoreThanOwed more) {
      return Failure.of(
          ErrorReason.MORE_THAN_OWED,
          "超过应付的 " + more.owedFen() + " 分",
          "more than what is owed, " + more.owedFen() + " fen",
          Map.of("owed_fen", Long.toString(more.owedFen())));
    }
    if (result instanceof Result.PlanDoesNotAddUp plan) {
      return Failure.of(
          ErrorReason.PLAN_DOES_NOT_ADD_UP,
          "各期之和应为尚欠的 " + plan.outstandingFen() + " 分",
          "instalments must add up to what is outstanding, " + plan.outstandingFen() + " fen",
          Map.of("outstanding_fen", Long.toString(plan.outstandingFen())));
    }
    if (result instanceof Result.FundShort fund) {
      return Failure.of(
          ErrorReason.FUND_SHORT,
          "该资金只剩 " + fund.leftFen() + " 分",
          "the fund has only " + fund.leftFen() + " fen left",
          Map.of("left_fen", Long.toString(fund.leftFen())));
    }
    if (result instanceof Result.Reversed) {
      return Failure.of(
          ErrorReason.ALREADY_REVERSED,
          "此结算已撤销，不再欠费",
          "this settlement was reversed: nothing of it is owed");
    }
    if (result instanceof Result.OwedBefore before) {
      return Failure.of(
          ErrorReason.SHARE_OWED_BEFORE,
          "此结算的个人负担已登记为欠付",
          "the share of this settlement is owed already",
          Map.of("receivable_id", before.receivableId()));
    }
    return ofPayment(result);
  }

  private static StatusRuntimeException ofPayment(Result result) {
    if (result instanceof Result.PaymentUnknown) {
      return Failure.of(
          ErrorReason.PAYMENT_NOT_RECORDED,
          "没有此笔登记的支付，或已撤销；登记时没有流水号的不能按退汇撤销",
          "no such payment stands; one without a bank's reference cannot have been sent back");
    }
    if (result instanceof Result.NamedInFile file) {
      return inFile(file.fileId());
    }
    if (result instanceof Result.NotInFile file) {
      return Failure.of(
          ErrorReason.NOT_IN_PAYMENT_FILE,
          "付款文件 " + file.fileId() + " 现在列有其 " + file.namedFen() + " 分，须按此登记",
          "payment file "
              + file.fileId()
              + " names "
              + file.namedFen()
              + " fen of it now: a payment by it is of that amount",
          Map.of("file_id", file.fileId(), "named_fen", Long.toString(file.namedFen())));
    }
    if (result instanceof Result.FileUnknown) {
      return fileUnknown();
    }
    if (result instanceof Result.FileReplaced replaced) {
      return fileReplaced(replaced.byId());
    }
    if (result instanceof Result.NothingToPay) {
      return Failure.of(
          ErrorReason.NOTHING_TO_PAY,
          "没有待付、账户已知且未列入其他文件的款项",
          "nothing is to be paid whose account is known and that no other file names");
    }
    return notFound();
  }

  /** The payment file that is to be replaced was replaced by this one. */
  static StatusRuntimeException fileReplaced(String byId) {
    return Failure.of(
        ErrorReason.PAYMENT_FILE_REPLACED,
        "该文件已由 " + byId + " 代替，请替换后者",
        "payment file " + byId + " has taken its place: replace that one",
        Map.of("file_id", byId));
  }

  /** A payment file names what is to be changed. */
  static StatusRuntimeException inFile(String fileId) {
    return Failure.of(
        ErrorReason.IN_PAYMENT_FILE,
        "付款文件 " + fileId + " 列有其待付款，银行可能付款，请先替换该文件或登记支付",
        "payment file "
            + fileId
            + " names what is to be paid of it, and the bank may pay: replace the file or record its"
            + " payment first",
        Map.of("file_id", fileId));
  }

  static StatusRuntimeException fileUnknown() {
    return Failure.of(
        ErrorReason.PAYMENT_FILE_NOT_FOUND, "该区划没有此付款文件", "the division has no such payment file");
  }

  static StatusRuntimeException notFound() {
    return Failure.of(
        ErrorReason.RECEIVABLE_NOT_FOUND,
        "没有您可见的此笔应收应付或结算",
        "no such receivable or settlement that you may see");
  }
}
