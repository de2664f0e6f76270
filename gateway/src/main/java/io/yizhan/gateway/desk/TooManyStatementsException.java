package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.ReconciliationStore.Span;

/**
 * A span of which a party has sent more statements than a comparison looks at: those left out would
 * come up as lines that are missing. Nothing was compared.
 */
public final class TooManyStatementsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int statementsMax;

  /**
   * One of a span.
   *
   * @param statementsMax how many a comparison looks at
   */
  public TooManyStatementsException(Span span, int statementsMax) {
    super(span.party().name() + " has sent more than " + statementsMax + " statements of a span");
    this.statementsMax = statementsMax;
  }

  /** How many a comparison looks at. */
  public int statementsMax() {
    return statementsMax;
  }
}
