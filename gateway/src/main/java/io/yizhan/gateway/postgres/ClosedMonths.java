package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** Which months nothing can be posted in any more. */
final class ClosedMonths {
  private ClosedMonths() {}

  /**
   * The first day of a month that is not closed; empty when all are. What is closed stays so.
   *
   * @param month its first day
   */
  static Optional<LocalDate> openDay(Connection connection, LocalDate month) throws SQLException {
    LocalDate closedBefore = Periods.hold(connection);
    return closedBefore.isBefore(month.plusMonths(1)) ? Optional.of(month) : Optional.empty();
  }
}
