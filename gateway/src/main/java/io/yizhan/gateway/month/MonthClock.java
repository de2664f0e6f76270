package io.yizhan.gateway.month;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;

/** The clock of a month that is played: it stands until it is moved, and only moves on. */
final class MonthClock implements InstantSource {
  private static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");

  private final AtomicLong millis;

  MonthClock(LocalDate day, LocalTime time) {
    this.millis = new AtomicLong(at(day, time));
  }

  private static long at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(CIVIL_ZONE).toInstant().toEpochMilli();
  }

  /** Moves on; a time that has passed leaves it as it is. */
  void moveTo(LocalDate day, LocalTime time) {
    millis.accumulateAndGet(at(day, time), Math::max);
  }

  /** Moves on by so much. */
  void moveBy(Duration duration) {
    millis.addAndGet(duration.toMillis());
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }
}
