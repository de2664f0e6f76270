package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.reconciliation.BreakKind;
import io.yizhan.reconciliation.Reconciliation;
import io.yizhan.reconciliation.Sum;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Statements, comparisons and breaks. */
final class PostgresReconciliationStore implements ReconciliationStore {
  private static final String BEGIN =
      """
      INSERT INTO reconciliation_statement (bucket, receipt_id, party, statement_id, state,
        from_date, to_date, part, refund_lines, fund_codes, through_time, stated_bill_fen,
        stated_fund_fen, caller_id, begin_time)
      VALUES (?, ?, ?, ?, 'RECEIVING', ?, ?, ?, ?, ?, ?, ?::bigint, ?::bigint, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String ACCEPT =
      """
      UPDATE reconciliation_statement SET state = 'ACCEPTED', accept_time = ?, content_hash = ?,
        line_count = ?, bills_stated = ?, ids_stated = ?, requests_stated = ?, insurers_stated = ?,
        funds_stated = ?, bill_fen = ?, fund_fen = ?
      WHERE bucket = ? AND receipt_id = ? AND state = 'RECEIVING'
      """;

  private static final String CLAIM =
      """
      INSERT INTO reconciliation_accepted (bucket, party, statement_id, receipt_id)
      VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String ACCEPTED =
      """
      SELECT s.content_hash, s.line_count, s.bills_stated, s.ids_stated, s.requests_stated,
        s.insurers_stated, s.funds_stated, s.bill_fen, s.fund_fen, s.receipt_id
      FROM reconciliation_accepted a
      JOIN reconciliation_statement s ON s.bucket = a.bucket AND s.receipt_id = a.receipt_id
      WHERE a.bucket = ? AND a.party = ? AND a.statement_id = ?
      """;

  private static final String FORGET =
      """
      DELETE FROM reconciliation_statement
      WHERE bucket = ? AND receipt_id = ? AND state = 'RECEIVING'
      """;

  private static final String FORGET_LINES =
      """
      DELETE FROM reconciliation_line WHERE bucket = ? AND receipt_id = ?
      """;

  private static final String UNFINISHED =
      """
      SELECT party, receipt_id FROM reconciliation_statement
      WHERE state = 'RECEIVING' AND begin_time < ? ORDER BY begin_time LIMIT ?
      """;

  private static final String RUN =
      """
      INSERT INTO reconciliation_run (bucket, party, from_date, to_date, as_of_time, there_count,
        there_bill_fen, there_fund_fen, here_count, here_bill_fen, here_fund_fen,
        pending_there_count, pending_there_bill_fen, pending_there_fund_fen, pending_here_count,
        pending_here_bill_fen, pending_here_fund_fen, paired_count, by_other_key_count,
        cancelled_count, complete)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (bucket, party, from_date, to_date) DO UPDATE SET
        as_of_time = excluded.as_of_time, there_count = excluded.there_count,
        there_bill_fen = excluded.there_bill_fen, there_fund_fen = excluded.there_fund_fen,
        here_count = excluded.here_count, here_bill_fen = excluded.here_bill_fen,
        here_fund_fen = excluded.here_fund_fen,
        pending_there_count = excluded.pending_there_count,
        pending_there_bill_fen = excluded.pending_there_bill_fen,
        pending_there_fund_fen = excluded.pending_there_fund_fen,
        pending_here_count = excluded.pending_here_count,
        pending_here_bill_fen = excluded.pending_here_bill_fen,
        pending_here_fund_fen = excluded.pending_here_fund_fen,
        paired_count = excluded.paired_count, by_other_key_count = excluded.by_other_key_count,
        cancelled_count = excluded.cancelled_count, complete = excluded.complete
      WHERE reconciliation_run.as_of_time < excluded.as_of_time
      """;

  private static final String RUNNING =
      """
      SELECT s.party, max(r.as_of_time) FROM reconciliation_statement s
      LEFT JOIN reconciliation_run r ON r.bucket = s.bucket AND r.party = s.party
        AND r.from_date = ? AND r.to_date = ?
      WHERE s.state = 'ACCEPTED' AND s.to_date >= ? AND s.from_date <= ?
      GROUP BY s.party ORDER BY max(r.as_of_time) NULLS FIRST, s.party LIMIT ?
      """;

  private static final String LAST =
      """
      SELECT as_of_time, there_count, there_bill_fen, there_fund_fen, here_count, here_bill_fen,
        here_fund_fen, pending_there_count, pending_there_bill_fen, pending_there_fund_fen,
        pending_here_count, pending_here_bill_fen, pending_here_fund_fen, paired_count,
        by_other_key_count, complete, cancelled_count
      FROM reconciliation_run WHERE bucket = ? AND party = ? AND from_date = ? AND to_date = ?
      """;

  private final Transactions transactions;
  private final Secrets secrets;
  private final StatementLines lines;

  PostgresReconciliationStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.lines = new StatementLines(secrets);
  }

  @Override
  public int clearUnfinished(Instant begunBefore, int max) {
    List<String[]> unfinished =
        transactions.read(
            connection ->
                Sql.list(
                    connection,
                    UNFINISHED,
                    row -> new String[] {row.getString(1), row.getString(2)},
                    begunBefore,
                    max));
    unfinished.forEach(each -> forget(each[0], each[1]));
    return unfinished.size();
  }

  @Override
  public void begin(Heading heading, String receiptId, String callerId, Instant now) {
    transactions.write(
        Integer.class,
        connection ->
            Sql.update(
                connection,
                BEGIN,
                bucket(heading.span().party()),
                receiptId,
                heading.span().party().name(),
                heading.statementId(),
                heading.span().from(),
                heading.span().to(),
                heading.part(),
                heading.refundLines().name(),
                connection.createArrayOf("text", heading.fundCodes().toArray()),
                heading.throughTime().orElse(null),
                orNull(heading.statedBillFen()),
                orNull(heading.statedFundFen()),
                callerId,
                now));
  }

  private static @org.jspecify.annotations.Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static short bucket(Party party) {
    return Bucket.of(party.name());
  }

  @Override
  public void keep(Party party, String receiptId, List<StatedLine> batch) {
    transactions.write(
        Boolean.class,
        connection -> {
          lines.keep(connection, party, receiptId, batch);
          return true;
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
            connection -> accept(connection, heading, receiptId, counts, hash, now));
    if (!(acceptance instanceof Acceptance.Accepted accepted) || accepted.replayed()) {
      abandon(heading.span().party(), receiptId);
    }
    return acceptance;
  }

  static Acceptance accept(
      Connection connection,
      Heading heading,
      String receiptId,
      Counts counts,
      byte[] hash,
      Instant now)
      throws SQLException {
    Party party = heading.span().party();
    if (Sql.update(connection, CLAIM, bucket(party), party.name(), heading.statementId(), receiptId)
        == 1) {
      int accepted =
          Sql.update(
              connection,
              ACCEPT,
              now,
              hash,
              counts.lines(),
              counts.bills(),
              counts.ids(),
              counts.requests(),
              counts.insurers(),
              counts.funds(),
              counts.billFen(),
              counts.fundFen(),
              bucket(party),
              receiptId);
      if (accepted != 1) {
        throw new IllegalStateException("what is accepted must have been received");
      }
      return new Acceptance.Accepted(counts, false);
    }
    return Sql.first(
            connection,
            ACCEPTED,
            row -> before(row, receiptId, hash),
            bucket(party),
            party.name(),
            heading.statementId())
        .orElseThrow(() -> new IllegalStateException("a receipt must be accepted once"));
  }

  private static Acceptance before(ResultSet row, String receiptId, byte[] hash)
      throws SQLException {
    boolean same = Arrays.equals(row.getBytes(1), hash) || row.getString(10).equals(receiptId);
    return same
        ? new Acceptance.Accepted(
            new Counts(
                row.getInt(2),
                row.getInt(3),
                row.getInt(4),
                row.getInt(5),
                row.getInt(6),
                row.getInt(7),
                row.getLong(8),
                row.getLong(9)),
            !row.getString(10).equals(receiptId))
        : new Acceptance.IdReused();
  }

  @Override
  public void abandon(Party party, String receiptId) {
    forget(party.name(), receiptId);
  }

  /** The row first: who accepts it meanwhile has it locked, and then its lines stay. */
  private void forget(String party, String receiptId) {
    short bucket = Bucket.of(party);
    transactions.write(
        Integer.class,
        connection -> {
          int forgotten = Sql.update(connection, FORGET, bucket, receiptId);
          if (forgotten == 1) {
            Sql.update(connection, FORGET_LINES, bucket, receiptId);
          }
          return forgotten;
        });
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
            connection -> new Answer<>(new Comparing(connection, span, asOf).run(decide)));
    if (answer.found().isEmpty() || !(answer.found().get() instanceof Comparing.Outcome outcome)) {
      return Optional.empty();
    }
    transactions.write(
        Boolean.class,
        connection -> {
          if (Sql.update(connection, RUN, runOf(span, asOf, outcome.reconciliation())) == 1) {
            BreakRows.put(
                connection, span, outcome.statements(), outcome.reconciliation().breaks(), asOf);
          }
          return true;
        });
    return last(span);
  }

  private static Object[] runOf(Span span, Instant asOf, Reconciliation made) {
    List<Object> values = new ArrayList<>();
    values.addAll(List.of(bucket(span.party()), span.party().name(), span.from(), span.to(), asOf));
    for (Sum sum : List.of(made.there(), made.here(), made.pendingThere(), made.pendingHere())) {
      values.addAll(List.of(sum.count(), sum.billFen(), sum.fundFen()));
    }
    values.addAll(List.of(made.paired(), made.byOtherKey(), made.cancelled(), made.complete()));
    return values.toArray();
  }

  @Override
  public Optional<Compared> last(Span span) {
    return transactions.read(
        connection -> {
          List<KindTotal> kinds = BreakRows.kinds(connection, span);
          return Sql.first(
              connection,
              LAST,
              row ->
                  new Compared(
                      row.getTimestamp(1).toInstant(),
                      total(row, 2),
                      total(row, 5),
                      total(row, 8),
                      total(row, 11),
                      row.getLong(14),
                      row.getLong(15),
                      row.getLong(17),
                      kinds,
                      row.getBoolean(16)),
              bucket(span.party()),
              span.party().name(),
              span.from(),
              span.to());
        });
  }

  private static Total total(ResultSet row, int column) throws SQLException {
    return new Total(row.getLong(column), row.getLong(column + 1), row.getLong(column + 2));
  }

  @Override
  public List<FoundBreak> breaks(Span span, Optional<BreakKind> kind, String afterId, int limit) {
    return transactions.read(connection -> BreakRows.list(connection, span, kind, afterId, limit));
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
    return transactions.write(Mend.class, connection -> Mends.ended(connection, mend, reason, now));
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
