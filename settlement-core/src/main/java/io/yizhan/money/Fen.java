package io.yizhan.money;

/** Arithmetic on amounts in whole fen (0.01 yuan). Overflow is an {@link ArithmeticException}. */
public final class Fen {
  /** The largest bill a door lets in: 1,000,000,000 yuan. Times a rate it still fits a long. */
  public static final long AMOUNT_MAX = 100_000_000_000L;

  /** One whole, in parts per million. */
  public static final int PPM_WHOLE = 1_000_000;

  private Fen() {}

  /** The sum of both; refuses overflow. */
  public static long plus(long leftFen, long rightFen) {
    return Math.addExact(leftFen, rightFen);
  }

  /** The difference; refuses overflow. */
  public static long minus(long leftFen, long rightFen) {
    return Math.subtractExact(leftFen, rightFen);
  }

  /**
   * An amount times a rate, exact, in millionths of a fen.
   *
   * @param amountFen 0 to {@link #AMOUNT_MAX}
   * @param ratePpm 0 to {@link #PPM_WHOLE}
   */
  public static long timesPpm(long amountFen, int ratePpm) {
    return Math.multiplyExact(amountFen, (long) ratePpm);
  }

  /** Millionths of a fen to whole fen, half-up. Must not be negative. */
  public static long roundHalfUp(long microFen) {
    if (microFen < 0) {
      throw new ArithmeticException("amount to round must not be negative, was " + microFen);
    }
    return (microFen + PPM_WHOLE / 2) / PPM_WHOLE;
  }
}
