package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** Which months nothing can be posted in any more: all their posting days are closed. */
final class ClosedMonths {
  /**
   * Days close in their order, so that the days before the first open one are closing or closed.
   */
  private static final String OPEN_DAY =
      """
      SELECT min(day) FROM (
        SELECT greatest(open_from, ?) AS day FROM posting_clock
        UNION ALL
        SELECT posting_date FROM posting_day
        WHERE posting_date >= ? AND posting_date < ? AND state <> 'CLOSED') days
      WHERE day < ?
      """;

  private ClosedMonths() {}

  /**
   * The first day of a month that is not closed; empty when all are. What is closed stays so, and
   * whatever it came to is seen by the statements that follow.
   *
   * @param month its first day
   */
  static Optional<LocalDate> openDay(Connection connection, LocalDate month) throws SQLException {
    LocalDate next = month.plusMonths(1);
    return Sql.first(
            connection,
            OPEN_DAY,
            row -> Optional.ofNullable(row.getObject(1, LocalDate.class)),
            month,
            month,
            next,
            next)
        .flatMap(day -> day);
  }
}
