package io.yizhan.benchmarks.rules;

import java.math.BigDecimal;

/** The rates that the rules name, made once. */
public final class Rates {
  /** 100 %. */
  public static final BigDecimal ALL = new BigDecimal("1.00");

  private Rates() {}
}
