package io.yizhan.gateway.rpc;

import com.google.type.Date;
import java.time.LocalDate;
import java.util.Optional;

/** Reads the bank's day of a transfer. */
final class BankDayReader {
  /** So long after the bank's day a transfer is recorded at most. */
  private static final int BANK_DAYS_MAX = 366;

  private BankDayReader() {}

  /** The day, where one is said. */
  static Optional<LocalDate> read(
      boolean isSaid, Date said, LocalDate today, Violations violations) {
    if (!isSaid) {
      return Optional.empty();
    }
    LocalDate first = today.minusDays(BANK_DAYS_MAX);
    Optional<LocalDate> day = violations.date("bank_date", true, said);
    if (day.filter(read -> read.isBefore(first) || read.isAfter(today)).isPresent()) {
      violations.add(
          "bank_date",
          "应为 " + first + " 至 " + today + "，实为 " + day.get(),
          "must be a day of " + first + " to " + today + ", was " + day.get());
    }
    return day;
  }
}
