package io.yizhan.gateway.month;

import com.google.type.Date;
import java.time.LocalDate;

/** Civil dates as the wire writes them. */
final class Wire {
  private Wire() {}

  static Date date(LocalDate day) {
    return Date.newBuilder()
        .setYear(day.getYear())
        .setMonth(day.getMonthValue())
        .setDay(day.getDayOfMonth())
        .build();
  }

  static LocalDate date(Date date) {
    return LocalDate.of(date.getYear(), date.getMonth(), date.getDay());
  }
}
