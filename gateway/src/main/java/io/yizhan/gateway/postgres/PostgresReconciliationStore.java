package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.reconciliation.BreakKind;
import io.yizhan.reconciliation.Reconciliation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Statements, comparisons and breaks. */
final class PostgresReconciliationStore implements ReconciliationStore {
  private static final String RUNNING =
      """
      SELECT s.party, max(r.as_of_time) FROM reconciliation_statement s
      LEFT JOIN reconciliation_run r ON r.bucket = s.bucket AND r.party = s.party
        AND r.from_date = ? AND r.to_date = ?
      WHERE s.state = 'ACCEPTED' AND s.to_date >= ? AND s.from_date <= ?
      GROUP BY s.party ORDER BY max(r.as_of_time) NULLS FIRST, s.party LIMIT ?
      """;

  private static final String REGION = "SELECT region FROM hospital WHERE hospital_id = ?";

  private final Transactions transactions;
  private final Secrets secrets;
  private final StatementLines lines;
  private final int statementsMax;

  PostgresReconciliationStore(Transactions transactions, Secrets secrets) {
    this(transactions, secrets, Statements.STATEMENTS_MAX);
  }

  /** One that looks at so many statements of a span. */
  PostgresReconciliationStore(Transactions transactions, Secrets secrets, int statementsMax) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.lines = new StatementLines(secrets);
    this.statementsMax = statementsMax;
  }

  @Override
  public int clearUnfinished(Duration still, int max) {
    List<StatementReceipts.Unfinished> unfinished =
        transactions.read(connection -> StatementReceipts.unfinished(connection, still, max));
    int cleared = 0;
    for (StatementReceipts.Unfinished each : unfinished) {
      cleared +=
          transactions.write(
              Integer.class, connection -> StatementReceipts.clear(connection, each, still));
    }
    return cleared;
  }

  @Override
  public void begin(Heading heading, String receiptId, String callerId, Instant now) {
    transactions.write(
        Integer.class,
        connection -> StatementReceipts.begin(connection, heading, receiptId, callerId, now));
  }

  @Override
  public boolean keep(Party party, String receiptId, List<StatedLine> batch) {
    return transactions.<Boolean>write(
        Boolean.class,
        connection -> {
          boolean receiving = StatementReceipts.goOn(connection, party, receiptId);
          if (receiving) {
            lines.keep(connection, party, receiptId, batch);
          }
          return receiving;
        });
  }

  @Override
  public Acceptance accept(
      Heading heading, String receiptId, Counts counts, String content, Instant now) {
    byte[] hash = secrets.hash(content.getBytes(StandardCharsets.UTF_8));
    Acceptance acceptance =
        transactions.write(
            Acceptance.class,
            made -> !(made instanceof Acceptance.Accepted accepted) || accepted.replayed(),
            connection ->
                StatementReceipts.accept(connection, heading, receiptId, counts, hash, now));
    if (!(acceptance instanceof Acceptance.Accepted accepted) || accepted.replayed()) {
      abandon(heading.span().party(), receiptId);
    }
    return acceptance;
  }

  @Override
  public void abandon(Party party, String receiptId) {
    transactions.write(
        Integer.class, connection -> StatementReceipts.forget(connection, party, receiptId));
  }

  /** What a transaction found, or nothing. */
  private record Answer<T>(Optional<T> found) {}

  @Override
  public Optional<Compared> compare(
      Span span, Instant now, Function<BothSides, Reconciliation> decide) {
    Instant asOf = now.truncatedTo(ChronoUnit.MICROS);
    Answer<?> answer =
        transactions.write(
            Answer.class,
            connection ->
                new Answer<>(new Comparing(connection, span, asOf, statementsMax).run(decide)));
    if (answer.found().isEmpty() || !(answer.found().get() instanceof Comparing.Outcome outcome)) {
      return Optional.empty();
    }
    transactions.write(
        Boolean.class,
        connection -> {
          if (ReconciliationRuns.put(connection, span, asOf, outcome.reconciliation())) {
            BreakRows.put(
                connection, span, outcome.statements(), outcome.reconciliation().breaks(), asOf);
          }
          return true;
        });
    return last(span);
  }

  @Override
  public Optional<Compared> last(Span span) {
    return transactions.read(connection -> ReconciliationRuns.last(connection, span));
  }

  @Override
  public List<FoundBreak> breaks(Span span, Optional<BreakKind> kind, String afterId, int limit) {
    return transactions.read(
        connection -> FoundBreaks.list(connection, span, kind, afterId, limit));
  }

  @Override
  public List<FoundStatement> statements(Span span, String afterReceiptId, int limit) {
    return transactions.read(
        connection -> FoundStatements.list(connection, span, afterReceiptId, limit));
  }

  @Override
  public Optional<String> regionOf(String hospitalId) {
    return transactions.read(
        connection -> Sql.first(connection, REGION, row -> row.getString(1), hospitalId));
  }

  @Override
  public Preparing prepare(Party party, String breakId, Person person, Instant now) {
    return transactions.write(
        Preparing.class, connection -> Mends.prepare(connection, party, breakId, person, now));
  }

  @Override
  public Preparing approve(Party party, String breakId, Person person, Instant now) {
    return transactions.write(
        Preparing.class, connection -> Mends.approve(connection, party, breakId, person, now));
  }

  @Override
  public Optional<Span> spanOf(Party party, String breakId) {
    return transactions.read(connection -> Mends.spanOf(connection, party, breakId));
  }

  @Override
  public List<Mend> due(int max) {
    return transactions.read(connection -> Mends.due(connection, max));
  }

  @Override
  public Mend ended(Mend mend, String reason, Instant now) {
    return transactions.write(
        Mend.class,
        connection -> Mends.ended(connection, new PrivateTexts(secrets), mend, reason, now));
  }

  @Override
  public List<Running> running(LocalDate day, int max) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                RUNNING,
                row ->
                    new Running(
                        Party.of(row.getString(1)),
                        Optional.ofNullable(row.getTimestamp(2))
                            .map(java.sql.Timestamp::toInstant)),
                day,
                day,
                day,
                day,
                max));
  }
}
