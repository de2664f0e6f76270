package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.Stamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes sure that the ledger has the partition of a month before its first row is written. A new
 * partition is made beside the ledger and then attached: writers of other months go on meanwhile.
 */
final class Months {
  private static final String EXISTS = "SELECT 1 FROM pg_class WHERE oid = to_regclass(?)";

  /** Of gateways that make the same month at once, one makes it and the others wait for it. */
  private static final String ONE_AT_A_TIME = "LOCK TABLE reversal IN SHARE ROW EXCLUSIVE MODE";

  private final Set<YearMonth> made = ConcurrentHashMap.newKeySet();

  /**
   * Makes the months of the days that what was made then can be posted on.
   *
   * @param connection without autocommit, with nothing done yet in its transaction
   */
  void require(Connection connection, Stamp stamp) throws SQLException {
    LocalDate day = LocalDate.ofInstant(stamp.time(), SettlementDesk.CIVIL_ZONE);
    require(connection, day);
    require(connection, day.plusDays(1));
  }

  /**
   * Makes the month of a day unless it is there, in a transaction of its own.
   *
   * @param connection without autocommit, with nothing done yet in its transaction
   */
  void require(Connection connection, LocalDate day) throws SQLException {
    YearMonth month = YearMonth.from(day);
    if (!made.contains(month)) {
      make(connection, month);
      connection.commit();
      made.add(month);
    }
  }

  private static void make(Connection connection, YearMonth month) throws SQLException {
    String name =
        String.format(Locale.ROOT, "settlement_%04d_%02d", month.getYear(), month.getMonthValue());
    if (exists(connection, name)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(ONE_AT_A_TIME);
      if (exists(connection, name)) {
        return;
      }
      statement.execute(
          "CREATE TABLE "
              + name
              + " (LIKE settlement INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
              // Two rows fit a page; compressing shorter ones costs more than it saves.
              + " WITH (toast_tuple_target = 4000)");
      statement.execute(
          "ALTER TABLE settlement ATTACH PARTITION "
              + name
              + " FOR VALUES FROM ('"
              + month.atDay(1)
              + "') TO ('"
              + month.plusMonths(1).atDay(1)
              + "')");
    }
  }

  private static boolean exists(Connection connection, String name) throws SQLException {
    return Sql.first(connection, EXISTS, row -> row.getInt(1), name).isPresent();
  }
}
