package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.FoundBreak;
import io.yizhan.gateway.desk.ReconciliationStore.FoundEntry;
import io.yizhan.gateway.desk.ReconciliationStore.FoundLine;
import io.yizhan.gateway.desk.ReconciliationStore.Mend;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.RefundLines;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.ReconciliationStore.Third;
import io.yizhan.reconciliation.BreakKind;
import io.yizhan.reconciliation.Mending;
import io.yizhan.reconciliation.Side;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Breaks as they are shown, with the lines and entries they name. */
final class FoundBreaks {
  private static final String LIST =
      """
      SELECT break_id, kind, side, bill_fen, fund_fen, first_difference, mending, line_receipt,
        line_number, entry_id, found_time
      FROM reconciliation_break
      WHERE bucket = ? AND party = ? AND from_date = ? AND to_date = ? AND state = 'OPEN'
        AND break_id > ? AND (? = '' OR kind = ?)
      ORDER BY break_id LIMIT ?
      """;

  private static final String LINES =
      """
      SELECT l.receipt_id, l.line_number, s.statement_id, l.settlement_id, l.request_id,
        l.insurer_settlement_id, l.refund, l.day, l.bill_fen, l.fund_fen
      FROM unnest(?::text[], ?::int[]) AS k (receipt, number)
      JOIN reconciliation_line l ON l.bucket = ? AND l.receipt_id = k.receipt
        AND l.line_number = k.number
      JOIN reconciliation_statement s ON s.bucket = l.bucket AND s.receipt_id = l.receipt_id
      """;

  private static final String ENTRIES =
      """
      SELECT s.settlement_id, coalesce(s.reverses, ''), s.hospital_id, s.request_id, s.posting_date,
        s.total_fen, :fund
      FROM unnest(?::text[], ?::date[], ?::date[]) AS k (id, first, second)
      JOIN settlement s ON s.posting_date IN (k.first, k.second) AND s.settlement_id = k.id
      """;

  private static final String PAYMENTS =
      """
      SELECT s.payment_id, s.reverses, s.payee, s.bank_reference, s.paid_date, 0::bigint,
        s.amount_fen
      FROM unnest(?::text[], ?::date[], ?::date[]) AS k (id, first, second)
      JOIN bank_payment s ON s.payment_id = k.id AND
      """
          + LedgerSide.PAID_THEN;

  private FoundBreaks() {}

  /** A row as it is stored. */
  record Stored(
      String id,
      BreakKind kind,
      Side side,
      long billFen,
      long fundFen,
      String first,
      Mending mending,
      List<String> receipts,
      List<Integer> numbers,
      List<String> entries,
      Instant foundTime) {
    /** Its lines, of those that were read by receipt and number. */
    List<FoundLine> named(Map<String, FoundLine> lines) {
      List<FoundLine> named = new ArrayList<>();
      for (int i = 0; i < receipts.size(); i++) {
        Optional.ofNullable(lines.get(receipts.get(i) + "/" + numbers.get(i)))
            .ifPresent(named::add);
      }
      return named;
    }
  }

  static List<FoundBreak> list(
      Connection connection, Span span, Optional<BreakKind> kind, String afterId, int limit)
      throws SQLException {
    String only = kind.map(BreakKind::name).orElse("");
    List<Stored> stored =
        Sql.page(
            connection,
            LIST,
            FoundBreaks::stored,
            Bucket.of(span.party().name()),
            span.party().name(),
            span.from(),
            span.to(),
            afterId,
            only,
            only,
            limit);
    Map<String, FoundLine> lines = lines(connection, span, stored);
    Map<String, FoundEntry> entries = entries(connection, span, stored);
    Map<String, Mend> mends =
        Mends.of(connection, span.party(), stored.stream().map(Stored::id).toList());
    Map<String, Third> thirds = ThirdSides.of(connection, span, stored, lines);
    return stored.stream().map(row -> found(row, lines, entries, mends, thirds)).toList();
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        row.getString(1),
        BreakKind.valueOf(row.getString(2)),
        Side.valueOf(row.getString(3)),
        row.getLong(4),
        row.getLong(5),
        row.getString(6),
        Mending.valueOf(row.getString(7)),
        Arrays.asList((String[]) row.getArray(8).getArray()),
        Arrays.asList((Integer[]) row.getArray(9).getArray()),
        Arrays.asList((String[]) row.getArray(10).getArray()),
        row.getTimestamp(11).toInstant());
  }

  private static FoundBreak found(
      Stored row,
      Map<String, FoundLine> lines,
      Map<String, FoundEntry> entries,
      Map<String, Mend> mends,
      Map<String, Third> thirds) {
    return new FoundBreak(
        row.id(),
        row.kind(),
        row.side(),
        row.billFen(),
        row.fundFen(),
        row.first(),
        row.mending(),
        row.named(lines),
        row.entries().stream()
            .flatMap(id -> Optional.ofNullable(entries.get(id)).stream())
            .toList(),
        Optional.ofNullable(mends.get(row.id())),
        row.foundTime(),
        Optional.ofNullable(thirds.get(row.id())));
  }

  private static Map<String, FoundLine> lines(Connection connection, Span span, List<Stored> stored)
      throws SQLException {
    List<String> receipts = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    stored.forEach(
        row -> {
          receipts.addAll(row.receipts());
          numbers.addAll(row.numbers());
        });
    Map<String, FoundLine> lines = new HashMap<>();
    Sql.list(
        connection,
        LINES,
        row ->
            lines.put(
                row.getString(1) + "/" + row.getInt(2),
                new FoundLine(
                    row.getString(3),
                    row.getInt(2),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getBoolean(7),
                    row.getObject(8, LocalDate.class),
                    row.getLong(9),
                    row.getLong(10))),
        connection.createArrayOf("text", receipts.toArray()),
        connection.createArrayOf("int4", numbers.toArray()),
        Bucket.of(span.party().name()));
    return lines;
  }

  private static Map<String, FoundEntry> entries(
      Connection connection, Span span, List<Stored> stored) throws SQLException {
    Map<String, FoundEntry> entries = new HashMap<>();
    List<String> ids = stored.stream().flatMap(row -> row.entries().stream()).distinct().toList();
    List<PostingDays> days = ids.stream().map(PostingDays::of).toList();
    // As they were compared: where the newest statement names funds, with what these pay.
    List<String> funds =
        Statements.of(connection, span, 1).counting().stream()
            .findFirst()
            .map(Statements.Statement::fundCodes)
            .orElse(List.of());
    LedgerSide ledger = new LedgerSide(span.party(), RefundLines.WITH, funds, true, true);
    boolean bank = span.party().kind() == PartyKind.BANK;
    List<Object> values = new ArrayList<>();
    if (!bank && !funds.isEmpty()) {
      values.add(connection.createArrayOf("text", funds.toArray()));
    }
    values.add(connection.createArrayOf("text", ids.toArray()));
    values.add(connection.createArrayOf("date", days.stream().map(PostingDays::first).toArray()));
    values.add(connection.createArrayOf("date", days.stream().map(PostingDays::second).toArray()));
    Sql.list(
        connection,
        bank ? PAYMENTS : ENTRIES.replace(":fund", ledger.fundFen()),
        row ->
            entries.put(
                row.getString(1),
                new FoundEntry(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getObject(5, LocalDate.class),
                    row.getLong(6),
                    row.getLong(7))),
        values.toArray());
    return entries;
  }
}
