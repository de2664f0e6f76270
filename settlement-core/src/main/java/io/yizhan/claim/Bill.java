package io.yizhan.claim;

import io.yizhan.money.Fen;

/**
 * A bill in its four parts, fen. Each part is 0 or more and their sum is at most {@link
 * Fen#AMOUNT_MAX}; only a year-end claim may have a bill of nothing, which doors must see to.
 */
public record Bill(long inFen, long firstFen, long overLimitFen, long outFen) {
  public Bill {
    if (inFen < 0 || firstFen < 0 || overLimitFen < 0 || outFen < 0) {
      throw new IllegalArgumentException("parts of a bill must not be negative");
    }
    long sum = Fen.plus(Fen.plus(inFen, firstFen), Fen.plus(overLimitFen, outFen));
    if (sum > Fen.AMOUNT_MAX) {
      throw new IllegalArgumentException("a bill must be at most " + Fen.AMOUNT_MAX + " fen");
    }
  }

  /** 医疗费总额, fen. */
  public long totalFen() {
    return inFen + firstFen + overLimitFen + outFen;
  }

  /** One part, fen. */
  public long partFen(BillPart part) {
    return switch (part) {
      case IN -> inFen;
      case FIRST -> firstFen;
      case OVER_LIMIT -> overLimitFen;
      case OUT -> outFen;
    };
  }
}
