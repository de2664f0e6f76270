package io.yizhan.torture;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting, by sleep: the machine's processors belong to what is measured. */
final class Pause {
  private static final long LOOK_MILLIS = 5;

  private Pause() {}

  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Waits until it is so, at most this long; whether it came to be. */
  static boolean until(Duration atMost, BooleanSupplier isSo) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      millis(LOOK_MILLIS);
    }
    return true;
  }
}
