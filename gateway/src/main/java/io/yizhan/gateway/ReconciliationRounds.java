package io.yizhan.gateway;

import io.yizhan.gateway.desk.ReconciliationDesk;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares days that go on, so that their breaks are seen within a minute, and carries out what was
 * approved where a gateway stopped in between. Several gateways may do so over one database.
 */
final class ReconciliationRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReconciliationRounds.class);
  private static final long INTERVAL_SECONDS = 15;

  private final ReconciliationDesk desk;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "reconciliation-rounds");
            thread.setDaemon(true);
            return thread;
          });

  ReconciliationRounds(ReconciliationDesk desk) {
    this.desk = desk;
  }

  /** Looks from now on. */
  void start() {
    var looking =
        timer.scheduleWithFixedDelay(
            this::roundSafely, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    LOG.debug("reconciling, cancelled: {}", looking.isCancelled());
  }

  private void roundSafely() {
    try {
      desk.round();
    } catch (RuntimeException failed) {
      // The next round tries again; the type says enough, texts may quote rows.
      LOG.warn("a round of reconciliation failed: {}", failed.getClass().getSimpleName());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
