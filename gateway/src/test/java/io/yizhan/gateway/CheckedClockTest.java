package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A clock that is held against the database's. */
class CheckedClockTest {
  private static final Instant NOW = Instant.parse("2026-12-31T15:59:00Z");
  private static final Duration MAX = Duration.ofMinutes(5);

  private final AtomicReference<Instant> own = new AtomicReference<>(NOW);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
  private final CheckedClock clock = new CheckedClock(own::get, nanos::get, MAX);

  private CheckedClock.Difference compareWith(Instant database) {
    return clock.<RuntimeException>compare(() -> database);
  }

  private void pass(Duration time) {
    own.updateAndGet(now -> now.plus(time));
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void instant_neverCompared_isRefused() {
    assertThrows(StoreUnavailableException.class, clock::instant);
  }

  @Test
  void compare_atTheBound_agreesAndBeyondItDoesNot() {
    for (Duration apart : new Duration[] {MAX, MAX.negated(), Duration.ZERO}) {
      CheckedClock.Difference found = compareWith(NOW.minus(apart));
      assertEquals(apart, found.ahead());
      assertFalse(found.tooFar());
      assertEquals(NOW, clock.instant());
    }
    for (Duration apart : new Duration[] {MAX.plusNanos(1), MAX.plusNanos(1).negated()}) {
      assertTrue(compareWith(NOW.minus(apart)).tooFar());
      assertThrows(StoreUnavailableException.class, clock::instant);
    }
  }

  @Test
  void instant_clockSetBetweenComparisons_isRefusedAtOnceAndAfterwards() {
    compareWith(NOW);
    pass(Duration.ofDays(3));
    assertEquals(NOW.plus(Duration.ofDays(3)), clock.instant());
    own.updateAndGet(now -> now.plus(MAX).plusSeconds(1));
    assertThrows(StoreUnavailableException.class, clock::instant);
    pass(Duration.ofHours(1));
    assertThrows(StoreUnavailableException.class, clock::instant);
  }

  @Test
  void instant_bothClocksSetAnotherYear_goesOnAfterTheNextComparison() {
    compareWith(NOW);
    Instant later = NOW.plus(Duration.ofDays(300));
    own.set(later);
    assertThrows(StoreUnavailableException.class, clock::instant);
    assertFalse(compareWith(later).tooFar());
    assertEquals(later, clock.instant());
  }

  @Test
  void compare_answerThatTookLong_countsWhatIsCertainlyApart() {
    CheckedClock.Difference found =
        clock.<RuntimeException>compare(
            () -> {
              Instant there = Objects.requireNonNull(own.get()).plus(Duration.ofMinutes(1));
              pass(Duration.ofMinutes(10));
              return there;
            });
    assertEquals(Duration.ZERO, found.ahead());
    assertFalse(found.tooFar());
  }
}
