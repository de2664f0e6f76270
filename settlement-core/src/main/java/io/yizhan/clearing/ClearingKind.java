package io.yizhan.clearing;

/** What a clearing is. */
public enum ClearingKind {
  /** 月度清算: what the ledger of a month owes. */
  MONTH,
  /** 预付: money ahead of it, which later clearings set off. */
  ADVANCE
}
