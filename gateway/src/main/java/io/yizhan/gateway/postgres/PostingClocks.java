package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * Reads the one row that says which posting day is open. A booking must read it after its
 * transaction has got its number: a day is closed when all that had theirs while it was open are
 * over, and one that reads first and gets its number later would not be waited for.
 */
final class PostingClocks {
  /** The columns, for whoever reads them with something else. */
  static final String NUMBERED = "pg_current_xact_id_if_assigned() IS NOT NULL";

  private static final String READ =
      "SELECT cut_off, later_cut_off, later_from, open_from, "
          + NUMBERED
          + ", late_year FROM posting_clock";

  private static final String LOCK = READ + " FOR UPDATE";

  private PostingClocks() {}

  private record Read(PostingClock clock, boolean numbered) {}

  /** As it is now, for who books nothing. */
  static PostingClock read(Connection connection) throws SQLException {
    return Sql.first(connection, READ, PostingClocks::of).orElseThrow().clock();
  }

  /** As it is now; it stays so until this transaction ends. */
  static PostingClock lock(Connection connection) throws SQLException {
    return Sql.first(connection, LOCK, PostingClocks::of).orElseThrow().clock();
  }

  /** The stamp of a booking, on the day that is open. */
  static Stamp stamp(Connection connection, Stamp made) throws SQLException {
    Read read = Sql.first(connection, READ, PostingClocks::of).orElseThrow();
    mustBeNumbered(read.numbered());
    return stamp(read.clock(), made);
  }

  /**
   * The same with a clock that was read in this transaction.
   *
   * @throws StoreUnavailableException when the day after the stamp's is closed too: this gateway's
   *     clock is behind, or the call waited for a day; nothing was done, and another may do it
   */
  static Stamp stamp(PostingClock clock, Stamp made) {
    Stamp stamp = clock.stamp(made);
    LocalDate civil = LocalDate.ofInstant(made.time(), SettlementDesk.CIVIL_ZONE);
    if (stamp.postingDate().isAfter(civil.plusDays(1))) {
      throw StoreUnavailableException.nothingDone(
          "posting days are closed beyond this gateway's clock");
    }
    return stamp;
  }

  /** What is booked unseen by who closes the day would fall out of its totals. */
  static void mustBeNumbered(boolean numbered) {
    if (!numbered) {
      throw new IllegalStateException("a booking must have its number before it reads its day");
    }
  }

  private static Read of(ResultSet row) throws SQLException {
    return new Read(
        new PostingClock(
            row.getInt(1),
            row.getInt(2),
            row.getObject(3, LocalDate.class),
            row.getObject(4, LocalDate.class),
            row.getInt(6)),
        row.getBoolean(5));
  }
}
