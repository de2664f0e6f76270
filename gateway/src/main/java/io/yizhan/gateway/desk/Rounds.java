package io.yizhan.gateway.desk;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again, on a thread of its own, with the same pause between. Nothing
 * that a round throws ends it, an error neither: nobody would see that days close no more.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final String name;
  private final Runnable work;
  private final ScheduledExecutorService timer;

  /**
   * Rounds that have not begun.
   *
   * @param name of the thread and in the log
   * @param work one round
   */
  public Rounds(String name, Runnable work) {
    this.name = name;
    this.work = work;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Goes round from now on.
   *
   * @param first how long until the first round, zero or more
   * @param pause between the end of one and the next, at least 1 ms
   */
  public void start(Duration first, Duration pause) {
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            this::round, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    int unused =
        safely(
            name,
            () -> {
              work.run();
              return 0;
            });
  }

  /**
   * Does work that must not end the thread it is on.
   *
   * @return what the work says; 0 when it failed, which is logged by its type: texts may quote rows
   */
  public static int safely(String name, IntSupplier work) {
    try {
      return work.getAsInt();
    } catch (Throwable failed) {
      // An error too: the next round tries again.
      LOG.warn("a round of {} failed: {}", name, failed.getClass().getSimpleName());
      return 0;
    }
  }

  /** Whether it goes round no more. */
  public boolean isClosed() {
    return timer.isShutdown();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
