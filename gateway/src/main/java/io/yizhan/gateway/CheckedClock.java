package io.yizhan.gateway;

import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.postgres.DatabaseClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's clock, held against the database's, so that no gateway books on days that have not
 * come, or closes them for all others. Between two comparisons it is held against the nanoseconds
 * that nobody sets: a jump is seen at once, and not only at the next one.
 */
final class CheckedClock implements InstantSource {
  private static final int FIRST_ANSWER_SECONDS_MAX = 10;

  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Duration differenceMax;

  /** When both agreed last; null while they do not. */
  private volatile @Nullable Agreed agreed;

  private record Agreed(Instant time, long nanos) {}

  /**
   * A clock that agrees with no other yet.
   *
   * @param nanos what goes as time does, whatever the clock is set to
   */
  CheckedClock(InstantSource clock, LongSupplier nanos, Duration differenceMax) {
    this.clock = clock;
    this.nanos = nanos;
    this.differenceMax = differenceMax;
  }

  /**
   * A clock that agrees with the database's.
   *
   * @throws IllegalStateException when the two are too far apart, in Chinese and English
   */
  static CheckedClock agreeing(InstantSource own, Duration differenceMax, DataSource database) {
    CheckedClock clock = new CheckedClock(own, System::nanoTime, differenceMax);
    try (Connection connection = database.getConnection()) {
      Difference found =
          clock.compare(() -> DatabaseClock.read(connection, FIRST_ANSWER_SECONDS_MAX));
      if (found.tooFar()) {
        throw new IllegalStateException(found.text() + "，请用 NTP 校时。Set both by NTP.");
      }
      return clock;
    } catch (SQLException failed) {
      throw new StoreUnavailableException(failed);
    }
  }

  /** How far the clocks are apart; ahead is positive. */
  record Difference(Duration ahead, boolean tooFar) {
    /** For the log and for who starts a gateway. */
    String text() {
      return "this machine's clock is "
          + ahead.abs().toSeconds()
          + (ahead.isNegative() ? " s behind" : " s ahead of")
          + " the database's 本机时钟与数据库相差过大";
    }
  }

  /** What the database's clock says. */
  interface Other<E extends Exception> {
    Instant read() throws E;
  }

  /** Compares the clocks, and goes on by what is found. */
  <E extends Exception> Difference compare(Other<E> database) throws E {
    Instant before = clock.instant();
    Instant there = database.read();
    Instant after = clock.instant();
    long now = nanos.getAsLong();
    // While it was read its clock stood at some moment between the two.
    Duration ahead =
        there.isBefore(before)
            ? Duration.between(there, before)
            : Duration.between(there.isAfter(after) ? there : after, after);
    boolean tooFar = ahead.abs().compareTo(differenceMax) > 0;
    agreed = tooFar ? null : new Agreed(after, now);
    return new Difference(ahead, tooFar);
  }

  /**
   * The time.
   *
   * @throws StoreUnavailableException while it is not the database's: another gateway may do what
   *     this one was asked to
   */
  @Override
  public Instant instant() {
    Instant now = clock.instant();
    Agreed last = agreed;
    if (last == null
        || Duration.between(last.time(), now)
                .minusNanos(nanos.getAsLong() - last.nanos())
                .abs()
                .compareTo(differenceMax)
            > 0) {
      throw StoreUnavailableException.nothingDone("this machine's clock is not the database's");
    }
    return now;
  }
}
