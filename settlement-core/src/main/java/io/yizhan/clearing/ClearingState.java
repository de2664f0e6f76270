package io.yizhan.clearing;

/** Where a clearing stands. */
public enum ClearingState {
  /** Made, or given back: amounts may still be set. */
  PREPARED,
  /** Somebody has checked it. */
  CHECKED,
  /** A second person has approved it; nothing is paid. */
  APPROVED,
  /** Approved, and a part is paid. */
  PARTLY_PAID,
  /** Approved, and nothing is left to pay. */
  PAID,
  /** Approved, and the hospital owes: reversals outweigh the month. Later clearings offset it. */
  CARRIED,
  /** Somebody disputes it: nothing is paid until that is decided. */
  DISPUTED,
  /** An advance that was taken back before it was approved. */
  WITHDRAWN
}
