package io.yizhan.money;

/** Arithmetic on amounts in whole fen (0.01 yuan). Overflow is an {@link ArithmeticException}. */
public final class Fen {
  /** The largest bill a door lets in: 1,000,000,000 yuan. Times a rate it still fits a long. */
  public static final long AMOUNT_MAX = 100_000_000_000L;

  /** One whole, in parts per million. */
  public static final int PPM_WHOLE = 1_000_000;

  /** A yuan. */
  public static final long IN_YUAN = 100;

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

  /** Millionths of a fen to a whole number of units, half-up. Must not be negative. */
  public static long roundHalfUp(long microFen, long unitFen) {
    long unitMicro = Math.multiplyExact(unitFen, (long) PPM_WHOLE);
    return (requireNotNegative(microFen) + unitMicro / 2) / unitMicro * unitFen;
  }

  /** Millionths of a fen to a whole number of units, a half to the even one. */
  public static long roundHalfEven(long microFen, long unitFen) {
    long unitMicro = Math.multiplyExact(unitFen, (long) PPM_WHOLE);
    long whole = requireNotNegative(microFen) / unitMicro;
    long twice = microFen % unitMicro * 2;
    boolean up = twice > unitMicro || (twice == unitMicro && whole % 2 == 1);
    return (up ? whole + 1 : whole) * unitFen;
  }

  /** Millionths of a fen to a whole number of units, what is below a unit dropped. */
  public static long roundDown(long microFen, long unitFen) {
    return requireNotNegative(microFen) / Math.multiplyExact(unitFen, (long) PPM_WHOLE) * unitFen;
  }

  private static long requireNotNegative(long microFen) {
    if (microFen < 0) {
      throw new ArithmeticException("amount to round must not be negative, was " + microFen);
    }
    return microFen;
  }
}
