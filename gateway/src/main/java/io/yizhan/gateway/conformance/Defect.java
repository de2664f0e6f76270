package io.yizhan.gateway.conformance;

/** A way in which an insurer can break the contract; the kit must find each. */
public enum Defect {
  /** Quote keeps the bill, as if it had been reserved. */
  QUOTE_RESERVES,
  /** A repeated Reserve is decided anew, under another settlement id. */
  RESERVE_FORGETS,
  /** A repeated Reserve answers other amounts. */
  RESERVE_DIFFERS,
  /** The same id with other content is taken. */
  REUSED_ID_TAKEN,
  /** A bill may be reserved twice. */
  BILL_TWICE,
  /** Payments exceed the bill. */
  OVER_TOTAL,
  /** An id that was cancelled before it arrived reserves all the same. */
  LATE_ORIGINAL_RESERVES,
  /** Confirm takes other amounts than those reserved. */
  CONFIRM_ANY_AMOUNT,
  /** Confirm of an id that was never reserved succeeds. */
  CONFIRM_UNKNOWN,
  /** Confirm after Cancel succeeds. */
  CONFIRM_CANCELLED,
  /** A repeated Confirm answers another time. */
  CONFIRM_FORGETS,
  /** Cancel of an unknown id fails. */
  CANCEL_UNKNOWN_FAILS,
  /** A repeated Cancel answers what it finds then. */
  CANCEL_FORGETS,
  /** A cancelled bill stays taken. */
  CANCEL_KEEPS_BILL,
  /** A look-up answers in an order of its own. */
  LOOK_UP_DISORDERED,
  /** A look-up of an unknown id fails. */
  LOOK_UP_UNKNOWN_FAILS,
  /** A look-up never says that it is settled. */
  LOOK_UP_STALE,
  /** Errors carry no reason. */
  ERRORS_WITHOUT_REASON,
  /** A request with bad fields is taken. */
  BAD_FIELDS_TAKEN
}
