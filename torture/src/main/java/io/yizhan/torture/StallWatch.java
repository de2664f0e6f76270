package io.yizhan.torture;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts first answers, while nothing can reach the disk, to requests that were first sent after
 * that began. There must be none.
 */
final class StallWatch {
  private final long sinceNanos = System.nanoTime();
  private final AtomicLong escaped = new AtomicLong();
  private volatile boolean over;

  void answered(long firstSentNanos, boolean replayed) {
    if (!over && !replayed && firstSentNanos - sinceNanos > 0) {
      escaped.incrementAndGet();
    }
  }

  /** Must be called before the disk goes on; answers how many there were. */
  long end() {
    over = true;
    return escaped.get();
  }
}
