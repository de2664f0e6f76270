package io.yizhan.fund;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The day on which a fund runs out, when it goes on as it did. The pace is what was spent on the
 * days before, all together over their number: whole numbers, compared crosswise, never divided
 * into a rate. The fund runs out on the first day after today by whose end that pace has used what
 * is left; today, when nothing is left.
 *
 * @param leftFen what is left today; zero or less has run out
 * @param spentFen what was spent on the days before; zero or less runs never out
 * @param days how many days those are, at least one where anything was spent
 */
public record RunOut(long leftFen, long spentFen, int days) {
  /** Over how many days before today the pace is taken. */
  public static final int WINDOW_DAYS = 90;

  /** The day; empty when it is after the last one that is asked for, or never. */
  public Optional<LocalDate> day(LocalDate today, LocalDate last) {
    if (today.isAfter(last)) {
      return Optional.empty();
    }
    if (leftFen <= 0) {
      return Optional.of(today);
    }
    if (spentFen <= 0) {
      return Optional.empty();
    }
    if (days < 1) {
      throw new IllegalArgumentException("what was spent must be of a day");
    }
    // The smallest n with n * spent >= left * days.
    long needed = Math.multiplyExact(leftFen, (long) days);
    long n = needed / spentFen + (needed % spentFen == 0 ? 0 : 1);
    long lastIn = last.toEpochDay() - today.toEpochDay();
    return n > lastIn ? Optional.empty() : Optional.of(today.plusDays(n));
  }
}
