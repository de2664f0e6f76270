package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How questions over whole days or months of the ledger are asked, for the rest of a transaction.
 * Claims are read row by row and by index; a report is not. A young database has no statistics, and
 * where the planner takes a month for one row it joins in loops: 27,000 settlements took more than
 * a minute, and 3 seconds by hash. A statement may take minutes here; a socket that waited no
 * longer than claims let it would end it sooner, so it waits, too, until the connection goes back.
 */
final class LedgerScan {
  /** Of what somebody waits for. */
  static final int ASKED_MINUTES = 5;

  /** Of what must be done some time: given up, it would only begin anew. */
  static final int MUST_MINUTES = 30;

  private static final String TIME =
      "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL statement_timeout = ";

  private static final String BY_HASH =
      """
      SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on;
      SET LOCAL enable_mergejoin = on; SET LOCAL enable_nestloop = off;
      SET LOCAL work_mem = '64MB'
      """;

  /** So long a socket waits past what the server gives a statement. */
  private static final int PAST_MILLIS = 10_000;

  private LedgerScan() {}

  /** From here on for months: with time, and joined by hash. */
  static void plan(Connection connection) throws SQLException {
    allow(connection, ASKED_MINUTES);
    Sql.update(connection, BY_HASH);
  }

  /**
   * From here on for a span of days: planned for its bounds, by index as claims are, and with time.
   * Work that took longer than a socket waits would begin again for ever, while the backend that it
   * left held its locks.
   *
   * @param minutes how long a statement may take, 1 to 60
   */
  static void allow(Connection connection, int minutes) throws SQLException {
    int millis = Math.multiplyExact(minutes, 60_000);
    Sql.update(connection, TIME + millis);
    connection.setNetworkTimeout(Runnable::run, millis + PAST_MILLIS);
  }
}
