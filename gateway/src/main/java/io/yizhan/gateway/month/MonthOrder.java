package io.yizhan.gateway.month;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * What month to play.
 *
 * @param persons how many are registered
 * @param hospitals how many settle
 * @param seed of everything that is drawn
 * @param month which; its first weeks have late claims of the year before
 */
public record MonthOrder(int persons, int hospitals, long seed, YearMonth month) {
  /** As the tour plays it. */
  public static final int PERSONS_DEFAULT = 50_000;

  /** Enough for every kind of break. */
  public static final int PERSONS_MIN = 300;

  /** Minutes, not hours. */
  public static final int PERSONS_MAX = 200_000;

  /** As the tour plays it. */
  public static final int HOSPITALS_DEFAULT = 16;

  /** One in the city and two in counties. */
  public static final int HOSPITALS_MIN = 3;

  /** Two in the city, and four in each county. */
  public static final int HOSPITALS_MAX = 26;

  /** Of the tour. */
  public static final long SEED_DEFAULT = 20_260_101;

  /** A January: the year before is still settled in it. */
  public static final YearMonth MONTH_DEFAULT = YearMonth.of(2026, 1);

  /** Checks the bounds. */
  public MonthOrder {
    if (persons < PERSONS_MIN || persons > PERSONS_MAX) {
      throw new IllegalArgumentException(
          "persons must be " + PERSONS_MIN + " to " + PERSONS_MAX + ", was " + persons);
    }
    if (hospitals < HOSPITALS_MIN || hospitals > HOSPITALS_MAX) {
      throw new IllegalArgumentException(
          "hospitals must be " + HOSPITALS_MIN + " to " + HOSPITALS_MAX + ", was " + hospitals);
    }
  }

  /** Its first day. */
  LocalDate first() {
    return month.atDay(1);
  }

  /** Its last day. */
  LocalDate last() {
    return month.atEndOfMonth();
  }
}
