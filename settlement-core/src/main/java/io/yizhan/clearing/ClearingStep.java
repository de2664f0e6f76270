package io.yizhan.clearing;

import static io.yizhan.clearing.ClearingState.APPROVED;
import static io.yizhan.clearing.ClearingState.CARRIED;
import static io.yizhan.clearing.ClearingState.CHECKED;
import static io.yizhan.clearing.ClearingState.DISPUTED;
import static io.yizhan.clearing.ClearingState.PAID;
import static io.yizhan.clearing.ClearingState.PARTLY_PAID;
import static io.yizhan.clearing.ClearingState.PREPARED;

/** A step of a clearing: every transition there is has one of these names. */
public enum ClearingStep {
  /** It is made, from the ledger of a closed month or as an advance: PREPARED. */
  PREPARE,
  /** 扣款: a part is not paid, with its reason. */
  DEDUCT,
  /** A deduction, or a part of it, is given up. */
  WAIVE,
  /** 预留保证金: a part is kept back as a deposit. */
  RETAIN,
  /** A deposit, or a part of it, is to be paid: checked and approved anew. */
  RELEASE,
  /** 冲抵, of a month: a part is set off against what the hospital has had already. */
  OFFSET,
  /** 撤销冲抵: what was set off, or a part of it, is set off no more. */
  UNDO_OFFSET,
  /** 复核: PREPARED to CHECKED. */
  CHECK,
  /** CHECKED back to PREPARED, with its reason. */
  RETURN,
  /** 审批: CHECKED to APPROVED, or to what follows at once where nothing is to be paid. */
  APPROVE,
  /** 拨付: a part or all is paid, with the bank's reference. */
  PAY,
  /**
   * 撤销拨付: a payment that was recorded never was, or came back from the bank (退汇). What it paid is
   * to be paid again, so it is checked and approved anew.
   */
  UNPAY,
  /** Of what the hospital has had too much: a later clearing is set off against it. */
  USE,
  /** What was used of it, or a part, is there again: the other half of {@link #UNDO_OFFSET}. */
  UNDO_USE,
  /** Of what the hospital has had too much: it pays back, with the bank's reference. */
  REPAY,
  /** 争议: anything not carried to DISPUTED, with its reason. */
  DISPUTE,
  /** The dispute was right: DISPUTED to PREPARED. */
  UPHOLD,
  /** The dispute was not right: back to where it stood. */
  DISMISS,
  /** An advance is taken back before it is approved. */
  WITHDRAW;

  /** Whether it may be taken from a state. */
  public boolean isFrom(ClearingState state) {
    return switch (this) {
      case PREPARE -> false;
      case DEDUCT, WAIVE, RETAIN, OFFSET, UNDO_OFFSET, CHECK -> state == PREPARED;
      case RELEASE, UNPAY -> state == PREPARED || isApproved(state);
      case RETURN, APPROVE -> state == CHECKED;
      case PAY -> state == APPROVED || state == PARTLY_PAID;
      case USE, UNDO_USE, REPAY -> state == PAID || state == PARTLY_PAID || state == CARRIED;
      case DISPUTE -> state == PREPARED || state == CHECKED || isApproved(state);
      case UPHOLD, DISMISS -> state == DISPUTED;
      case WITHDRAW -> state == PREPARED || state == CHECKED;
    };
  }

  private static boolean isApproved(ClearingState state) {
    return state == APPROVED || state == PARTLY_PAID || state == PAID;
  }

  /** Whether it moves or sets money, and so has an amount above zero. */
  public boolean hasAmount() {
    return switch (this) {
      case DEDUCT, WAIVE, RETAIN, RELEASE, OFFSET, UNDO_OFFSET, PAY, UNPAY, USE, UNDO_USE, REPAY ->
          true;
      case PREPARE, CHECK, RETURN, APPROVE, DISPUTE, UPHOLD, DISMISS, WITHDRAW -> false;
    };
  }

  /** Whether it is one half of what is set off: it names the other clearing. */
  public boolean isOfTwo() {
    return switch (this) {
      case OFFSET, UNDO_OFFSET, USE, UNDO_USE -> true;
      case PREPARE,
          DEDUCT,
          WAIVE,
          RETAIN,
          RELEASE,
          CHECK,
          RETURN,
          APPROVE,
          PAY,
          UNPAY,
          REPAY,
          DISPUTE,
          UPHOLD,
          DISMISS,
          WITHDRAW ->
          false;
    };
  }

  /** Whether who took it may not approve the clearing: it decides what is to be paid. */
  public boolean barsFromApproving() {
    return switch (this) {
      case PREPARE, DEDUCT, WAIVE, RETAIN, RELEASE, OFFSET, UNDO_OFFSET, UNPAY, CHECK -> true;
      case RETURN, APPROVE, PAY, USE, UNDO_USE, REPAY, DISPUTE, UPHOLD, DISMISS, WITHDRAW -> false;
    };
  }
}
