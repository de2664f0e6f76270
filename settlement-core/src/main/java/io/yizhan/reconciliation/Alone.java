package io.yizhan.reconciliation;

/** Which of three sides stands alone with what it says, where two agree. */
public enum Alone {
  /** The ledger: both others say the same. */
  HERE,
  /** The other side: the ledger and the third say the same. */
  THERE,
  /** Each of the three says something else. */
  EACH,
  /** What the third states does not speak of the difference. */
  UNKNOWN
}
