package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.Stamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes sure that the ledger has the partition of a month before its first row is written. A new
 * partition is made beside the ledger and then attached: writers of other months go on meanwhile.
 * Months are made days before their first, so that no call has to; one makes its own where it is
 * missing all the same.
 */
final class Months {
  /**
   * By what is committed when it is asked: a name that was looked up in vain is not looked up again
   * in the same transaction, so {@code to_regclass} would not see what another has made meanwhile.
   */
  private static final String EXISTS =
      """
      SELECT 1 FROM pg_class WHERE relname = ? AND relnamespace = (
        SELECT relnamespace FROM pg_class WHERE oid = 'settlement'::regclass)
      """;

  /** So many days before its first day a month is made. */
  private static final int DAYS_AHEAD = 7;

  private static final String CHECK_VIOLATION = "23514";

  /** Made as far as this process knows: a server that took over may not have heard of one. */
  private final Set<YearMonth> made = ConcurrentHashMap.newKeySet();

  /**
   * Makes the month of the day that is open at a stamp's time, which may be the one after it. It
   * does not ask again for one that it knows: what books then is {@link #booking}.
   *
   * @param connection without autocommit, with nothing done yet in its transaction
   */
  void require(Connection connection, Stamp stamp) throws SQLException {
    LocalDate day = LocalDate.ofInstant(stamp.time(), SettlementDesk.CIVIL_ZONE);
    LocalDate next = day.plusDays(1);
    if (!made.contains(YearMonth.from(day))) {
      require(connection, day);
    }
    if (!made.contains(YearMonth.from(next))
        && PostingClocks.read(connection).openDayOf(stamp.time()).equals(next)) {
      require(connection, next);
    }
  }

  /** The same, asking the database in any case: for what books in a later transaction. */
  void requireAnew(Connection connection, Stamp stamp) throws SQLException {
    require(connection, LocalDate.ofInstant(stamp.time(), SettlementDesk.CIVIL_ZONE));
    require(connection, PostingClocks.read(connection).openDayOf(stamp.time()));
  }

  /** Makes the month that will soon have begun. */
  void requireAhead(Connection connection, Instant now) throws SQLException {
    LocalDate day = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    require(connection, day);
    require(connection, day.plusDays(DAYS_AHEAD));
  }

  /**
   * Makes the month of a day unless the database has it, in a transaction of its own.
   *
   * @param connection without autocommit, with nothing done yet in its transaction
   */
  void require(Connection connection, LocalDate day) throws SQLException {
    YearMonth month = YearMonth.from(day);
    make(connection, month);
    Transactions.commit(connection);
    made.add(month);
  }

  /**
   * The same work, of which a month is required and booked into. Where the database does not have a
   * month that was known, as after the loss of a server whose standby had not heard of it, all are
   * forgotten and the work runs again, once.
   */
  <T> Transactions.Work<T> booking(Transactions.Work<T> work) {
    AtomicBoolean forgotten = new AtomicBoolean();
    return connection -> {
      try {
        return work.run(connection);
      } catch (SQLException e) {
        if (!isWithoutMonth(e) || forgotten.getAndSet(true)) {
          throw e;
        }
        made.clear();
        throw new SQLException("a month is not there any more", Transactions.CONFLICT, e);
      }
    };
  }

  /** A row that fits no partition violates a constraint without a name. */
  private static boolean isWithoutMonth(SQLException failure) {
    return CHECK_VIOLATION.equals(failure.getSQLState())
        && SqlState.constraintOf(failure).isEmpty();
  }

  private static void make(Connection connection, YearMonth month) throws SQLException {
    String name =
        String.format(Locale.ROOT, "settlement_%04d_%02d", month.getYear(), month.getMonthValue());
    if (exists(connection, name)) {
      return;
    }
    // Of gateways that make the same month at once, one makes it and the others wait for it. A row
    // is in nobody's way who books, and a table's lock would be in that of a vacuum.
    PostingClocks.lock(connection);
    if (exists(connection, name)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
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
