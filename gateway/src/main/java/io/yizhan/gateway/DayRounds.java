package io.yizhan.gateway;

import io.yizhan.gateway.desk.DayDesk;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes posting days that have been over for a while, and goes on with those whose closing began,
 * here or in a gateway that has stopped since. Several gateways may do so on one database.
 */
final class DayRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DayRounds.class);
  private static final long INTERVAL_SECONDS = 10;

  private final DayDesk desk;
  private final Optional<Duration> after;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "posting-days");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Rounds that have not begun.
   *
   * @param after how long after its cut-off a day closes by itself; empty where it does not
   */
  DayRounds(DayDesk desk, Optional<Duration> after) {
    this.desk = desk;
    this.after = after;
  }

  /** Looks from now on. */
  void start() {
    var looking =
        timer.scheduleWithFixedDelay(
            this::lookSafely, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    LOG.debug("closing posting days, cancelled: {}", looking.isCancelled());
  }

  private void lookSafely() {
    try {
      int closed = desk.look(after);
      if (closed > 0) {
        LOG.info("{} posting days are closed", closed);
      }
    } catch (RuntimeException failed) {
      // The next look tries again; the type says enough, texts may quote rows.
      LOG.warn("posting days could not be closed: {}", failed.getClass().getSimpleName());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
