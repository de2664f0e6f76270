package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Readjudication;
import io.yizhan.gateway.desk.ReadjudicationStore;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The port of re-adjudication and of accounting periods. */
final class PostgresReadjudicationStore implements ReadjudicationStore {
  private static final String PERSON_OF =
      """
      SELECT coalesce(j.survivor_id, s.person_id)
      FROM settlement s LEFT JOIN person_join j ON j.bucket = s.bucket AND j.person_id = s.person_id
      WHERE posting_date IN (?::date, ?::date) AND settlement_id = ?
      """;

  /** Looks at so many rows of the ledger. */
  private static final String SPAN =
      """
      WITH looked_at AS (
        SELECT bucket, settlement_id, posting_date, kind, insured_region, aid_county, person_id,
          policy_versions
        FROM settlement
        WHERE posting_date BETWEEN ? AND ? AND (posting_date, settlement_id) > (?, ?)
        ORDER BY posting_date, settlement_id
        LIMIT ?)
      SELECT settlement_id, posting_date, kind = 'S'
        AND (cardinality(k.regions) = 0 OR EXISTS (
          SELECT 1 FROM unnest(k.regions) AS t (digits)
          WHERE starts_with(insured_region, digits) OR starts_with(aid_county, digits)
            OR EXISTS (
              SELECT 1 FROM identity i
              WHERE i.bucket = coalesce(j.survivor_bucket, l.bucket)
                AND i.person_id = coalesce(j.survivor_id, l.person_id) AND starts_with(i.county, digits))))
        AND (k.policy = '' OR EXISTS (
          SELECT 1 FROM unnest(policy_versions) AS v (code)
          WHERE split_part(v.code, '@', 1) = k.policy))
        AND NOT EXISTS (
          SELECT 1 FROM reversal r
          WHERE r.bucket = l.bucket AND r.settlement_id = l.settlement_id)
      FROM looked_at l
      LEFT JOIN person_join j ON j.bucket = l.bucket AND j.person_id = l.person_id
      CROSS JOIN (VALUES (?::text[], ?)) AS k (regions, policy)
      ORDER BY posting_date, settlement_id
      """;

  private static final String PERIOD =
      """
      SELECT period, proposer_id, propose_time, closer_id, close_time FROM accounting_closing
      WHERE period = ?
      """;

  /** A month before one that is closed is closed by that. */
  private static final String PERIODS =
      """
      SELECT c.period, c.proposer_id, c.propose_time, coalesce(c.closer_id, k.closer_id),
        coalesce(c.close_time, k.close_time)
      FROM accounting_closing c LEFT JOIN LATERAL (
        SELECT m.closer_id, m.close_time FROM accounting_closing m
        WHERE m.period > c.period AND m.closer_id IS NOT NULL
        ORDER BY m.close_time, m.period LIMIT 1) k ON true
      WHERE c.period < ? ORDER BY c.period DESC LIMIT ?
      """;

  /** What has closed a month: its own closing, or the first of a later one. */
  private static final String CLOSED_BY =
      """
      SELECT ?::date, proposer_id, propose_time, closer_id, close_time FROM accounting_closing
      WHERE period >= ? AND closer_id IS NOT NULL ORDER BY close_time, period LIMIT 1
      """;

  private static final String PROPOSE =
      "INSERT INTO accounting_closing (period, proposer_id, propose_time) VALUES (?, ?, ?)";

  private static final String CLOSE =
      """
      UPDATE accounting_closing SET closer_id = ?, close_time = ?,
        close_xid = pg_current_xact_id()
      WHERE period = ?
      """;

  private static final String MOVE_CLOSED =
      "UPDATE accounting_closed SET closed_before = greatest(closed_before, ?)";

  private static final LocalDate NEVER = LocalDate.of(9999, 1, 1);

  private final Transactions transactions;
  private final Secrets secrets;
  private final Requests requests;
  private final Persons persons;
  private final Months months;

  PostgresReadjudicationStore(Transactions transactions, Secrets secrets, Months months) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.requests = new Requests(secrets);
    this.persons = new Persons(secrets);
    this.months = months;
  }

  private Optional<String> personOf(Connection connection, Subject subject) throws SQLException {
    if (subject instanceof Subject.OfPerson person) {
      return Optional.ofNullable(persons.find(connection, secrets.alias(person.document())));
    }
    String settlementId = ((Subject.OfSettlement) subject).settlementId();
    PostingDays days = PostingDays.of(settlementId);
    return Sql.first(
        connection, PERSON_OF, row -> row.getString(1), days.first(), days.second(), settlementId);
  }

  @Override
  public Found find(Subject subject) {
    return transactions.read(
        connection -> {
          Optional<String> personId = personOf(connection, subject);
          if (personId.isEmpty()) {
            return new Found.Unknown();
          }
          Kin kin = Kin.of(connection, personId.get());
          if (kin.isTooLarge()) {
            return new Found.TooLarge(kin.size(), 0);
          }
          CircleReader.Read read = CircleReader.read(connection, kin);
          return read.isTooLarge()
              ? new Found.TooLarge(kin.size(), read.settlementCount())
              : new Found.Known(new Circle(read.settlements()));
        });
  }

  @Override
  public BookResult book(
      BookOrder order,
      Function<Circle, Readjudication> decide,
      Predicate<Readjudication> allowed,
      Function<BookedReadjudication, byte[]> reply) {
    Requests.Fingerprint fingerprint = requests.fingerprint(order.content());
    return transactions.write(
        BookResult.class,
        result -> !(result instanceof BookResult.Recorded recorded) || recorded.replayed(),
        months.booking(
            connection -> {
              months.require(connection, order.stamp());
              if (!requests.claim(
                  connection,
                  order.key(),
                  Requests.Kind.READJUDICATE,
                  fingerprint,
                  "",
                  order.callerId(),
                  order.stamp().time())) {
                return ReadjudicationRun.repeated(connection, requests, order, fingerprint);
              }
              Optional<String> personId = personOf(connection, order.subject());
              if (personId.isEmpty()) {
                throw new Transactions.RolledBack(new BookResult.Unknown());
              }
              BookOrder booked = order.on(PostingClocks.stamp(connection, order.stamp()));
              return new ReadjudicationRun(connection, secrets, booked, personId.get())
                  .run(decide, allowed, reply);
            }));
  }

  @Override
  public List<SpanRow> span(SpanQuery query) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                SPAN,
                row ->
                    new SpanRow(
                        row.getString(1), row.getObject(2, LocalDate.class), row.getBoolean(3)),
                query.from(),
                query.to(),
                query.after().map(ListQuery.After::postingDate).orElse(query.from()),
                query.after().map(ListQuery.After::id).orElse(""),
                query.limit(),
                connection.createArrayOf("text", query.regions().toArray()),
                query.policyCode()));
  }

  @Override
  public ClosePeriodResult closePeriod(LocalDate period, String callerId, Instant now) {
    return transactions.write(
        ClosePeriodResult.class,
        result -> true,
        connection -> {
          if (period.isBefore(Periods.lock(connection))) {
            return new ClosePeriodResult.Standing(
                Sql.first(
                        connection,
                        CLOSED_BY,
                        PostgresReadjudicationStore::periodRow,
                        period,
                        period)
                    .orElseThrow());
          }
          Optional<PeriodRow> known = period(connection, period);
          if (known.isEmpty()) {
            Sql.update(connection, PROPOSE, period, callerId, now);
          } else if (known.get().closerId().isEmpty()
              && !known.get().proposerId().equals(callerId)) {
            Sql.update(connection, CLOSE, callerId, now, period);
            Sql.update(connection, MOVE_CLOSED, period.plusMonths(1));
          }
          return new ClosePeriodResult.Standing(period(connection, period).orElseThrow());
        });
  }

  private static Optional<PeriodRow> period(Connection connection, LocalDate period)
      throws SQLException {
    return Sql.first(connection, PERIOD, PostgresReadjudicationStore::periodRow, period);
  }

  private static PeriodRow periodRow(java.sql.ResultSet row) throws SQLException {
    return new PeriodRow(
        row.getObject(1, LocalDate.class),
        row.getString(2),
        row.getTimestamp(3).toInstant(),
        Optional.ofNullable(row.getString(4)),
        Optional.ofNullable(row.getTimestamp(5)).map(java.sql.Timestamp::toInstant));
  }

  @Override
  public List<PeriodRow> periods(Optional<LocalDate> before, int limit) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                PERIODS,
                PostgresReadjudicationStore::periodRow,
                before.orElse(NEVER),
                limit));
  }

  @Override
  public List<NoticeRow> notices(NoticeQuery query) {
    return transactions.read(
        connection -> {
          Optional<String> personId =
              query.person().isEmpty()
                  ? Optional.empty()
                  : personOf(connection, new Subject.OfPerson(query.person().get()));
          return query.person().isPresent() && personId.isEmpty()
              ? List.<NoticeRow>of()
              : ReadjudicationNotices.list(connection, query, personId);
        });
  }
}
