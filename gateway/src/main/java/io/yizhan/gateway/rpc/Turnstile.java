package io.yizhan.gateway.rpc;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Where calls are let in, or refused before any work is done for them. It knows how many are
 * inside, waiting and in work, and at what pace they leave; so it knows how long one more would
 * wait. It refuses when as many are inside as may be, when what they sent is too much to hold, and
 * when a call would wait longer than its caller does.
 *
 * <p>The pace is that of the calls that leave while more are inside than are worked on at a time:
 * else it would tell how fast calls come. One that was refused is told when to come again: at a
 * random moment within the time that all who are inside, and all who were refused before and are
 * not served yet, will take. So the later a call is refused the later it comes, retries come at the
 * pace at which they can be served, and the spread shrinks to its least when the crowd has gone.
 *
 * <p>The only fairness is that of arrival: calls that are let in are never put out again.
 */
final class Turnstile {
  /**
   * What is let in.
   *
   * @param callsMax inside at a time
   * @param bytesMax of the messages of those inside
   * @param atATime so many are worked on; only those beyond wait
   * @param waitNanosMax no call is let in that would wait longer, whatever its deadline
   */
  record Limits(int callsMax, long bytesMax, int atATime, long waitNanosMax) {
    Limits {
      if (callsMax < 1 || atATime < 1 || bytesMax < 1 || waitNanosMax < 1) {
        throw new IllegalArgumentException("limits must be 1 or more");
      }
    }
  }

  static final long RETRY_MILLIS_MIN = 100;
  static final long SPREAD_MILLIS_MIN = 400;

  /** A call that is refused while many are comes again within so long: then all is as ever. */
  static final long SPREAD_MILLIS_MAX = 8_000;

  /** Until a pace is known: a thousand calls a second. */
  private static final double NANOS_PER_CALL_FIRST = 1_000_000;

  /** Of each interval this part enters the mean; groups leave in bursts of up to 128. */
  private static final double WEIGHT = 1.0 / 256;

  /** An interval counts for so many times the mean at most: a stall is no pace. */
  private static final double INTERVAL_FACTOR_MAX = 256;

  private final Limits limits;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private int inside;
  private long bytesInside;
  private double nanosPerCall = NANOS_PER_CALL_FIRST;
  private long lastLeftNanos;
  private double unserved;

  /**
   * A turnstile.
   *
   * @param nanoTime a clock that only runs forward, as {@link System#nanoTime}
   */
  Turnstile(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.lastLeftNanos = nanoTime.getAsLong();
  }

  /** One call inside; leaving twice is leaving once. */
  final class Pass {
    private final long bytes;
    private final AtomicBoolean left = new AtomicBoolean();

    private Pass(long bytes) {
      this.bytes = bytes;
    }

    /** The call has ended. */
    void leave() {
      if (left.compareAndSet(false, true)) {
        Turnstile.this.leave(bytes);
      }
    }
  }

  /**
   * Whether a call would be let in now; lets nobody in. One that would not counts as refused. A
   * deadline that has passed is for others to speak of.
   *
   * @param leftNanos how long its caller waits
   */
  synchronized boolean hasRoom(long leftNanos) {
    return hasRoom(0, leftNanos);
  }

  private boolean hasRoom(long bytes, long leftNanos) {
    boolean room =
        inside < limits.callsMax
            && (inside == 0 || bytesInside + bytes <= limits.bytesMax)
            && waitNanos() <= Math.min(Math.max(0, leftNanos), limits.waitNanosMax());
    if (!room) {
      unserved = Math.min(unserved + 1, SPREAD_MILLIS_MAX * 1_000_000.0 / nanosPerCall);
    }
    return room;
  }

  /**
   * Lets a call in.
   *
   * @param bytes that it holds
   * @param leftNanos how long its caller waits
   * @throws Full when it must come again later
   */
  synchronized Pass enter(long bytes, long leftNanos) throws Full {
    if (!hasRoom(bytes, leftNanos)) {
      throw new Full();
    }
    if (inside == 0) {
      lastLeftNanos = nanoTime.getAsLong();
    }
    inside++;
    bytesInside += bytes;
    return new Pass(bytes);
  }

  /** The call was not let in. */
  static final class Full extends Exception {
    private static final long serialVersionUID = 1L;

    Full() {
      super("must come again later", null, false, false);
    }
  }

  private synchronized void leave(long bytes) {
    long now = nanoTime.getAsLong();
    if (inside > limits.atATime) {
      double interval =
          Math.min((double) (now - lastLeftNanos), INTERVAL_FACTOR_MAX * nanosPerCall);
      nanosPerCall = Math.max(1, nanosPerCall + WEIGHT * (interval - nanosPerCall));
    }
    lastLeftNanos = now;
    inside--;
    bytesInside -= bytes;
    unserved = inside == 0 ? 0 : Math.max(0, unserved - 1);
  }

  /** How long one more call would wait: nothing while some of those at work may take it at once. */
  private long waitNanos() {
    if (inside < limits.atATime) {
      return 0;
    }
    long sinceLastLeft = nanoTime.getAsLong() - lastLeftNanos;
    return Math.max((long) ((inside - limits.atATime + 1) * nanosPerCall), sinceLastLeft);
  }

  /** When a refused call should come again, milliseconds from now. */
  synchronized long retryMillis(RandomGenerator random) {
    double served = (inside + unserved) * nanosPerCall / 1_000_000;
    long spread = (long) Math.min(SPREAD_MILLIS_MAX, Math.max(SPREAD_MILLIS_MIN, served));
    return RETRY_MILLIS_MIN + random.nextLong(spread);
  }

  /** How many are inside. */
  synchronized int inside() {
    return inside;
  }

  /** How many bytes those inside hold. */
  synchronized long bytesInside() {
    return bytesInside;
  }

  /** How many were refused, and are not served yet as far as the pace tells. */
  synchronized long unserved() {
    return (long) unserved;
  }
}
