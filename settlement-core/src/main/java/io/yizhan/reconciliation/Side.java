package io.yizhan.reconciliation;

/** Where the fault lies, as far as two sides can tell. */
public enum Side {
  /** In the ledger. */
  HERE,
  /** In what the other side says. */
  THERE,
  /** In either. */
  BOTH
}
