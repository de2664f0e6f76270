package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How questions over whole months of the ledger are planned, for the rest of a transaction. Claims
 * are read row by row and by index; a report is not. A young database has no statistics, and where
 * the planner takes a month for one row it joins in loops: 27,000 settlements took more than a
 * minute, and 3 seconds by hash. A statement may take five minutes here; a socket that waited no
 * longer than claims let it would end it sooner, so it waits, too, until the connection goes back.
 */
final class LedgerScan {
  private static final String SETTINGS =
      """
      SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = on;
      SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on;
      SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB';
      SET LOCAL statement_timeout = '300s'
      """;

  /** Past what the server gives a statement. */
  private static final int SOCKET_MILLIS = 310_000;

  private LedgerScan() {}

  /** From here on. */
  static void plan(Connection connection) throws SQLException {
    Sql.update(connection, SETTINGS);
    connection.setNetworkTimeout(Runnable::run, SOCKET_MILLIS);
  }
}
