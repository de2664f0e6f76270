package io.yizhan.gateway;

import io.yizhan.gateway.desk.ReceiptDesk;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives closed posting days their signed roots. Several gateways may do so on one database. */
final class DayRootRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DayRootRounds.class);
  private static final long INTERVAL_SECONDS = 20;

  /** Soon after the start: a gateway that died may have left a closed day without its root. */
  private static final long FIRST_LOOK_SECONDS = 1;

  /** So many days in one look: more wait for the next. */
  private static final int DAYS_PER_LOOK_MAX = 400;

  private final ReceiptDesk desk;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "day-roots");
            thread.setDaemon(true);
            return thread;
          });

  /** Rounds that have not begun. */
  DayRootRounds(ReceiptDesk desk) {
    this.desk = desk;
  }

  /** Looks from now on. */
  void start() {
    var looking =
        timer.scheduleWithFixedDelay(
            this::lookSafely, FIRST_LOOK_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    LOG.debug("signing roots of days, cancelled: {}", looking.isCancelled());
  }

  private void lookSafely() {
    try {
      int signed = desk.look(DAYS_PER_LOOK_MAX);
      LOG.debug("{} days have got a root", signed);
    } catch (RuntimeException failed) {
      // The next look tries again; the type says enough, texts may quote rows.
      LOG.warn("roots of days could not be signed: {}", failed.getClass().getSimpleName());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
