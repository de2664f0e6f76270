package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.yizhan.clearing.ClearingState;
import io.yizhan.gateway.desk.ClearingStore.Result;
import io.yizhan.money.Yuan;
import java.util.Map;

/** Why an order of clearing was not done. */
final class ClearingFailures {
  private ClearingFailures() {}

  static StatusRuntimeException of(Result result) {
    if (result instanceof Result.IdReused reused) {
      return Failure.idReused(reused.fields());
    }
    if (result instanceof Result.MonthNotClosed month) {
      return Failure.of(
          ErrorReason.MONTH_NOT_CLOSED,
          "该月尚有未关闭的记账日 " + month.openDay() + "，关闭后才能清算",
          "the month has a posting day that is not closed, "
              + month.openDay()
              + ": clear it when all are",
          Map.of("open_date", month.openDay().toString()));
    }
    if (result instanceof Result.ClearedBefore before) {
      return Failure.of(
          ErrorReason.CLEARED_BEFORE,
          "该区划该月的清算已由 " + before.callerId() + " 编制",
          "the clearings of this division and month were prepared by " + before.callerId(),
          Map.of("caller_id", before.callerId()));
    }
    if (result instanceof Result.TooMany many) {
      return Failure.of(
          ErrorReason.TOO_MANY_CLEARINGS,
          "超过一次可处理的 " + many.most() + " 笔",
          "more than the " + many.most() + " that are handled at once");
    }
    if (result instanceof Result.HospitalUnknown) {
      return Failure.of(ErrorReason.HOSPITAL_NOT_FOUND, "没有登记此医院", "no such hospital");
    }
    if (result instanceof Result.FileUnknown) {
      return Failure.of(
          ErrorReason.PAYMENT_FILE_NOT_FOUND,
          "该区划没有此付款文件",
          "the division has no such payment file");
    }
    if (result instanceof Result.FileReplaced replaced) {
      return ReceivableFailures.fileReplaced(replaced.byId());
    }
    if (result instanceof Result.NothingToPay) {
      return Failure.of(
          ErrorReason.NOTHING_TO_PAY,
          "没有已审批、未付且未列入其他文件的清算",
          "nothing is approved and unpaid that no other file names");
    }
    return ofStep(result);
  }

  private static StatusRuntimeException ofStep(Result result) {
    if (result instanceof Result.WrongState wrong) {
      return Failure.of(
          ErrorReason.WRONG_STATE,
          "清算 "
              + wrong.clearingId()
              + " 的状态 "
              + wrong.state()
              + " 不能办理此步骤"
              + onwardZh(wrong.state()),
          "clearing "
              + wrong.clearingId()
              + " is "
              + wrong.state()
              + ", which has no such step"
              + onwardEn(wrong.state()),
          Map.of("clearing_id", wrong.clearingId(), "state", wrong.state().name()));
    }
    if (result instanceof Result.TooMuch much) {
      return Failure.of(
          ErrorReason.MORE_THAN_CLEARED,
          "清算 " + much.clearingId() + " 最多可为 " + Yuan.format(much.mostFen()) + " 元",
          "of clearing "
              + much.clearingId()
              + " it may be "
              + Yuan.format(much.mostFen())
              + " yuan at most",
          Map.of("clearing_id", much.clearingId(), "most_fen", Long.toString(much.mostFen())));
    }
    if (result instanceof Result.InFile file) {
      return Failure.of(
          ErrorReason.IN_PAYMENT_FILE,
          "清算 " + file.clearingId() + " 已列入付款文件 " + file.fileId() + "，请先替换该文件或登记其拨付",
          "payment file "
              + file.fileId()
              + " names clearing "
              + file.clearingId()
              + ": replace the file or record its payment first",
          Map.of("clearing_id", file.clearingId(), "file_id", file.fileId()));
    }
    if (result instanceof Result.NotRecorded paid) {
      return Failure.of(
          ErrorReason.PAYMENT_NOT_RECORDED,
          "清算 "
              + paid.clearingId()
              + " 以此流水号登记、未撤销的拨付为 "
              + Yuan.format(paid.paidFen())
              + " 元，须按此全额撤销",
          "what stands as paid of clearing "
              + paid.clearingId()
              + " under this reference is "
              + Yuan.format(paid.paidFen())
              + " yuan: take back the whole of it",
          Map.of("clearing_id", paid.clearingId(), "paid_fen", Long.toString(paid.paidFen())));
    }
    return ofApproval(result);
  }

  /** Which steps lead on from a state, or back to where amounts are set. */
  private static String onwardZh(ClearingState state) {
    return switch (state) {
      case PREPARED -> "；下一步为复核（CHECK）";
      case CHECKED -> "；须改的先退回（RETURN），否则审批（APPROVE）";
      case APPROVED, PARTLY_PAID, PAID -> "；须改的先提出争议（DISPUTE）并认定成立（UPHOLD）";
      case CARRIED -> "；只能由以后月份冲抵（OFFSET）或医院退款（REPAY）";
      case DISPUTED -> "；先认定争议成立（UPHOLD）或不成立（DISMISS）";
      case WITHDRAWN -> "；已撤回的不再办理";
    };
  }

  private static String onwardEn(ClearingState state) {
    return switch (state) {
      case PREPARED -> ": its next is CHECK";
      case CHECKED -> ": RETURN opens it, APPROVE goes on";
      case APPROVED, PARTLY_PAID, PAID -> ": DISPUTE and UPHOLD open it again";
      case CARRIED -> ": a later month's OFFSET or a REPAY uses it up";
      case DISPUTED -> ": UPHOLD or DISMISS ends the dispute first";
      case WITHDRAWN -> ": it was withdrawn for good";
    };
  }

  private static StatusRuntimeException ofApproval(Result result) {
    if (result instanceof Result.OtherDiffers other) {
      return Failure.of(
          ErrorReason.OTHER_CLEARING_DIFFERS,
          "只能冲抵同一医院同一基金的另一笔",
          "only another clearing of the same hospital and fund can be set off against",
          Map.of("clearing_id", other.clearingId()));
    }
    if (result instanceof Result.SamePerson same) {
      return Failure.of(
          ErrorReason.SAME_PERSON,
          "清算 " + same.clearingId() + " 由本人编制、调整或复核，须由另一人审批",
          "you prepared, changed or checked clearing "
              + same.clearingId()
              + ": another approves it",
          Map.of("clearing_id", same.clearingId()));
    }
    if (result instanceof Result.TotalDiffers total) {
      return Failure.of(
          ErrorReason.TOTAL_DIFFERS,
          "待付合计为 " + Yuan.format(total.unpaidFen()) + " 元，与所报不符，请重新核对",
          "what is left to pay is "
              + Yuan.format(total.unpaidFen())
              + " yuan, not what was stated: read again",
          Map.of("unpaid_fen", Long.toString(total.unpaidFen())));
    }
    if (result instanceof Result.PaidBefore paid) {
      return Failure.of(
          ErrorReason.BANK_REFERENCE_USED,
          "清算 " + paid.clearingId() + " 已登记过此银行流水号",
          "clearing " + paid.clearingId() + " has this bank reference already",
          Map.of("clearing_id", paid.clearingId()));
    }
    return notFound();
  }

  static StatusRuntimeException notFound() {
    return Failure.of(
        ErrorReason.CLEARING_NOT_FOUND, "没有您可见的此清算", "no such clearing that you may see");
  }
}
