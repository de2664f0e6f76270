package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.postgres.Statements.Piece;
import io.yizhan.gateway.postgres.Statements.Statement;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Line;
import io.yizhan.reconciliation.Surroundings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What lies around lines and entries without a partner, looked up by index, some at a time. */
final class AroundLines implements Surroundings {
  private static final int BATCH = 1_000;

  /** So many twins of one are named. */
  private static final int TWINS_MAX = 50;

  private static final String LINE_TWINS =
      """
      SELECT k.number, p.place, x.line_number
      FROM unnest(?::bigint[], ?::text[], ?::int[]) AS k (number, receipt, line)
      JOIN reconciliation_line l ON l.bucket = ? AND l.receipt_id = k.receipt
        AND l.line_number = k.line
      JOIN reconciliation_line x ON x.bucket = l.bucket AND x.twin = l.twin
        AND (x.receipt_id, x.line_number) <> (l.receipt_id, l.line_number)
      JOIN unnest(?::int[], ?::text[], ?::date[], ?::date[]) AS p (place, receipt, first, last)
        ON p.receipt = x.receipt_id AND x.day BETWEEN p.first AND p.last
      ORDER BY k.number, p.place, x.line_number
      """;

  private static final String ENTRY_TWINS =
      """
      SELECT k.id, x.settlement_id
      FROM unnest(?::text[], ?::smallint[], ?::text[], ?::date[]) AS k (id, b, person, day)
      JOIN settlement o ON o.posting_date = k.day AND o.settlement_id = k.id AND o.bucket = k.b
      JOIN settlement x ON x.posting_date = k.day AND x.bucket = k.b AND x.person_id = k.person
        AND x.settlement_id <> k.id AND x.kind = o.kind AND x.hospital_id = o.hospital_id
        AND x.total_fen = o.total_fen AND x.paid_fen = o.paid_fen
      ORDER BY k.id, x.settlement_id
      """;

  private final Connection connection;
  private final Span span;
  private final short bucket;
  private final Statements statements;
  private final LedgerSide ledger;

  AroundLines(Connection connection, Span span, Statements statements, LedgerSide ledger) {
    this.connection = connection;
    this.span = span;
    this.bucket = Bucket.of(span.party().name());
    this.statements = statements;
    this.ledger = ledger;
  }

  /** Lines are numbered by the statement's place and their own number in it. */
  static long number(int place, int lineNumber) {
    return (long) place << Integer.SIZE | lineNumber;
  }

  /** Which statement a line is of. */
  static Statement statementOf(Statements statements, long number) {
    return statements.counting().get((int) (number >>> Integer.SIZE));
  }

  /** Its number in that. */
  static int lineNumber(long number) {
    return (int) number;
  }

  private interface Asking<T> {
    void ask(List<T> batch) throws SQLException;
  }

  private static <T> void inBatches(List<T> all, Asking<T> asking) {
    try {
      for (int i = 0; i < all.size(); i += BATCH) {
        asking.ask(all.subList(i, Math.min(all.size(), i + BATCH)));
      }
    } catch (SQLException e) {
      throw new SqlCursor.Broken(e);
    }
  }

  @Override
  public Map<Long, Entry> entriesOf(List<Line> lines) {
    MeantEntries meant = new MeantEntries(connection, span.party(), ledger);
    Map<Long, Entry> found = new HashMap<>();
    inBatches(lines, batch -> meant.find(batch, found));
    return found;
  }

  @Override
  public Map<String, Line> linesOf(List<Entry> entries) {
    OtherDays otherDays = new OtherDays(connection, span);
    Map<String, Line> found = new HashMap<>();
    inBatches(entries, batch -> otherDays.find(batch, found));
    return found;
  }

  @Override
  public Map<Long, Set<String>> personsOf(List<Line> lines) {
    MeantPersons meant = new MeantPersons(connection);
    Map<Long, Set<String>> found = new HashMap<>();
    inBatches(lines, batch -> meant.find(refs(batch, bucket), found));
    return found;
  }

  private Object[] refs(List<Line> lines, Object... behind) throws SQLException {
    List<Object> all = new ArrayList<>();
    all.add(Sql.array(connection, "int8", lines, Line::number));
    all.add(
        Sql.array(
            connection, "text", lines, line -> statementOf(statements, line.number()).receiptId()));
    all.add(Sql.array(connection, "int4", lines, line -> lineNumber(line.number())));
    all.addAll(List.of(behind));
    return all.toArray();
  }

  @Override
  public Map<Long, List<Long>> twinsOfLines(List<Line> lines) {
    Map<Long, List<Long>> found = new HashMap<>();
    inBatches(
        lines,
        batch ->
            Sql.list(
                connection,
                LINE_TWINS,
                row -> {
                  List<Long> twins = found.computeIfAbsent(row.getLong(1), k -> new ArrayList<>());
                  return twins.size() < TWINS_MAX
                      && twins.add(number(row.getInt(2), row.getInt(3)));
                },
                refs(batch, pieces())));
    return found;
  }

  private Object[] pieces() throws SQLException {
    return pieceArrays(connection, bucket, statements.pieces());
  }

  /** The bucket and the days of statements that count, as arrays. */
  static Object[] pieceArrays(Connection connection, short bucket, List<Piece> pieces)
      throws SQLException {
    return new Object[] {
      bucket,
      connection.createArrayOf("int4", pieces.stream().map(Piece::place).toArray()),
      connection.createArrayOf("text", pieces.stream().map(Piece::receiptId).toArray()),
      connection.createArrayOf("date", pieces.stream().map(Piece::from).toArray()),
      connection.createArrayOf("date", pieces.stream().map(Piece::to).toArray())
    };
  }

  @Override
  public Map<String, List<String>> twinsOfEntries(List<Entry> entries) {
    Map<String, List<String>> found = new HashMap<>();
    inBatches(
        entries,
        batch ->
            Sql.list(
                connection,
                ENTRY_TWINS,
                row -> {
                  List<String> twins =
                      found.computeIfAbsent(row.getString(1), k -> new ArrayList<>());
                  return twins.size() < TWINS_MAX && twins.add(row.getString(2));
                },
                Sql.array(connection, "text", batch, Entry::id),
                Sql.array(connection, "int2", batch, entry -> Bucket.of(entry.personId())),
                Sql.array(connection, "text", batch, Entry::personId),
                Sql.array(connection, "date", batch, Entry::day)));
    return found;
  }
}
