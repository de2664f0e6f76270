package io.yizhan.proto;

import com.google.type.Date;
import java.time.LocalDate;

/** Civil dates as the contract writes them, for all who speak it. */
public final class WireDate {
  private WireDate() {}

  /** A day on the wire. */
  public static Date of(LocalDate day) {
    return Date.newBuilder()
        .setYear(day.getYear())
        .setMonth(day.getMonthValue())
        .setDay(day.getDayOfMonth())
        .build();
  }

  /**
   * A day from the wire.
   *
   * @throws java.time.DateTimeException when there is no such day
   */
  public static LocalDate day(Date date) {
    return LocalDate.of(date.getYear(), date.getMonth(), date.getDay());
  }
}
