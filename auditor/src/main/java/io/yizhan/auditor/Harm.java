package io.yizhan.auditor;

/** What kind of harm a finding is. Each must be counted 0. */
public enum Harm {
  /** Something that was acknowledged is not there, or not as it was acknowledged. */
  LOST,
  /** One request or one visit has had more than one effect, or an effect that nobody asked for. */
  DOUBLED,
  /** More was paid or held than a cap, a budget or a grant had left. */
  OVER_CAP,
  /** The books do not add up: postings, running totals, chains, mirrors. */
  UNBALANCED,
  /** Half done: a request without an end, a caller without a definite answer. */
  UNRESOLVED
}
