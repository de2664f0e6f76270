package io.yizhan.gateway;

import io.yizhan.gateway.postgres.DatabaseClock;
import io.yizhan.gateway.postgres.SpaceCheck;
import io.yizhan.gateway.postgres.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database now and then whether it answers, has room and has the same time, so that health
 * tells the truth.
 */
final class StoreWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
  private static final long INTERVAL_MILLIS = 2_000;
  private static final int ANSWER_SECONDS_MAX = 2;

  /** The class of states that say that disk, memory or a limit is used up. */
  private static final String OUT_OF_RESOURCES = "53";

  private final DataSource source;
  private final Optional<CheckedClock> clock;
  private final Consumer<Boolean> tell;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "store-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean well = true;

  /**
   * Watches from now on and tells every change.
   *
   * @param clock the gateway's, where it is to be the database's, too
   */
  StoreWatch(DataSource source, Optional<CheckedClock> clock, Consumer<Boolean> tell) {
    this.source = source;
    this.clock = clock;
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
      LOG.warn(now ? "settling again: {}" : "not settling: {}", now ? "all is well" : trouble);
      tell.accept(now);
    }
  }

  /** What keeps this gateway from settling; empty when nothing does. */
  private String trouble() {
    try (Connection connection = source.getConnection()) {
      if (!connection.isValid(ANSWER_SECONDS_MAX)) {
        return "the database does not answer";
      }
      SpaceCheck.run(connection, ANSWER_SECONDS_MAX);
      return clock.isEmpty() ? "" : difference(connection, clock.get());
    } catch (SQLException failed) {
      String state = SqlState.of(failed);
      return state.startsWith(OUT_OF_RESOURCES)
          ? "the database has no room to write, state " + state
          : "the database does not answer, state " + state;
    }
  }

  private static String difference(Connection connection, CheckedClock clock) throws SQLException {
    CheckedClock.Difference found =
        clock.compare(() -> DatabaseClock.read(connection, ANSWER_SECONDS_MAX));
    return found.tooFar() ? found.text() : "";
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
