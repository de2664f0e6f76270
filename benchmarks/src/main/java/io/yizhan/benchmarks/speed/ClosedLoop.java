package io.yizhan.benchmarks.speed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Recorder;

/** Keeps so many calls in flight: each answer sends the next call. */
final class ClosedLoop {
  private static final long ANSWER_SECONDS_MAX = 60;

  private final Recorder recorder = new Recorder(OpenLoop.LATENCY_MAX_NANOS, 3);
  private final AtomicLong numbers = new AtomicLong();
  private final Failures failures = new Failures();
  private final OpenLoop.Call call;
  private final CountDownLatch ended;
  private final long endNanos;
  private final long countMax;
  private final int inFlight;

  private ClosedLoop(OpenLoop.Call call, int inFlight, long millis, long countMax) {
    this.call = call;
    this.inFlight = inFlight;
    this.ended = new CountDownLatch(inFlight);
    this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    this.countMax = countMax;
  }

  /** Runs for a time, or until so many calls were sent, and answers what was measured. */
  static OpenLoop.Measured run(OpenLoop.Call call, int inFlight, long millis, long countMax)
      throws InterruptedException {
    ClosedLoop loop = new ClosedLoop(call, inFlight, millis, countMax);
    long start = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      loop.next();
    }
    if (!loop.ended.await(millis + ANSWER_SECONDS_MAX * 1_000, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(loop.inFlight + " calls: some were never answered");
    }
    return new OpenLoop.Measured(
        loop.recorder.getIntervalHistogram(),
        loop.failures.counted(),
        (System.nanoTime() - start) / 1e9);
  }

  private void next() {
    long number = numbers.getAndIncrement();
    long sent = System.nanoTime();
    if (sent >= endNanos || number >= countMax) {
      ended.countDown();
      return;
    }
    call.send(
        number,
        () -> {
          recorder.recordValue(Math.min(OpenLoop.LATENCY_MAX_NANOS, System.nanoTime() - sent));
          next();
        },
        how -> {
          failures.add(how);
          next();
        });
  }
}
