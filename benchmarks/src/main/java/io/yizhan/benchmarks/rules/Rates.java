package io.yizhan.benchmarks.rules;

import java.math.BigDecimal;

/** The rates that the rules of zhengzhou.drl name, made once. */
public final class Rates {
  /** 100 %. */
  public static final BigDecimal ALL = new BigDecimal("1.00");

  /** 80 %. */
  public static final BigDecimal EIGHTY = new BigDecimal("0.80");

  /** 70 %. */
  public static final BigDecimal SEVENTY = new BigDecimal("0.70");

  private Rates() {}
}
