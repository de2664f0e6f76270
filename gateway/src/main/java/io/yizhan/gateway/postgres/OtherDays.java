package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Line;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Lines of a party's other days by which it means entries of the days that are compared. */
final class OtherDays {
  private static final String LINES =
      """
      SELECT k.id, l.line_number, l.settlement_id, l.request_id, l.insurer_settlement_id, l.refund,
        l.day, l.bill_fen, l.fund_fen
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[])
        AS k (id, reverses, request, insurer, refund)
      JOIN reconciliation_line l ON l.bucket = ? AND l.:column <> '' AND l.:column = k.:key
        AND l.refund = k.refund
      JOIN reconciliation_statement s ON s.bucket = l.bucket AND s.receipt_id = l.receipt_id
        AND s.party = ? AND s.state = 'ACCEPTED'
      WHERE l.day NOT BETWEEN ? AND ? AND NOT EXISTS (
        SELECT 1 FROM reconciliation_statement n
        WHERE n.bucket = l.bucket AND n.party = s.party AND n.state = 'ACCEPTED' AND NOT n.part
          AND n.from_date <= l.day AND n.to_date >= l.day AND n.to_date < l.day + 31
          AND (n.accept_time, n.receipt_id) > (s.accept_time, s.receipt_id))
      """;

  private final Connection connection;
  private final Span span;

  OtherDays(Connection connection, Span span) {
    this.connection = connection;
    this.span = span;
  }

  /** Finds those of some entries, by the entry's id. The surest key comes last, and wins. */
  void find(List<Entry> entries, Map<String, Line> found) throws SQLException {
    find(entries, "insurer_settlement_id", "insurer", found);
    if (span.party().kind() == PartyKind.HOSPITAL) {
      find(entries, "request_id", "request", found);
    }
    find(entries, "settlement_id", "reverses", found);
    find(entries, "settlement_id", "id", found);
  }

  private void find(List<Entry> entries, String column, String key, Map<String, Line> found)
      throws SQLException {
    for (Map.Entry<String, Line> each :
        Sql.list(
            connection,
            LINES.replace(":column", column).replace(":key", key),
            row -> Map.entry(row.getString(1), otherLine(row)),
            Sql.array(connection, "text", entries, Entry::id),
            Sql.array(connection, "text", entries, Entry::reverses),
            Sql.array(connection, "text", entries, Entry::requestId),
            Sql.array(connection, "text", entries, Entry::insurerSettlementId),
            Sql.array(connection, "bool", entries, Entry::refund),
            Bucket.of(span.party().name()),
            span.party().name(),
            span.from(),
            span.to())) {
      found.put(each.getKey(), each.getValue());
    }
  }

  /** It is of a statement of other days, so its number has no place here. */
  private static Line otherLine(ResultSet row) throws SQLException {
    return new Line(
        -1,
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getBoolean(6),
        row.getObject(7, LocalDate.class),
        row.getLong(8),
        row.getLong(9),
        Map.of());
  }
}
