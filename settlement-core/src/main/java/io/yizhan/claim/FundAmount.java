package io.yizhan.claim;

/** What one fund pays, fen, 0 or more. */
public record FundAmount(String fundCode, long amountFen) {
  public FundAmount {
    if (amountFen < 0) {
      throw new IllegalArgumentException("a fund's amount must not be negative");
    }
  }
}
