package io.yizhan.gateway.month;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.random.RandomGenerator;

/**
 * On which days and at what hour people come: outpatients early in the week, stays end before
 * Sunday.
 */
final class Weekdays {
  /** Hours of counters, from eight in the morning. */
  static final int SLOTS = 10;

  private static final int[] VISITS = {125, 110, 100, 100, 95, 55, 40};
  private static final int[] STAYS = {80, 95, 100, 105, 140, 90, 45};
  private static final int[] HOURS = {12, 18, 17, 11, 4, 6, 12, 11, 7, 2};
  private static final int NEW_YEAR_WEIGHT = 35;

  private Weekdays() {}

  static LocalDate visitDay(YearMonth month, RandomGenerator random) {
    return day(month, VISITS, random);
  }

  static LocalDate stayDay(YearMonth month, RandomGenerator random) {
    return day(month, STAYS, random);
  }

  static int slot(RandomGenerator random) {
    return drawn(HOURS, random);
  }

  private static LocalDate day(YearMonth month, int[] weekdays, RandomGenerator random) {
    int[] weights = new int[month.lengthOfMonth()];
    for (int i = 0; i < weights.length; i++) {
      LocalDate day = month.atDay(i + 1);
      boolean newYear = day.getMonthValue() == 1 && day.getDayOfMonth() == 1;
      weights[i] =
          newYear
              ? NEW_YEAR_WEIGHT
              : weekdays[day.getDayOfWeek().getValue() - DayOfWeek.MONDAY.getValue()];
    }
    return month.atDay(drawn(weights, random) + 1);
  }

  private static int drawn(int[] weights, RandomGenerator random) {
    int sum = 0;
    for (int weight : weights) {
      sum += weight;
    }
    int left = random.nextInt(sum);
    int at = 0;
    while (left >= weights[at]) {
      left -= weights[at];
      at++;
    }
    return at;
  }
}
