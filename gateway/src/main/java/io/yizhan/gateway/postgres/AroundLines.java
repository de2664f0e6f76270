package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.postgres.Statements.Piece;
import io.yizhan.gateway.postgres.Statements.Statement;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Line;
import io.yizhan.reconciliation.Surroundings;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What lies around lines and entries without a partner, looked up by index, some at a time. */
final class AroundLines implements Surroundings {
  private static final int BATCH = 1_000;

  /** So many twins of one are named. */
  private static final int TWINS_MAX = 50;

  private static final String TWIN_OF =
      """
      SELECT k.number, l.twin
      FROM unnest(?::bigint[], ?::text[], ?::int[]) AS k (number, receipt, line)
      JOIN reconciliation_line l ON l.bucket = ? AND l.receipt_id = k.receipt
        AND l.line_number = k.line
      WHERE l.twin IS NOT NULL
      """;

  /** Bounded for each twin by the database: many lines may say the same. */
  private static final String LINE_TWINS =
      """
      SELECT k.place, x.place, x.line_number
      FROM unnest(?::int[], ?::bytea[]) AS k (place, twin)
      CROSS JOIN LATERAL (
        SELECT p.place, l.line_number
        FROM reconciliation_line l
        JOIN unnest(?::int[], ?::text[], ?::date[], ?::date[]) AS p (place, receipt, first, last)
          ON p.receipt = l.receipt_id AND l.day BETWEEN p.first AND p.last
        WHERE l.bucket = ? AND l.twin = k.twin
        ORDER BY p.place, l.line_number LIMIT ?) x
      ORDER BY k.place, x.place, x.line_number
      """;

  /**
   * Two stays or visits of one person may cost the same: they are no duplicates. Nor is what was
   * settled again after the first was taken back: reversing it would leave nothing.
   */
  private static final String ENTRY_TWINS =
      """
      SELECT k.id, x.settlement_id
      FROM unnest(?::text[], ?::smallint[], ?::text[], ?::date[]) AS k (id, b, person, day)
      JOIN settlement o ON o.posting_date = k.day AND o.settlement_id = k.id AND o.bucket = k.b
      CROSS JOIN LATERAL (
        SELECT t.settlement_id FROM settlement t
        WHERE t.posting_date = k.day AND t.bucket = k.b AND t.person_id = k.person
          AND t.settlement_id <> k.id AND t.kind = o.kind AND t.hospital_id = o.hospital_id
          AND t.encounter_id = o.encounter_id
          AND t.total_fen = o.total_fen AND t.paid_fen = o.paid_fen
          AND NOT EXISTS (SELECT 1 FROM reversal r
            WHERE r.bucket = t.bucket AND r.settlement_id = t.settlement_id)
        ORDER BY t.settlement_id LIMIT ?) x
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
    Map<Long, ByteBuffer> twinOf = new HashMap<>();
    inBatches(
        lines,
        batch ->
            Sql.list(
                connection,
                TWIN_OF,
                row -> twinOf.put(row.getLong(1), ByteBuffer.wrap(row.getBytes(2))),
                refs(batch, bucket)));
    Map<ByteBuffer, List<Long>> alike = new HashMap<>();
    inBatches(List.copyOf(new HashSet<>(twinOf.values())), batch -> findAlike(batch, alike));
    Map<Long, List<Long>> found = new HashMap<>();
    twinOf.forEach(
        (number, twin) -> {
          List<Long> twins =
              alike.getOrDefault(twin, List.of()).stream()
                  .filter(each -> !each.equals(number))
                  .limit(TWINS_MAX)
                  .toList();
          if (!twins.isEmpty()) {
            found.put(number, twins);
          }
        });
    return found;
  }

  /** One more than are named: the line that asks is among them, or is not needed. */
  private void findAlike(List<ByteBuffer> twins, Map<ByteBuffer, List<Long>> alike)
      throws SQLException {
    Object[] pieces = pieceArrays(connection, bucket, statements.pieces());
    Sql.list(
        connection,
        LINE_TWINS,
        row ->
            alike
                .computeIfAbsent(twins.get(row.getInt(1)), k -> new ArrayList<>())
                .add(number(row.getInt(2), row.getInt(3))),
        connection.createArrayOf("int4", IntStream.range(0, twins.size()).boxed().toArray()),
        connection.createArrayOf(
            "bytea", twins.stream().map(ByteBuffer::array).toArray(byte[][]::new)),
        pieces[1],
        pieces[2],
        pieces[3],
        pieces[4],
        bucket,
        TWINS_MAX + 1);
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
  public Set<String> mended(List<Entry> entries) {
    Set<String> found = new HashSet<>();
    inBatches(
        entries,
        batch ->
            found.addAll(
                Mends.takenBack(connection, span.party(), batch.stream().map(Entry::id).toList())));
    return found;
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
                row ->
                    found
                        .computeIfAbsent(row.getString(1), k -> new ArrayList<>())
                        .add(row.getString(2)),
                Sql.array(connection, "text", batch, Entry::id),
                Sql.array(connection, "int2", batch, entry -> Bucket.of(entry.personId())),
                Sql.array(connection, "text", batch, Entry::personId),
                Sql.array(connection, "date", batch, Entry::day),
                TWINS_MAX));
    return found;
  }
}
