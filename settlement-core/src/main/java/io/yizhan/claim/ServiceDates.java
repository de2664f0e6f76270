package io.yizhan.claim;

import java.time.LocalDate;

/** First and last day of the service; both the same for a visit. Civil dates of Asia/Shanghai. */
public record ServiceDates(LocalDate first, LocalDate last) {
  public ServiceDates {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException("the last day must not be before the first");
    }
  }

  /** A visit. */
  public static ServiceDates visit(LocalDate day) {
    return new ServiceDates(day, day);
  }
}
