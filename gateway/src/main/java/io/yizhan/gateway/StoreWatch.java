package io.yizhan.gateway;

import io.yizhan.gateway.postgres.SpaceCheck;
import io.yizhan.gateway.postgres.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database now and then whether it answers and has room, so that health tells the truth.
 */
final class StoreWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
  private static final long INTERVAL_MILLIS = 2_000;
  private static final int ANSWER_SECONDS_MAX = 2;

  /** The class of states that say that disk, memory or a limit is used up. */
  private static final String OUT_OF_RESOURCES = "53";

  private final DataSource source;
  private final Consumer<Boolean> tell;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "store-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean well = true;

  /** Watches from now on and tells every change. */
  StoreWatch(DataSource source, Consumer<Boolean> tell) {
    this.source = source;
    this.tell = tell;
    var watching =
        timer.scheduleWithFixedDelay(
            this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    LOG.debug("watching the database, cancelled: {}", watching.isCancelled());
  }

  /** Whether it answered last time, and nobody is stopping. */
  boolean isWell() {
    return well && !timer.isShutdown();
  }

  private void look() {
    String trouble = trouble();
    boolean now = trouble.isEmpty();
    if (now != well && !timer.isShutdown()) {
      well = now;
      LOG.warn(now ? "the database answers again" : "the database {}", trouble);
      tell.accept(now);
    }
  }

  /** What keeps the database from settling; empty when nothing does. */
  private String trouble() {
    try (Connection connection = source.getConnection()) {
      if (!connection.isValid(ANSWER_SECONDS_MAX)) {
        return "does not answer";
      }
      SpaceCheck.run(connection, ANSWER_SECONDS_MAX);
      return "";
    } catch (SQLException failed) {
      String state = SqlState.of(failed);
      return state.startsWith(OUT_OF_RESOURCES)
          ? "has no room to write, state " + state
          : "does not answer, state " + state;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
