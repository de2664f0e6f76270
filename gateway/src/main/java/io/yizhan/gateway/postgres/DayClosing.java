package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PostingClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The steps of closing posting days, each inside one transaction.
 *
 * <p>Why nothing falls between two days: a booking has its transaction's number before it reads
 * which day is open. The mark is committed before the horizon's transaction gets its number. So
 * whoever still saw the day open has a number below the horizon, and when no transaction below it
 * runs any more, all that is booked on the day is there and nothing can be added.
 */
final class DayClosing {
  /** So many days are marked at once: more are a mistake of a clock. */
  static final int DAYS_MAX = 20_000;

  private static final LocalDate NEVER = LocalDate.of(1970, 1, 1);

  private static final String FIRST_BOOKED =
      """
      SELECT least((SELECT min(posting_date) FROM settlement WHERE posting_date >= ?),
        (SELECT min(posting_date) FROM aid_entry WHERE posting_date >= ?))
      """;

  private static final String MARK =
      """
      INSERT INTO posting_day (posting_date, state, closing_time, closing_caller)
      SELECT t::date, 'CLOSING', ?, ? FROM generate_series(?::date::timestamp, ?::date::timestamp, '1 day') AS t
      """;

  private static final String NOW = "SELECT clock_timestamp()";

  private static final String MOVE = "UPDATE posting_clock SET open_from = ?";

  private static final String GIVE_HORIZON =
      """
      UPDATE posting_day SET horizon = pg_current_xact_id()
      WHERE state = 'CLOSING' AND horizon IS NULL
      """;

  /**
   * The oldest that is closing, and nothing while another gateway closes it or its horizon has not
   * come: days close in their order.
   */
  private static final String NEXT_DUE =
      """
      SELECT d.posting_date FROM posting_day d
      WHERE d.state = 'CLOSING' AND d.horizon <= pg_snapshot_xmin(pg_current_snapshot())
        AND NOT EXISTS (SELECT 1 FROM posting_day b
          WHERE b.state = 'CLOSING' AND b.posting_date < d.posting_date)
      ORDER BY d.posting_date LIMIT 1 FOR UPDATE SKIP LOCKED
      """;

  private static final String KEEP_TOTALS =
      "INSERT INTO posting_day_total (posting_date, "
          + DayTotals.COLUMNS
          + ") SELECT ?::date, "
          + DayTotals.COLUMNS
          + " FROM ("
          + DayTotals.OF_ALL
          + ") t";

  private static final String CLOSE =
      """
      UPDATE posting_day SET state = 'CLOSED', closed_time = ?, line_count = (
        SELECT (SELECT count(*) FROM settlement WHERE posting_date = ?)
          + (SELECT count(*) FROM aid_entry WHERE posting_date = ?))
      WHERE posting_date = ?
      """;

  private DayClosing() {}

  /**
   * Whether a day is not over by the clock of the database, which all gateways share: where one
   * gateway's clock runs ahead, days that it takes for over would be closed to all of them.
   */
  static boolean isNotOver(Connection connection, PostingClock clock, LocalDate day)
      throws SQLException {
    Instant now = Sql.first(connection, NOW, row -> row.getTimestamp(1).toInstant()).orElseThrow();
    return day.isAfter(clock.lastOver(now));
  }

  /** Marks a day that is over, and all before it; answers how many. */
  static int mark(Connection connection, LocalDate day, Instant now, String callerId)
      throws SQLException {
    PostingClock clock = PostingClocks.lock(connection);
    if (day.isBefore(clock.openFrom()) || isNotOver(connection, clock, day)) {
      return 0;
    }
    LocalDate first = clock.openFrom();
    if (first.equals(NEVER)) {
      first = firstBooked(connection).filter(booked -> booked.isBefore(day)).orElse(day);
    }
    if (first.plusDays(DAYS_MAX).isBefore(day)) {
      throw new IllegalStateException("so many days must not be closed at once");
    }
    Sql.update(connection, MARK, now, callerId, first, day);
    Sql.update(connection, MOVE, day.plusDays(1));
    return Math.toIntExact(day.toEpochDay() - first.toEpochDay() + 1);
  }

  /** Whether anything was ever booked or closed. */
  static boolean hasBegun(Connection connection, PostingClock clock) throws SQLException {
    return !clock.openFrom().equals(NEVER) || firstBooked(connection).isPresent();
  }

  private static Optional<LocalDate> firstBooked(Connection connection) throws SQLException {
    return Sql.first(
            connection,
            FIRST_BOOKED,
            row -> Optional.ofNullable(row.getObject(1, LocalDate.class)),
            NEVER,
            NEVER)
        .orElseThrow();
  }

  /** Gives a horizon to days that have none; must be a transaction of its own. */
  static int giveHorizon(Connection connection) throws SQLException {
    return Sql.update(connection, GIVE_HORIZON);
  }

  /** Closes the oldest day that is closing, if its horizon has come and nobody else closes it. */
  static Optional<LocalDate> closeNext(Connection connection, Instant now) throws SQLException {
    Optional<LocalDate> due =
        Sql.first(connection, NEXT_DUE, row -> row.getObject(1, LocalDate.class));
    if (due.isPresent()) {
      LocalDate day = due.get();
      LedgerScan.allow(connection, LedgerScan.MUST_MINUTES);
      Sql.update(connection, KEEP_TOTALS, day, day, day, day, day);
      Sql.update(connection, CLOSE, now, day, day, day);
    }
    return due;
  }
}
