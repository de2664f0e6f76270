package io.yizhan.benchmarks.speed;

import java.util.SortedMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Sends calls at fixed intended times, whatever the answers do, and measures each from its intended
 * time: a slow server cannot hide its queue. Paces by parking; a spinning generator would make its
 * own tail on a small machine.
 */
final class OpenLoop {
  /** More than this many calls in flight are not sent: they count as failed. */
  static final int IN_FLIGHT_MAX = 4_096;

  private static final int PRECISION_DIGITS = 3;
  static final long LATENCY_MAX_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Recorder recorder = new Recorder(LATENCY_MAX_NANOS, PRECISION_DIGITS);
  private final Failures failures = new Failures();
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);

  /**
   * One call: must call exactly one of the two when it is answered, the second with how it failed.
   */
  interface Call {
    void send(long number, Runnable done, Consumer<String> failed);
  }

  /** What a stretch measured. */
  record Measured(Histogram nanos, SortedMap<String, Long> failures, double seconds) {}

  /** Runs for a time at a rate and answers what was measured. */
  Measured run(Call call, int callsPerSecond, int seconds) throws InterruptedException {
    long intervalNanos = TimeUnit.SECONDS.toNanos(1) / callsPerSecond;
    long count = (long) callsPerSecond * seconds;
    long start = System.nanoTime() + intervalNanos;
    for (long i = 0; i < count; i++) {
      long intended = start + i * intervalNanos;
      parkUntil(intended);
      send(call, i, intended);
    }
    if (!inFlight.tryAcquire(IN_FLIGHT_MAX, 30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("calls were still unanswered after 30 s");
    }
    inFlight.release(IN_FLIGHT_MAX);
    return new Measured(
        recorder.getIntervalHistogram(), failures.counted(), (System.nanoTime() - start) / 1e9);
  }

  private void send(Call call, long number, long intended) {
    if (!inFlight.tryAcquire()) {
      failures.add(Failures.NOT_SENT);
      return;
    }
    call.send(
        number,
        () -> {
          recorder.recordValue(Math.min(LATENCY_MAX_NANOS, System.nanoTime() - intended));
          inFlight.release();
        },
        how -> {
          failures.add(how);
          inFlight.release();
        });
  }

  private static void parkUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
