package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.DayStore;
import io.yizhan.gateway.desk.PostingClock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port of posting days. */
final class PostgresDayStore implements DayStore {
  private static final String LIST =
      """
      SELECT posting_date, state, closing_time, closed_time, line_count FROM posting_day
      WHERE posting_date BETWEEN ? AND ? ORDER BY posting_date LIMIT ?
      """;

  private static final Logger LOG = LoggerFactory.getLogger(PostgresDayStore.class);

  private final Transactions transactions;

  PostgresDayStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public PostingClock clock() {
    return transactions.read(PostingClocks::read);
  }

  @Override
  public CloseResult startClosing(LocalDate day, Instant now, String callerId) {
    return transactions.write(
        CloseResult.class,
        result -> true,
        connection -> {
          if (day.isAfter(PostingClocks.read(connection).lastOver(now))) {
            return new CloseResult.NotOver();
          }
          DayClosing.mark(connection, day, now, callerId);
          return new CloseResult.Started(
              find(connection, day)
                  .orElse(
                      // Before the first that was ever booked on.
                      new Day(
                          day, State.CLOSED, Optional.empty(), Optional.empty(), Optional.of(0L))));
        });
  }

  @Override
  public int startClosingOver(Instant over, Instant now, String callerId) {
    PostingClock clock = clock();
    LocalDate day = clock.lastOver(over);
    if (day.isBefore(clock.openFrom())
        || !transactions.<Boolean>read(connection -> DayClosing.hasBegun(connection, clock))) {
      return 0;
    }
    return transactions.write(
        Integer.class, connection -> DayClosing.mark(connection, day, now, callerId));
  }

  @Override
  public int goOn(Instant now, int daysMax) {
    int closed = 0;
    int begun = transactions.write(Integer.class, DayClosing::giveHorizon);
    LOG.debug("{} days have got their horizon", begun);
    while (closed < daysMax
        && transactions
            .write(Closed.class, connection -> new Closed(DayClosing.closeNext(connection, now)))
            .day()
            .isPresent()) {
      closed++;
    }
    return closed;
  }

  private record Closed(Optional<LocalDate> day) {}

  @Override
  public Optional<Day> find(LocalDate day) {
    return transactions.read(connection -> find(connection, day));
  }

  private static Optional<Day> find(Connection connection, LocalDate day) throws SQLException {
    return Sql.first(connection, LIST, PostgresDayStore::day, day, day, 1);
  }

  @Override
  public List<Day> list(LocalDate from, LocalDate to, int limit) {
    return transactions.read(
        connection -> Sql.list(connection, LIST, PostgresDayStore::day, from, to, limit));
  }

  private static Day day(ResultSet row) throws SQLException {
    return new Day(
        row.getObject(1, LocalDate.class),
        State.valueOf(row.getString(2)),
        time(row, 3),
        time(row, 4),
        Optional.ofNullable(row.getObject(5, Long.class)));
  }

  private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
