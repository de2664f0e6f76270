package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.KindTotal;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.ReconciliationStore.Total;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.reconciliation.Break;
import io.yizhan.reconciliation.BreakKind;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Line;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Breaks as rows: their ids, written a batch at a time. */
final class BreakRows {
  private static final int BATCH = 1_000;
  private static final int ID_CHARACTERS = 26;

  /** Of each break so many lines, and so many entries, are named. */
  static final int NAMED_MAX = 200;

  private static final String PUT =
      """
      INSERT INTO reconciliation_break (bucket, break_id, party, from_date, to_date, state, kind,
        side, bill_fen, fund_fen, first_difference, mending, line_receipt, line_number, entry_id,
        found_time, seen_time)
      SELECT ?, k.id, ?, ?, ?, 'OPEN', k.kind, k.side, k.bill, k.fund, k.first, k.mending,
        coalesce(string_to_array(nullif(k.receipts, ''), ','), '{}'),
        coalesce(string_to_array(nullif(k.numbers, ''), ','), '{}')::int[],
        coalesce(string_to_array(nullif(k.entries, ''), ','), '{}'), ?, ?
      FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
        ?::text[], ?::text[], ?::text[])
        AS k (id, kind, side, bill, fund, first, mending, receipts, numbers, entries)
      ON CONFLICT (bucket, break_id) DO UPDATE SET
        state = 'OPEN', side = excluded.side, bill_fen = excluded.bill_fen,
        fund_fen = excluded.fund_fen, first_difference = excluded.first_difference,
        mending = excluded.mending, line_receipt = excluded.line_receipt,
        line_number = excluded.line_number, entry_id = excluded.entry_id,
        seen_time = excluded.seen_time
      """;

  private static final String GONE =
      """
      UPDATE reconciliation_break SET state = 'GONE'
      WHERE bucket = ? AND party = ? AND from_date = ? AND to_date = ? AND state = 'OPEN'
        AND seen_time < ?
      """;

  private static final String KINDS =
      """
      SELECT kind, count(*), sum(bill_fen)::bigint, sum(fund_fen)::bigint FROM reconciliation_break
      WHERE bucket = ? AND party = ? AND from_date = ? AND to_date = ? AND state = 'OPEN'
      GROUP BY kind ORDER BY kind
      """;

  private BreakRows() {}

  /** A break and its id. */
  private record Row(String id, Break of) {}

  static void put(
      Connection connection, Span span, Statements statements, List<Break> breaks, Instant now)
      throws SQLException {
    List<Row> rows = identified(span, breaks);
    short bucket = Bucket.of(span.party().name());
    for (int i = 0; i < rows.size(); i += BATCH) {
      List<Row> batch = rows.subList(i, Math.min(rows.size(), i + BATCH));
      try (PreparedStatement statement = connection.prepareStatement(PUT)) {
        Sql.bind(
            statement,
            bucket,
            span.party().name(),
            span.from(),
            span.to(),
            now,
            now,
            texts(connection, batch, Row::id),
            texts(connection, batch, row -> row.of().kind().name()),
            texts(connection, batch, row -> row.of().side().name()),
            longs(connection, batch, row -> row.of().billFen()),
            longs(connection, batch, row -> row.of().fundFen()),
            texts(connection, batch, row -> first(row.of().first())),
            texts(connection, batch, row -> row.of().mending().name()),
            texts(connection, batch, row -> receipts(row.of(), statements)),
            texts(connection, batch, row -> numbers(row.of())),
            texts(connection, batch, row -> entries(row.of())));
        statement.executeUpdate();
      }
    }
    Sql.update(
        connection, GONE, bucket, span.party().name(), span.from(), span.to(), Timestamp.from(now));
  }

  /** The same difference has the same id in every comparison of the span. */
  private static List<Row> identified(Span span, List<Break> breaks) {
    Map<String, Integer> seen = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    for (Break each : breaks) {
      String content =
          String.join(
              "|",
              span.party().name(),
              span.from().toString(),
              span.to().toString(),
              each.kind().name(),
              each.entries().stream().map(Entry::id).sorted().collect(Collectors.joining(",")),
              each.lines().stream()
                  .map(BreakRows::content)
                  .sorted()
                  .collect(Collectors.joining(",")));
      int ordinal = seen.merge(content, 1, Integer::sum);
      rows.add(
          new Row(
              Sha256.hexOf(content + "|" + ordinal)
                  .substring(0, ID_CHARACTERS)
                  .toUpperCase(Locale.ROOT),
              each));
    }
    return rows;
  }

  private static String content(Line line) {
    return String.join(
        "/",
        line.settlementId(),
        line.requestId(),
        line.insurerSettlementId(),
        Boolean.toString(line.refund()),
        line.day().toString(),
        Long.toString(line.billFen()),
        Long.toString(line.fundFen()));
  }

  private static java.sql.Array texts(
      Connection connection, List<Row> rows, Function<Row, String> value) throws SQLException {
    return connection.createArrayOf("text", rows.stream().map(value).toArray());
  }

  private static java.sql.Array longs(
      Connection connection, List<Row> rows, Function<Row, Long> value) throws SQLException {
    return connection.createArrayOf("int8", rows.stream().map(value).toArray());
  }

  /** A line is known outside by its number in the party's file. */
  private static String first(String first) {
    return first.startsWith("line:")
        ? "line:" + AroundLines.lineNumber(Long.parseLong(first.substring("line:".length())))
        : first;
  }

  /** Lines of statements of other days have no number here, and are not named. */
  private static List<Line> named(Break each) {
    return each.lines().stream().filter(line -> line.number() >= 0).limit(NAMED_MAX).toList();
  }

  private static String receipts(Break each, Statements statements) {
    return named(each).stream()
        .map(line -> AroundLines.statementOf(statements, line.number()).receiptId())
        .collect(Collectors.joining(","));
  }

  private static String numbers(Break each) {
    return named(each).stream()
        .map(line -> Integer.toString(AroundLines.lineNumber(line.number())))
        .collect(Collectors.joining(","));
  }

  private static String entries(Break each) {
    return each.entries().stream().limit(NAMED_MAX).map(Entry::id).collect(Collectors.joining(","));
  }

  static List<KindTotal> kinds(Connection connection, Span span) throws SQLException {
    return Sql.list(
        connection,
        KINDS,
        row ->
            new KindTotal(
                BreakKind.valueOf(row.getString(1)),
                new Total(row.getLong(2), row.getLong(3), row.getLong(4))),
        Bucket.of(span.party().name()),
        span.party().name(),
        span.from(),
        span.to());
  }
}
