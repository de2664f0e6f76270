package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in transactions at READ COMMITTED. Work must be repeatable: each of them claims its
 * request id (first, or a group with what it writes) or is idempotent by nature, so that running it
 * again after a commit of unknown outcome finds the first effect (a running original makes the
 * claim wait) instead of guessing.
 *
 * <p>An answer leaves here only when what it says is durable. What this transaction wrote is so by
 * its commit. What it found of another may be visible and yet not be on the synchronous standby, if
 * that one's wait was cancelled or its server was restarted; therefore a transaction that answers
 * what it found writes a mark into the log first, behind all that it saw, and its own commit waits
 * for the mark. A commit that writes nothing waits for nobody.
 */
final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  /** Begins a transaction that sees one moment and writes nothing. */
  static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /** How often a transaction that lost against another is run again. */
  static final int CONFLICT_RETRIES_MAX = 5;

  /** How often a lost connection is replaced; the pauses double. */
  static final int CONNECTION_RETRIES_MAX = 5;

  /**
   * Where no standby is waited for, visible is durable: PostgreSQL shows a commit after its flush.
   */
  static final String MARK =
      """
      SELECT CASE WHEN current_setting('synchronous_standby_names') <> ''
        THEN pg_logical_emit_message(true, 'yizhan', ''::text) END
      """;

  /**
   * What a statement ends with that {@link #executeAndCommit} runs. A database that refuses what
   * stands before it does not come to it.
   */
  static final String AND_COMMIT = ";\nCOMMIT";

  private static final long PAUSE_MILLIS = 50;
  private static final String LOCK_TIMEOUT = "55P03";

  /**
   * The database takes no writing, as a server that has become a standby: it refuses the first
   * statement that would write, so nothing of the transaction was done.
   */
  private static final String READ_ONLY = "25006";

  private static final String OUTCOME_UNKNOWN = "08007";
  private static final String NOTICE = "00000";

  /** Of work that throws it the transaction runs again. */
  static final String CONFLICT = "40001";

  private static final Set<String> CONFLICTS = Set.of(CONFLICT, "40P01");
  private static final Set<String> GIVING_UP =
      Set.of(LOCK_TIMEOUT, "57014", "53300", "53100", "53200");
  private static final Set<String> SHUTTING_DOWN = Set.of("57P01", "57P02", "57P03", "25P03");

  private final DataSource pool;
  private final Pause pause;
  private final Places places;

  Transactions(DataSource pool) {
    this(pool, Thread::sleep);
  }

  Transactions(DataSource pool, Pause pause) {
    this(pool, pause, Places.UNLIMITED);
  }

  private Transactions(DataSource pool, Pause pause, Places places) {
    this.pool = pool;
    this.pause = pause;
    this.places = places;
  }

  /**
   * The same, of which so many write at a time: those may wait for what another transaction has
   * locked, and must leave connections to others meanwhile. Reading waits for nobody.
   *
   * @param waitMillis how long one waits for its place
   */
  Transactions limited(int writesMax, long waitMillis) {
    return new Transactions(pool, pause, new Places(new Semaphore(writesMax, true), waitMillis));
  }

  /** For how many transactions that write there is a place at a time. */
  private record Places(Semaphore free, long waitMillis) {
    private static final Places UNLIMITED = new Places(new Semaphore(Integer.MAX_VALUE), 0);

    /** As a pool without a free connection. */
    private void take() throws SQLException {
      try {
        if (!free.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
          throw new SQLTransientConnectionException("too many transactions wait for locks");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLTransientConnectionException("interrupted", e);
      }
    }
  }

  /** Lets time pass. */
  interface Pause {
    /** For so long. */
    void millis(long duration) throws InterruptedException;
  }

  /** What is done on a connection. */
  interface Work<T> {
    /** Runs the statements. */
    T run(Connection connection) throws SQLException;
  }

  /** Thrown by work to take back what it did and answer this, which it found, all the same. */
  static final class RolledBack extends SQLException {
    private static final long serialVersionUID = 1L;
    private final transient Object answer;

    RolledBack(Object answer) {
      this.answer = answer;
    }
  }

  /** Reads with single statements, no transaction around them. */
  <T> T read(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** The same for what is answered as a fact: where it finds something, that is durable. */
  <T> Optional<T> find(Work<Optional<T>> work) {
    return read(
        connection -> {
          Optional<T> found = work.run(connection);
          if (found.isPresent()) {
            mark(connection);
          }
          return found;
        });
  }

  /** The same of what several statements find: all of it as it was at one moment. */
  <T> Optional<T> findAtOnce(Work<Optional<T>> work) {
    return find(
        connection -> {
          connection.setAutoCommit(false);
          Sql.update(connection, SNAPSHOT);
          Optional<T> found = work.run(connection);
          connection.commit();
          connection.setAutoCommit(true);
          return found;
        });
  }

  /** Runs repeatable work and commits. */
  <T> T write(Class<T> answer, Work<? extends T> work) {
    return write(answer, made -> false, work);
  }

  /**
   * Runs repeatable work that may find its answer instead of making it, and commits.
   *
   * @param found whether this answer tells of what another transaction wrote
   */
  <T> T write(Class<T> answer, Predicate<? super T> found, Work<? extends T> work) {
    int conflicts = 0;
    int lost = 0;
    while (true) {
      try {
        // After a lost connection whatever this run finds may be the effect of that one.
        boolean again = lost > 0;
        return attempt(answer, result -> again || found.test(result), work);
      } catch (SQLException e) {
        if (isConflict(e) && conflicts < CONFLICT_RETRIES_MAX) {
          conflicts++;
        } else if (isConnectionLoss(e) && lost < CONNECTION_RETRIES_MAX) {
          pause(PAUSE_MILLIS << lost);
          lost++;
        } else {
          throw lost > 0 ? new StoreUnavailableException(e) : failure(e);
        }
      } catch (RuntimeException e) {
        throw lost > 0 ? new StoreUnavailableException(e) : e;
      }
    }
  }

  private <T> T attempt(Class<T> answer, Predicate<? super T> found, Work<? extends T> work)
      throws SQLException {
    places.take();
    try {
      Connection connection = pool.getConnection();
      try {
        return attempt(connection, answer, found, work);
      } finally {
        giveBack(connection);
      }
    } finally {
      places.free.release();
    }
  }

  /** What was committed stays committed, whatever becomes of its connection. */
  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a connection could not be given back: {}", state(e));
    }
  }

  private static <T> T attempt(
      Connection connection, Class<T> answer, Predicate<? super T> found, Work<? extends T> work)
      throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      T result;
      try {
        result = work.run(connection);
        if (found.test(result)) {
          mark(connection);
        }
      } catch (RolledBack e) {
        connection.rollback();
        result = answer.cast(e.answer);
        mark(connection);
      }
      commit(connection);
      done = true;
      return result;
    } finally {
      if (!done && !connection.isClosed()) {
        connection.rollback();
      }
    }
  }

  private static void mark(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(MARK);
      // Where no transaction is around it, this was its commit.
      requireNoWarning(statement.getWarnings());
    }
  }

  /**
   * Commits. The server warns when it was told to wait no longer for its standby: then the commit
   * stands here and may be lost with this server, so its outcome is unknown.
   */
  static void commit(Connection connection) throws SQLException {
    connection.clearWarnings();
    try {
      connection.commit();
    } catch (RuntimeException | Error e) {
      throw new SQLException("a commit without an answer", OUTCOME_UNKNOWN, e);
    }
    requireNoWarning(connection.getWarnings());
  }

  /**
   * Runs the last statement of repeatable work, which ends with {@link #AND_COMMIT}: one round trip
   * for both. Nothing may be answered of the work if this throws.
   */
  static void executeAndCommit(PreparedStatement last) throws SQLException {
    try {
      last.execute();
    } catch (RuntimeException | Error e) {
      throw new SQLException("a commit without an answer", OUTCOME_UNKNOWN, e);
    }
    requireNoWarning(last.getWarnings());
  }

  private static void requireNoWarning(@Nullable SQLWarning first) throws SQLException {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      if (!state(warning).equals(NOTICE)) {
        throw new SQLException("a commit with a warning", OUTCOME_UNKNOWN, warning);
      }
    }
  }

  /**
   * Whether the database fails everybody, and not one whom another transaction is in the way of.
   */
  static boolean concernsAll(StoreUnavailableException failure) {
    Throwable cause = failure.getCause();
    boolean inTheWay =
        cause instanceof SQLException e && (state(e).equals(LOCK_TIMEOUT) || isConflict(e));
    return !inTheWay && !(cause instanceof RuntimeException);
  }

  /** Whether another transaction held for longer than was waited for it. */
  static boolean isHeld(StoreUnavailableException failure) {
    return failure.getCause() instanceof SQLException e && state(e).equals(LOCK_TIMEOUT);
  }

  private static boolean isConflict(SQLException e) {
    return CONFLICTS.contains(state(e));
  }

  /** The connection is gone; whether the work took effect is found out by running it again. */
  private static boolean isConnectionLoss(SQLException e) {
    String state = state(e);
    return !(e instanceof SQLTransientConnectionException)
        && (state.startsWith("08") || SHUTTING_DOWN.contains(state));
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  private static RuntimeException failure(SQLException e) {
    String state = state(e);
    if (state.equals(READ_ONLY)) {
      return StoreUnavailableException.nothingDone(e);
    }
    boolean unavailable =
        e instanceof SQLTransientConnectionException
            || e instanceof java.sql.SQLRecoverableException
            || isConnectionLoss(e)
            || isConflict(e)
            || GIVING_UP.contains(state)
            || state.startsWith("58");
    return unavailable
        ? new StoreUnavailableException(e)
        : new IllegalStateException("the store refused a statement, state " + state, e);
  }

  private void pause(long millis) {
    try {
      pause.millis(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(e);
    }
  }
}
