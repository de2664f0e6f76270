package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Runs work in transactions at READ COMMITTED. Work must be repeatable: each of them claims its
 * request id first or is idempotent by nature, so that running it again after a commit of unknown
 * outcome finds the first effect (a running original makes the claim wait) instead of guessing.
 */
final class Transactions {
  /** How often a transaction that lost against another is run again. */
  private static final int CONFLICT_RETRIES_MAX = 5;

  /** How often a lost connection is replaced; the pauses double. */
  private static final int CONNECTION_RETRIES_MAX = 5;

  private static final long PAUSE_MILLIS = 50;
  private static final String LOCK_TIMEOUT = "55P03";
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");
  private static final Set<String> GIVING_UP =
      Set.of(LOCK_TIMEOUT, "57014", "53300", "53100", "53200");
  private static final Set<String> SHUTTING_DOWN = Set.of("57P01", "57P02", "57P03", "25P03");

  private final DataSource pool;

  Transactions(DataSource pool) {
    this.pool = pool;
  }

  /** What is done on a connection. */
  interface Work<T> {
    /** Runs the statements. */
    T run(Connection connection) throws SQLException;
  }

  /** Thrown by work to take back what it did and answer this all the same. */
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

  /** Runs repeatable work and commits. */
  <T> T write(Class<T> answer, Work<? extends T> work) {
    int conflicts = 0;
    int lost = 0;
    while (true) {
      try (Connection connection = pool.getConnection()) {
        return attempt(connection, answer, work);
      } catch (SQLException e) {
        if (isConflict(e) && conflicts < CONFLICT_RETRIES_MAX) {
          conflicts++;
        } else if (isConnectionLoss(e) && lost < CONNECTION_RETRIES_MAX) {
          pause(PAUSE_MILLIS << lost);
          lost++;
        } else {
          throw failure(e);
        }
      }
    }
  }

  private static <T> T attempt(Connection connection, Class<T> answer, Work<? extends T> work)
      throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      T result = work.run(connection);
      connection.commit();
      done = true;
      return result;
    } catch (RolledBack e) {
      return answer.cast(e.answer);
    } finally {
      if (!done && !connection.isClosed()) {
        connection.rollback();
      }
    }
  }

  /** Whether nothing was done because somebody else held a lock for too long. */
  static boolean isLockTimeout(StoreUnavailableException failure) {
    return failure.getCause() instanceof SQLException e && state(e).equals(LOCK_TIMEOUT);
  }

  private static boolean isConflict(SQLException e) {
    return CONFLICTS.contains(state(e));
  }

  /** The connection is gone; whether the work took effect is found out by running it again. */
  private static boolean isConnectionLoss(SQLException e) {
    String state = state(e);
    return !(e instanceof java.sql.SQLTransientConnectionException)
        && (state.startsWith("08") || SHUTTING_DOWN.contains(state));
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  private static RuntimeException failure(SQLException e) {
    String state = state(e);
    boolean unavailable =
        e instanceof java.sql.SQLTransientConnectionException
            || e instanceof java.sql.SQLRecoverableException
            || isConnectionLoss(e)
            || isConflict(e)
            || GIVING_UP.contains(state)
            || state.startsWith("58");
    return unavailable
        ? new StoreUnavailableException(e)
        : new IllegalStateException("the store refused a statement, state " + state, e);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(e);
    }
  }
}
