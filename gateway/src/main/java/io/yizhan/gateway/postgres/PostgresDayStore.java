package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.DayStore;
import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.gateway.desk.SettlementDesk;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port of posting days. */
final class PostgresDayStore implements DayStore {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresDayStore.class);

  /** Days that close or are closed, and open ones on which something is booked. */
  private static final String LIST =
      """
      SELECT t.day::date, coalesce(d.state, 'OPEN'), d.closing_time, d.closed_time,
          coalesce(d.line_count, 0)
        FROM generate_series(?::date::timestamp, ?::date::timestamp, '1 day') AS t (day)
        LEFT JOIN posting_day d ON d.posting_date = t.day::date
        WHERE d.posting_date IS NOT NULL OR t.day = ? OR (t.day > ? AND (
          EXISTS (SELECT 1 FROM settlement s WHERE s.posting_date = t.day::date)
          OR EXISTS (SELECT 1 FROM aid_entry e WHERE e.posting_date = t.day::date)))
        ORDER BY 1 LIMIT ?
      """;

  private static final String FIND =
      """
      SELECT posting_date, state, closing_time, closed_time, coalesce(line_count, 0)
      FROM posting_day WHERE posting_date = ?
      """;

  private static final String STATE_CUT_OFF =
      """
      UPDATE posting_clock SET cut_off = ?, later_cut_off = ?, cut_off_stated = true
      WHERE NOT cut_off_stated
      """;

  private static final String SET_CUT_OFF =
      """
      UPDATE posting_clock
      SET cut_off = ?, later_cut_off = ?, later_from = ?, cut_off_stated = true
      """;

  private static final String PUT_LATE_LIMIT =
      """
      INSERT INTO late_claim_limit (county, benefit_year, last_date, source, caller_id, entry_time)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (county, benefit_year) DO UPDATE SET last_date = excluded.last_date,
        source = excluded.source, caller_id = excluded.caller_id, entry_time = excluded.entry_time
      """;

  private static final String RAISE_LATE_YEAR =
      "UPDATE posting_clock SET late_year = ? WHERE late_year < ?";

  private static final String LATE_LIMITS =
      """
      SELECT county, benefit_year, last_date, source FROM late_claim_limit
      WHERE county = ? ORDER BY benefit_year DESC LIMIT 100
      """;

  /** So long may a statement take that adds up many days. */
  private static final Duration TIME_MAX = Duration.ofSeconds(50);

  /** For the transaction. */
  private static final String LIMIT_TIME = "SELECT set_config('statement_timeout', ?, true)";

  private final Transactions transactions;
  private final Months months;
  private final Duration timeMax;

  PostgresDayStore(Transactions transactions, Months months) {
    this(transactions, months, TIME_MAX);
  }

  /**
   * A store.
   *
   * @param timeMax how long a statement may take that adds up many days
   */
  PostgresDayStore(Transactions transactions, Months months, Duration timeMax) {
    this.transactions = transactions;
    this.months = months;
    this.timeMax = timeMax;
  }

  private void limitTime(Connection connection) throws SQLException {
    Sql.list(connection, LIMIT_TIME, row -> row.getString(1), timeMax.toMillis() + "ms");
  }

  @Override
  public PostingClock clock() {
    return transactions.read(PostingClocks::read);
  }

  @Override
  public void makeRoom(Instant now) {
    boolean made =
        transactions.write(
            Boolean.class,
            connection -> {
              months.requireAhead(connection, now);
              return true;
            });
    LOG.trace("the months to come are there: {}", made);
  }

  @Override
  public boolean stateCutOff(int cutOff) {
    return transactions.write(
        Boolean.class,
        connection -> {
          PostingClock clock = PostingClocks.lock(connection);
          boolean holds = clock.cutOff() == cutOff || clock.laterCutOff() == cutOff;
          if (!holds && DayClosing.hasBegun(connection, clock)) {
            return false;
          }
          boolean stated = Sql.update(connection, STATE_CUT_OFF, cutOff, cutOff) > 0;
          if (stated && !holds) {
            LOG.info(
                "posting days begin {} minutes after midnight, no longer {}",
                cutOff,
                clock.cutOff());
          }
          return holds || stated;
        });
  }

  @Override
  public CutOffResult setCutOff(int cutOff, LocalDate from, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    return transactions.write(
        CutOffResult.class,
        connection -> {
          PostingClock clock = PostingClocks.lock(connection);
          boolean toCome = clock.laterFrom().isAfter(today);
          if (toCome && clock.laterFrom().equals(from) && clock.laterCutOff() == cutOff) {
            return new CutOffResult.Set(clock);
          }
          LocalDate first = toCome ? clock.laterFrom() : today.plusDays(1);
          if (from.isBefore(first)) {
            return new CutOffResult.Fixed(first);
          }
          int now0 = toCome ? clock.cutOff() : clock.laterCutOff();
          Sql.update(connection, SET_CUT_OFF, now0, cutOff, from);
          return new CutOffResult.Set(PostingClocks.read(connection));
        });
  }

  @Override
  public CloseResult startClosing(LocalDate day, Instant now, String callerId) {
    return transactions.write(
        CloseResult.class,
        result -> true,
        connection -> {
          PostingClock clock = PostingClocks.read(connection);
          if (day.isAfter(clock.lastOver(now)) || DayClosing.isNotOver(connection, clock, day)) {
            return new CloseResult.NotOver();
          }
          DayClosing.mark(connection, day, now, callerId);
          return new CloseResult.Started();
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
    int begun = transactions.write(Integer.class, DayClosing::giveHorizon);
    LOG.debug("{} days have got their horizon", begun);
    int closed = 0;
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
  public Day find(LocalDate day) {
    return transactions.read(connection -> find(connection, day));
  }

  /** A day without a row is open, or one before the first on which anything was booked. */
  private static Day find(Connection connection, LocalDate day) throws SQLException {
    PostingClock clock = PostingClocks.read(connection);
    Optional<Day> kept = Sql.first(connection, FIND, PostgresDayStore::day, day);
    State state = day.isBefore(clock.openFrom()) ? State.CLOSED : State.OPEN;
    return kept.orElse(new Day(day, state, Optional.empty(), Optional.empty(), 0));
  }

  @Override
  public List<Day> list(LocalDate from, LocalDate to, int limit) {
    return transactions.read(
        connection -> {
          LocalDate open = PostingClocks.read(connection).openFrom();
          return Sql.list(connection, LIST, PostgresDayStore::day, from, to, open, open, limit);
        });
  }

  private static Day day(ResultSet row) throws SQLException {
    return new Day(
        row.getObject(1, LocalDate.class),
        State.valueOf(row.getString(2)),
        time(row, 3),
        time(row, 4),
        row.getLong(5));
  }

  private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }

  @Override
  public void putLateLimit(LateLimit limit, String callerId, Instant now) {
    int years =
        transactions.write(
            Integer.class,
            connection -> {
              Sql.update(
                  connection,
                  PUT_LATE_LIMIT,
                  limit.county(),
                  limit.benefitYear(),
                  limit.last(),
                  limit.source(),
                  callerId,
                  now);
              return Sql.update(
                  connection, RAISE_LATE_YEAR, limit.benefitYear(), limit.benefitYear());
            });
    LOG.debug("{} newest late years", years);
  }

  @Override
  public List<LateLimit> lateLimits(String county) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                LATE_LIMITS,
                row ->
                    new LateLimit(
                        row.getString(1),
                        row.getInt(2),
                        row.getObject(3, LocalDate.class),
                        row.getString(4)),
                county));
  }

  private record Totals(List<Total> rows) {}

  @Override
  public List<Total> totals(TotalQuery query) {
    LocalDate day = query.span().from();
    return transactions
        .write(
            Totals.class,
            connection -> {
              limitTime(connection);
              boolean kept =
                  day.equals(query.span().to()) && find(connection, day).state() == State.CLOSED;
              return new Totals(DayTotals.page(connection, query, kept));
            })
        .rows();
  }

  private record Details(List<Detail> rows) {}

  @Override
  public List<Detail> details(DetailQuery query) {
    return transactions
        .write(
            Details.class,
            connection -> {
              limitTime(connection);
              return new Details(DayLines.page(connection, query));
            })
        .rows();
  }
}
