package io.yizhan.gateway;

import io.yizhan.gateway.desk.HoldStore;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends holds whose time is over. They count for nothing from the moment they expire; this only
 * clears them away, a few at a time, so that who looks for holds finds few. Several gateways may
 * sweep one database: each hold ends once.
 */
final class HoldSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HoldSweep.class);
  private static final long INTERVAL_SECONDS = 15;

  /** So many are ended in one look: more wait for the next. */
  static final int HOLDS_PER_LOOK_MAX = 500;

  private final HoldStore store;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "hold-sweep");
            thread.setDaemon(true);
            return thread;
          });

  /** A sweep that has not looked yet. */
  HoldSweep(HoldStore store) {
    this.store = store;
  }

  /** Looks from now on. */
  void start() {
    var looking =
        timer.scheduleWithFixedDelay(
            this::lookSafely, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    LOG.debug("sweeping holds, cancelled: {}", looking.isCancelled());
  }

  private void lookSafely() {
    try {
      int ended = store.endExpired(HOLDS_PER_LOOK_MAX);
      LOG.debug("{} holds have ended", ended);
    } catch (RuntimeException failed) {
      // The next look tries again; the type says enough, texts may quote rows.
      LOG.warn("holds could not be ended: {}", failed.getClass().getSimpleName());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
