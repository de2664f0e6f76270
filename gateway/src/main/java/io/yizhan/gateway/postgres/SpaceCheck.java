package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether the server takes writing, and has room for what it is asked to keep. A server whose disk
 * is full still answers and still reads. It is asked to hold more than it may in memory, so that it
 * writes a quarter of a mebibyte to a file of its own and throws it away: no table grows by that,
 * no row is changed, and any role may do it.
 */
public final class SpaceCheck {
  private static final String LITTLE_MEMORY = "SET LOCAL work_mem = '64kB'";
  private static final String SPILL =
      """
      WITH kept AS MATERIALIZED (SELECT repeat('x', 1024) FROM generate_series(1, 256))
      SELECT count(*) FROM kept
      """;

  private static final String READ_ONLY = "SHOW transaction_read_only";

  private SpaceCheck() {}

  /**
   * Whether the database is read-only: a standby, or {@code default_transaction_read_only} is on.
   */
  public static boolean isReadOnly(Connection connection, int secondsMax) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(secondsMax);
      try (ResultSet row = statement.executeQuery(READ_ONLY)) {
        return row.next() && "on".equals(row.getString(1));
      }
    }
  }

  /**
   * Checks.
   *
   * @throws SQLException with state 53100 when the disk is full, with another when it does not
   *     answer in time
   */
  public static void run(Connection connection, int secondsMax) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(secondsMax);
      statement.execute(LITTLE_MEMORY);
      statement.execute(SPILL);
    } finally {
      if (!connection.isClosed()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
