package io.yizhan.gateway;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a clock goes as time does: whether it has moved, against the nanoseconds that
 * nobody sets, by no more than a little in the last while.
 */
final class ClockSteps {
  private static final Duration MOVE_MAX = Duration.ofMinutes(1);
  private static final Duration WHILE = Duration.ofMinutes(10);

  /** What it is held against. */
  private @Nullable Reading base;

  /** The nanoseconds at which it was last seen to have moved. */
  private @Nullable Long movedNanos;

  private record Reading(Instant time, long nanos) {
    /** How far the clock has moved since by itself. */
    Duration moveTo(Instant later, long laterNanos) {
      return Duration.between(time, later).minusNanos(laterNanos - nanos).abs();
    }
  }

  /** Whether it goes as time does, at one more reading of both. */
  boolean isSteady(Instant time, long nanos) {
    Reading held = base;
    boolean moved = held != null && held.moveTo(time, nanos).compareTo(MOVE_MAX) > 0;
    if (moved) {
      movedNanos = nanos;
    }
    if (held == null || moved || nanos - held.nanos() > WHILE.toNanos()) {
      base = new Reading(time, nanos);
    }
    Long last = movedNanos;
    if (last != null && nanos - last > WHILE.toNanos()) {
      movedNanos = null;
    }
    return movedNanos == null;
  }
}
