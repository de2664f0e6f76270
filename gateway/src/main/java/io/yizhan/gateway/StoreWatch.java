package io.yizhan.gateway;

import io.yizhan.gateway.desk.Rounds;
import io.yizhan.gateway.postgres.DatabaseClock;
import io.yizhan.gateway.postgres.SpaceCheck;
import io.yizhan.gateway.postgres.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks now and then whether the database answers, may be written, has room and has the same time,
 * and whether its policies can be read, so that health tells the truth.
 */
final class StoreWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int ANSWER_SECONDS_MAX = 2;

  /** The class of states that say that disk, memory or a limit is used up. */
  private static final String OUT_OF_RESOURCES = "53";

  private final DataSource source;
  private final Optional<CheckedClock> clock;
  private final Supplier<String> policyTrouble;
  private final Consumer<Boolean> tell;
  private final Rounds rounds;
  private volatile boolean well = true;

  /** What was told last, which fails where telling does. Of the one thread that looks. */
  private boolean told = true;

  /**
   * Watches from now on and tells every change.
   *
   * @param clock the gateway's, where it is to be the database's, too
   * @param policyTrouble why the newest policies cannot be read; empty when they can
   */
  StoreWatch(
      DataSource source,
      Optional<CheckedClock> clock,
      Supplier<String> policyTrouble,
      Consumer<Boolean> tell) {
    this.source = source;
    this.clock = clock;
    this.policyTrouble = policyTrouble;
    this.tell = tell;
    this.rounds = new Rounds("store-watch", this::look);
    rounds.start(PAUSE, PAUSE);
  }

  /** Whether it answered last time, and nobody is stopping. */
  boolean isWell() {
    return well && !rounds.isClosed();
  }

  private void look() {
    String trouble = trouble();
    boolean now = trouble.isEmpty();
    if (now != told && !rounds.isClosed()) {
      well = now;
      LOG.warn(now ? "settling again: {}" : "not settling: {}", now ? "all is well" : trouble);
      tell.accept(now);
      told = now;
    }
  }

  /** What keeps this gateway from settling; empty when nothing does. */
  private String trouble() {
    try (Connection connection = source.getConnection()) {
      if (!connection.isValid(ANSWER_SECONDS_MAX)) {
        return "the database does not answer";
      }
      if (SpaceCheck.isReadOnly(connection, ANSWER_SECONDS_MAX)) {
        return "the database is read-only";
      }
      SpaceCheck.run(connection, ANSWER_SECONDS_MAX);
      String apart = clock.isEmpty() ? "" : difference(connection, clock.get());
      return apart.isEmpty() ? policyTrouble.get() : apart;
    } catch (SQLException failed) {
      String state = SqlState.of(failed);
      return state.startsWith(OUT_OF_RESOURCES)
          ? "the database has no room to write, state " + state
          : "the database does not answer, state " + state;
    } catch (Throwable failed) {
      // An error too: who cannot ask does not know, and must not say that all is well.
      return "the database cannot be asked, " + failed.getClass().getSimpleName();
    }
  }

  private static String difference(Connection connection, CheckedClock clock) throws SQLException {
    CheckedClock.Difference found =
        clock.compare(() -> DatabaseClock.read(connection, ANSWER_SECONDS_MAX));
    return found.tooFar() ? found.text() : "";
  }

  @Override
  public void close() {
    rounds.close();
  }
}
