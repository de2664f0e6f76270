package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.Compared;
import io.yizhan.gateway.desk.ReconciliationStore.KindTotal;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.ReconciliationStore.Total;
import io.yizhan.reconciliation.Reconciliation;
import io.yizhan.reconciliation.Sum;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last comparison of each span. */
final class ReconciliationRuns {
  private static final String PUT =
      """
      INSERT INTO reconciliation_run (bucket, party, from_date, to_date, as_of_time, there_count,
        there_bill_fen, there_fund_fen, here_count, here_bill_fen, here_fund_fen,
        pending_there_count, pending_there_bill_fen, pending_there_fund_fen, pending_here_count,
        pending_here_bill_fen, pending_here_fund_fen, paired_count, by_other_key_count,
        cancelled_count, corrections_count, complete)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
        cancelled_count = excluded.cancelled_count,
        corrections_count = excluded.corrections_count, complete = excluded.complete
      WHERE reconciliation_run.as_of_time < excluded.as_of_time
      """;

  private static final String LAST =
      """
      SELECT as_of_time, there_count, there_bill_fen, there_fund_fen, here_count, here_bill_fen,
        here_fund_fen, pending_there_count, pending_there_bill_fen, pending_there_fund_fen,
        pending_here_count, pending_here_bill_fen, pending_here_fund_fen, paired_count,
        by_other_key_count, complete, cancelled_count, corrections_count
      FROM reconciliation_run WHERE bucket = ? AND party = ? AND from_date = ? AND to_date = ?
      """;

  private ReconciliationRuns() {}

  /** Keeps one; false where a later one is kept. */
  static boolean put(Connection connection, Span span, Instant asOf, Reconciliation made)
      throws SQLException {
    return Sql.update(connection, PUT, values(span, asOf, made)) == 1;
  }

  private static Object[] values(Span span, Instant asOf, Reconciliation made) {
    List<Object> values = new ArrayList<>();
    values.addAll(
        List.of(Bucket.of(span.party().name()), span.party().name(), span.from(), span.to(), asOf));
    for (Sum sum : List.of(made.there(), made.here(), made.pendingThere(), made.pendingHere())) {
      values.addAll(List.of(sum.count(), sum.billFen(), sum.fundFen()));
    }
    values.addAll(
        List.of(
            made.paired(),
            made.byOtherKey(),
            made.cancelled(),
            made.corrections(),
            made.complete()));
    return values.toArray();
  }

  static Optional<Compared> last(Connection connection, Span span) throws SQLException {
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
                row.getLong(18),
                kinds,
                row.getBoolean(16)),
        Bucket.of(span.party().name()),
        span.party().name(),
        span.from(),
        span.to());
  }

  private static Total total(ResultSet row, int column) throws SQLException {
    return new Total(row.getLong(column), row.getLong(column + 1), row.getLong(column + 2));
  }
}
