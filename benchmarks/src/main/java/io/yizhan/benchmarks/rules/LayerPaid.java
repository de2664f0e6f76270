package io.yizhan.benchmarks.rules;

import java.math.BigDecimal;

/** What one layer came to, yuan: paid, left in scope, and shut out by a cap. */
public final class LayerPaid {
  private final String layer;
  private final BigDecimal paid;
  private final BigDecimal left;
  private final BigDecimal excess;

  /** Of a layer that has been decided. */
  public LayerPaid(String layer, BigDecimal paid, BigDecimal left, BigDecimal excess) {
    this.layer = layer;
    this.paid = paid;
    this.left = left;
    this.excess = excess;
  }

  /** The layer's code. */
  public String getLayer() {
    return layer;
  }

  /** What it pays, yuan. */
  public BigDecimal getPaid() {
    return paid;
  }

  /** What is left in scope after it, yuan. */
  public BigDecimal getLeft() {
    return left;
  }

  /** The part of its base that a cap shut out, yuan. */
  public BigDecimal getExcess() {
    return excess;
  }
}
