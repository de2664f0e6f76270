package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.ClearingStore.PrepareOrder;
import io.yizhan.gateway.desk.ClearingStore.Run;
import io.yizhan.gateway.desk.DayStore;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.RequestKey;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
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

  private static final int LOOKS_MAX = 100_000;

  private static final String[] WHOLE_MONTH = {
    "2026-01-01", "2026-01-01", "2026-01-31", "", "", "", "ALL", "{}", "ALL", "YEAR"
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

  private static void refuseWithoutTime(TestDatabase database, String table, String event) {
    database.execute(
        "CREATE OR REPLACE FUNCTION hurried() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE ''without time''; END'");
    database.execute(
        "CREATE TRIGGER hurried BEFORE "
            + event
            + " ON "
            + table
            + " FOR EACH ROW WHEN (current_setting('statement_timeout') <> '30min')"
            + " EXECUTE FUNCTION hurried()");
  }

  @Test
  void day_whoseTotalsAreAddedUp_hasTime() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      StoreScene scene = new StoreScene(database);
      scene.settled(scene.member("410105196001010115", 0));
      refuseWithoutTime(database, "posting_day_total", "INSERT");
      DayStore days = database.stores().days();
      Instant over = Instant.parse("2016-09-01T16:00:00Z");
      days.startClosing(StoreScene.POSTING_DATE, over, "op");
      int closed = 0;
      for (int i = 0; i < LOOKS_MAX && closed == 0; i++) {
        closed = days.goOn(over, 1);
      }
      assertEquals(1, closed);
    }
  }

  @Test
  void fund_whoseDayIsCountedOrWhoseRestIsRead_hasTime() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      StoreScene scene = new StoreScene(database);
      scene.settled(scene.member("410105196001010116", 0));
      refuseWithoutTime(database, "statutory_spent", "INSERT");
      assertTrue(database.stores().funds().countDay(StoreScene.POSTING_DATE.plusDays(1)));
      try (Connection connection = database.stores().dataSource().getConnection()) {
        connection.setAutoCommit(false);
        PostgresFundStore.balance(connection, "610100@" + StoreScene.COUNTY, 2016);
        assertEquals(310_000, connection.getNetworkTimeout());
        connection.rollback();
      }
    }
  }

  @Test
  void month_thatIsPreparedForClearing_hasTime() {
    try (TestDatabase database = TestDatabase.create()) {
      StoreScene scene = new StoreScene(database);
      scene.settled(scene.member("410105196001010117", 0));
      database.execute("UPDATE posting_clock SET open_from = '2016-10-01'");
      refuseWithoutTime(database, "clearing_run", "UPDATE");
      Origin origin =
          new Origin(
              new RequestKey("office", "P1"),
              StoreScene.content("month", "2016-09"),
              scene.stamp("P1"),
              "office");
      List<Run> runs = new ArrayList<>();
      database
          .stores()
          .clearings()
          .prepare(
              new PrepareOrder(
                  origin,
                  StoreScene.COUNTY,
                  LocalDate.of(2016, 9, 1),
                  new IdSource(new SecureRandom())),
              run -> {
                runs.add(run);
                return new byte[0];
              });
      assertEquals(1, runs.size());
      assertEquals(2, runs.get(0).lineCount(), "the pool and the aid");
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
