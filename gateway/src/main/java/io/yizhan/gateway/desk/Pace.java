package io.yizhan.gateway.desk;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets long reading rest while claims are settled, in proportion to the time it took, so that
 * settling beside it keeps most of its speed: a processor that one reading keeps busy is another's
 * for the longer part. While nobody settles it goes on at once.
 */
public final class Pace {
  /** Rests three times as long as it works: a quarter of the time is work. */
  public static final int REST_PERCENT_DEFAULT = 300;

  /** So much is rested at most for work. */
  public static final int REST_PERCENT_MAX = 1_000;

  /** Rows between two rests: what is shorter does not rest. */
  static final int ROWS = 4_000;

  /** One rest; what is owed beyond it is rested after the next rows. */
  static final Duration REST_MAX = Duration.ofMillis(500);

  private static final int PERCENT = 100;

  private final int restPercent;
  private final LongSupplier settlings;
  private final LongSupplier nanos;
  private final Sleeper sleeper;

  /** How a thread rests. */
  interface Sleeper {
    /** Rests. */
    void sleep(Duration duration) throws InterruptedException;
  }

  Pace(int restPercent, LongSupplier settlings, LongSupplier nanos, Sleeper sleeper) {
    if (restPercent < 0 || restPercent > REST_PERCENT_MAX) {
      throw new IllegalArgumentException("rest must be 0 to " + REST_PERCENT_MAX + " percent");
    }
    this.restPercent = restPercent;
    this.settlings = settlings;
    this.nanos = nanos;
    this.sleeper = sleeper;
  }

  /**
   * Of the machine's clock.
   *
   * @param settlings how many claims have been taken for settling since the start
   */
  public static Pace of(int restPercent, LongSupplier settlings) {
    return new Pace(
        restPercent,
        settlings,
        System::nanoTime,
        duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
  }

  /** Begins a piece of work: what is done from now on is rested for. */
  Work begin() {
    return new Work();
  }

  /** One piece of work of one thread. */
  final class Work {
    private long resumedNanos = nanos.getAsLong();
    private long seenSettlings = settlings.getAsLong();
    private long owedNanos;
    private int rows;

    private Work() {}

    /** The same rows, with rests between them. */
    <T> Iterator<T> paced(Iterator<T> all) {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public T next() {
          if (++rows == ROWS) {
            rows = 0;
            rest();
          }
          return all.next();
        }
      };
    }

    /** A thread that is to stop does not rest, nor one that keeps nobody waiting. */
    private void rest() {
      long settlingsNow = settlings.getAsLong();
      boolean alone = settlingsNow == seenSettlings;
      seenSettlings = settlingsNow;
      owedNanos =
          alone ? 0 : owedNanos + (nanos.getAsLong() - resumedNanos) / PERCENT * restPercent;
      Duration rest = Duration.ofNanos(Math.min(owedNanos, REST_MAX.toNanos()));
      if (!rest.isZero() && !Thread.currentThread().isInterrupted()) {
        try {
          sleeper.sleep(rest);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        owedNanos -= rest.toNanos();
      }
      resumedNanos = nanos.getAsLong();
    }
  }
}
