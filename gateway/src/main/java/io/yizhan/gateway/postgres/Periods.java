package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * Accounting periods are months. All before one day are closed, for good; whoever books into a
 * named month holds that day until the commit, so that none closes under an entry.
 */
final class Periods {
  private static final String HOLD = "SELECT closed_before FROM accounting_closed FOR SHARE";
  private static final String LOCK = "SELECT closed_before FROM accounting_closed FOR UPDATE";

  private Periods() {}

  /** The month of a day. */
  static LocalDate of(LocalDate day) {
    return day.withDayOfMonth(1);
  }

  /** Before which day all months are closed; none closes until this transaction ends. */
  static LocalDate hold(Connection connection) throws SQLException {
    return Sql.first(connection, HOLD, row -> row.getObject(1, LocalDate.class)).orElseThrow();
  }

  /** The same for whoever closes. */
  static LocalDate lock(Connection connection) throws SQLException {
    return Sql.first(connection, LOCK, row -> row.getObject(1, LocalDate.class)).orElseThrow();
  }

  /** Whether a correction of today may name the month; must be held. */
  static boolean isOpen(LocalDate period, LocalDate closedBefore, LocalDate today) {
    return !period.isBefore(closedBefore) && !period.isAfter(of(today));
  }
}
