package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How questions over months are planned where nothing is known of the tables. */
class LedgerScanTest {
  /**
   * A loop over a table or over what a part of the question gave; one over a row's own JSON is
   * none.
   */
  private static final Pattern LOOP = Pattern.compile("Nested Loop (Left|Anti|Semi) Join");

  private static final String[] WHOLE_MONTH = {
    "2026-01-01", "2026-01-31", "", "", "", "ALL", "{}", "ALL", "YEAR"
  };

  private static final String[] WHOLE_YEAR = {
    "410122",
    "2026-01-01",
    "2026-01-01",
    "2026-12-31",
    "410122",
    "2026",
    "3000000",
    "2026-12-31",
    "2026-12-31",
    "410122",
    "410122",
    "2026",
    "3000000",
    "501"
  };

  @Test
  void report_ofADatabaseWithoutStatistics_joinsByHash() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Connection connection = database.stores().dataSource().getConnection()) {
      connection.setAutoCommit(false);
      assertTrue(
          LOOP.matcher(plan(connection, ReportSql.PAID, WHOLE_MONTH)).find(), "as claims are read");
      LedgerScan.plan(connection);
      for (String statement : List.of(ReportSql.FIGURES, ReportSql.PAID)) {
        String plan = plan(connection, statement, WHOLE_MONTH);
        assertEquals(0, LOOP.matcher(plan).results().count(), plan);
      }
      String plan = plan(connection, HighCostList.REACHED, WHOLE_YEAR);
      assertEquals(0, LOOP.matcher(plan).results().count(), plan);
      assertFalse(plan.contains("Seq Scan on identity"), "a province has ten million: " + plan);
      connection.rollback();
    }
  }

  @Test
  void connection_afterAScan_waitsNoLongerThanBefore() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      DataSource pool = database.stores().dataSource();
      int before;
      int scanning;
      String seconds;
      try (Connection connection = pool.getConnection()) {
        before = connection.getNetworkTimeout();
        connection.setAutoCommit(false);
        LedgerScan.plan(connection);
        scanning = connection.getNetworkTimeout();
        seconds =
            Sql.first(connection, "SHOW statement_timeout", row -> row.getString(1)).orElseThrow();
        connection.rollback();
      }
      assertEquals("5min", seconds);
      assertEquals(310_000, scanning, "the socket outlasts the statement");
      try (Connection connection = pool.getConnection()) {
        assertEquals(before, connection.getNetworkTimeout());
        assertEquals(
            Optional.of("0"),
            Sql.first(connection, "SHOW statement_timeout", row -> row.getString(1)));
      }
    }
  }

  private static String plan(Connection connection, String statement, String... values)
      throws Exception {
    String filled = statement;
    for (String value : values) {
      filled = filled.replaceFirst("\\?", "'" + value + "'");
    }
    return String.join("\n", Sql.list(connection, "EXPLAIN " + filled, row -> row.getString(1)));
  }
}
