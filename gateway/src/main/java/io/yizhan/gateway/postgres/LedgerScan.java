package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How questions over whole months of the ledger are planned, for the rest of a transaction. Claims
 * are read row by row and by index; a report is not. A young database has no statistics, and where
 * the planner takes a month for one row it joins in loops: 27,000 settlements took more than a
 * minute, and 3 seconds by hash.
 */
final class LedgerScan {
  private static final String SETTINGS =
      """
      SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = on;
      SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on;
      SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB';
      SET LOCAL statement_timeout = '50s'
      """;

  private LedgerScan() {}

  /** From here on. */
  static void plan(Connection connection) throws SQLException {
    Sql.update(connection, SETTINGS);
  }
}
