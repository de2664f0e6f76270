package io.yizhan.reconciliation;

/** Why both sides differ. */
public enum BreakKind {
  /** The other side has a line that the ledger does not know. */
  MISSING_HERE,
  /** The ledger has an entry that the other side does not. */
  MISSING_THERE,
  /** The same thing stands on one side more often than on the other. */
  DUPLICATE,
  /** Both have it with other amounts. */
  AMOUNT_DIFFERS,
  /** It was taken back on one side alone. */
  REVERSED_ON_ONE_SIDE,
  /** Both have it on different days. */
  WRONG_DAY,
  /** Both have it, and funds differ by a fen each at the most. */
  ROUNDING,
  /** Several lines could be several entries, and nothing says which is which. */
  AMBIGUOUS,
  /** The other side's total is not the sum of its lines. */
  UNEXPLAINED
}
