package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.FoundStatement;
import io.yizhan.gateway.desk.ReconciliationStore.RefundLines;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.ReconciliationStore.Total;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/** Statements as they are shown. */
final class FoundStatements {
  private static final String LIST =
      """
      SELECT s.receipt_id, s.statement_id, s.from_date, s.to_date, s.part, s.refund_lines,
        s.fund_codes, coalesce(s.through_time, s.begin_time), s.accept_time, s.caller_id,
        s.line_count, s.bill_fen, s.fund_fen, EXISTS (
          SELECT 1 FROM generate_series(s.from_date, s.to_date, interval '1 day') AS d (day)
          WHERE NOT EXISTS (
            SELECT 1 FROM reconciliation_statement n
            WHERE n.bucket = s.bucket AND n.party = s.party AND n.state = 'ACCEPTED' AND NOT n.part
              AND n.from_date <= d.day::date AND n.to_date >= d.day::date
              AND n.to_date < d.day::date + 31
              AND (n.accept_time, n.receipt_id) > (s.accept_time, s.receipt_id)))
      FROM reconciliation_statement s
      WHERE s.bucket = ? AND s.party = ? AND s.state = 'ACCEPTED' AND s.to_date >= ?
        AND s.from_date <= ? AND s.receipt_id > ?
      ORDER BY s.receipt_id LIMIT ?
      """;

  private FoundStatements() {}

  static List<FoundStatement> list(
      Connection connection, Span span, String afterReceiptId, int limit) throws SQLException {
    return Sql.page(
        connection,
        LIST,
        FoundStatements::found,
        Bucket.of(span.party().name()),
        span.party().name(),
        span.from(),
        span.to(),
        afterReceiptId,
        limit);
  }

  private static FoundStatement found(ResultSet row) throws SQLException {
    return new FoundStatement(
        row.getString(1),
        row.getString(2),
        row.getObject(3, LocalDate.class),
        row.getObject(4, LocalDate.class),
        row.getBoolean(5),
        RefundLines.valueOf(row.getString(6)),
        Arrays.asList((String[]) row.getArray(7).getArray()),
        row.getTimestamp(8).toInstant(),
        row.getTimestamp(9).toInstant(),
        row.getString(10),
        new Total(row.getLong(11), row.getLong(12), row.getLong(13)),
        row.getBoolean(14));
  }
}
