package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.postgres.Statements.Piece;
import io.yizhan.gateway.postgres.Statements.Statement;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Line;
import io.yizhan.reconciliation.Surroundings;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What lies around lines and entries without a partner, looked up by index, some at a time. */
final class AroundLines implements Surroundings {
  private static final int BATCH = 1_000;

  /** So many twins of one are named. */
  private static final int TWINS_MAX = 50;

  private static final String REVERSALS =
      """
      SELECT r.settlement_id, r.reversal_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN reversal r ON r.bucket = k.b AND r.settlement_id = k.id
      """;

  private static final String BY_REQUEST =
      """
      SELECT k.request, r.settlement_id FROM unnest(?::smallint[], ?::text[]) AS k (b, request)
      JOIN request r ON r.bucket = k.b AND r.owner_id = ? AND r.request_id = k.request
      WHERE r.settlement_id IS NOT NULL AND r.kind IN ('SETTLE', 'REVERSE')
      """;

  private static final String OTHER_DAYS =
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
          AND n.from_date <= l.day AND n.to_date >= l.day
          AND (n.accept_time, n.receipt_id) > (s.accept_time, s.receipt_id))
      """;

  private static final String ALIASES =
      """
      SELECT k.number, l.person_alias
      FROM unnest(?::bigint[], ?::text[], ?::int[]) AS k (number, receipt, line)
      JOIN reconciliation_line l ON l.bucket = ? AND l.receipt_id = k.receipt
        AND l.line_number = k.line
      WHERE l.person_alias IS NOT NULL
      """;

  private static final String PERSONS =
      """
      SELECT a.alias, a.person_id, coalesce(n.survivor_id, a.person_id)
      FROM unnest(?::smallint[], ?::bytea[]) AS k (b, alias)
      JOIN person_alias a ON a.bucket = k.b AND a.alias = k.alias
      LEFT JOIN person_join n ON n.bucket = a.person_bucket AND n.person_id = a.person_id
      """;

  private static final String JOINED =
      """
      SELECT k.id, j.person_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN person_join j ON j.survivor_bucket = k.b AND j.survivor_id = k.id
      """;

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

  private <T> Array array(String type, List<T> rows, Function<T, ?> value) throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(value).toArray());
  }

  @Override
  public Map<Long, Entry> entriesOf(List<Line> lines) {
    Map<Long, Entry> found = new HashMap<>();
    inBatches(
        lines,
        batch -> {
          Map<String, Entry> byId =
              byIds(
                  batch.stream()
                      .map(Line::settlementId)
                      .filter(id -> !id.isEmpty())
                      .distinct()
                      .toList());
          Map<String, Entry> byRequest = byRequests(batch);
          for (Line line : batch) {
            Optional.ofNullable(byId.get(line.settlementId()))
                .or(() -> Optional.ofNullable(byRequest.get(line.requestId())))
                .ifPresent(entry -> found.put(line.number(), entry));
          }
          preferReversals(batch, found);
        });
    return found;
  }

  private Map<String, Entry> byIds(List<String> ids) throws SQLException {
    List<PostingDays> days = ids.stream().map(PostingDays::of).toList();
    Map<String, Entry> found = new HashMap<>();
    for (Entry entry :
        Sql.list(
            connection,
            ledger.byIds(),
            ledger::entry,
            ledger.parameters(
                connection,
                List.of(
                    connection.createArrayOf("text", ids.toArray()),
                    array("date", days, PostingDays::first),
                    array("date", days, PostingDays::second)),
                List.of()))) {
      found.put(entry.id(), entry);
    }
    return found;
  }

  /** Request ids are a hospital's own. */
  private Map<String, Entry> byRequests(List<Line> lines) throws SQLException {
    Map<String, Entry> found = new HashMap<>();
    if (span.party().kind() != PartyKind.HOSPITAL) {
      return found;
    }
    String hospital = span.party().code();
    List<String> requests =
        lines.stream().map(Line::requestId).filter(id -> !id.isEmpty()).distinct().toList();
    Map<String, String> ids = new HashMap<>();
    for (String[] pair :
        Sql.list(
            connection,
            BY_REQUEST,
            row -> new String[] {row.getString(1), row.getString(2)},
            array("int2", requests, id -> Bucket.of(hospital, id)),
            connection.createArrayOf("text", requests.toArray()),
            hospital)) {
      ids.put(pair[0], pair[1]);
    }
    Map<String, Entry> entries = byIds(ids.values().stream().distinct().toList());
    ids.forEach(
        (request, id) ->
            Optional.ofNullable(entries.get(id)).ifPresent(entry -> found.put(request, entry)));
    return found;
  }

  /** A refund that names the settlement means what took it back, where something has. */
  private void preferReversals(List<Line> lines, Map<Long, Entry> found) throws SQLException {
    List<Entry> settlements =
        lines.stream()
            .filter(Line::refund)
            .map(line -> found.get(line.number()))
            .filter(Objects::nonNull)
            .filter(entry -> !entry.refund())
            .toList();
    Map<String, String> reversals = new HashMap<>();
    for (String[] pair :
        Sql.list(
            connection,
            REVERSALS,
            row -> new String[] {row.getString(1), row.getString(2)},
            array("int2", settlements, entry -> Bucket.of(entry.personId())),
            array("text", settlements, Entry::id))) {
      reversals.put(pair[0], pair[1]);
    }
    Map<String, Entry> entries = byIds(List.copyOf(reversals.values()));
    for (Line line : lines) {
      Entry entry = found.get(line.number());
      if (line.refund() && entry != null) {
        Optional.ofNullable(reversals.get(entry.id()))
            .flatMap(id -> Optional.ofNullable(entries.get(id)))
            .ifPresent(reversal -> found.put(line.number(), reversal));
      }
    }
  }

  /** The surest key is looked up last, and wins. */
  @Override
  public Map<String, Line> linesOf(List<Entry> entries) {
    Map<String, Line> found = new HashMap<>();
    inBatches(
        entries,
        batch -> {
          otherDays(batch, "insurer_settlement_id", "insurer", found);
          otherDays(batch, "request_id", "request", found);
          otherDays(batch, "settlement_id", "reverses", found);
          otherDays(batch, "settlement_id", "id", found);
        });
    return found;
  }

  private void otherDays(List<Entry> batch, String column, String key, Map<String, Line> found)
      throws SQLException {
    if (key.equals("request") && span.party().kind() != PartyKind.HOSPITAL) {
      return;
    }
    for (Map.Entry<String, Line> each :
        Sql.list(
            connection,
            OTHER_DAYS.replace(":column", column).replace(":key", key),
            row -> Map.entry(row.getString(1), otherLine(row)),
            array("text", batch, Entry::id),
            array("text", batch, Entry::reverses),
            array("text", batch, Entry::requestId),
            array("text", batch, Entry::insurerSettlementId),
            array("bool", batch, Entry::refund),
            bucket,
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

  @Override
  public Map<Long, Set<String>> personsOf(List<Line> lines) {
    Map<Long, Set<String>> found = new HashMap<>();
    inBatches(
        lines,
        batch -> {
          Map<Long, String> aliases = new HashMap<>();
          List<byte[]> distinct = new ArrayList<>();
          Sql.list(
              connection,
              ALIASES,
              row -> {
                byte[] alias = row.getBytes(2);
                if (!aliases.containsValue(hex(alias))) {
                  distinct.add(alias);
                }
                return aliases.put(row.getLong(1), hex(alias));
              },
              refs(batch, bucket));
          Map<String, Set<String>> persons = persons(distinct);
          aliases.forEach(
              (number, alias) -> {
                Set<String> ids = persons.get(alias);
                if (ids != null) {
                  found.put(number, ids);
                }
              });
        });
    return found;
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  private Map<String, Set<String>> persons(List<byte[]> aliases) throws SQLException {
    Map<String, Set<String>> byAlias = new HashMap<>();
    Map<String, Set<String>> bySurvivor = new HashMap<>();
    Sql.list(
        connection,
        PERSONS,
        row -> {
          Set<String> ids = byAlias.computeIfAbsent(hex(row.getBytes(1)), k -> new TreeSet<>());
          ids.add(row.getString(2));
          ids.add(row.getString(3));
          bySurvivor.put(row.getString(3), ids);
          return ids;
        },
        array("int2", aliases, Bucket::of),
        connection.createArrayOf("bytea", aliases.toArray(byte[][]::new)));
    List<String> survivors = List.copyOf(bySurvivor.keySet());
    Sql.list(
        connection,
        JOINED,
        row -> bySurvivor.getOrDefault(row.getString(1), new HashSet<>()).add(row.getString(2)),
        array("int2", survivors, id -> Bucket.of(id)),
        connection.createArrayOf("text", survivors.toArray()));
    return byAlias;
  }

  private Object[] refs(List<Line> lines, Object... behind) throws SQLException {
    List<Object> all = new ArrayList<>();
    all.add(array("int8", lines, Line::number));
    all.add(array("text", lines, line -> statementOf(statements, line.number()).receiptId()));
    all.add(array("int4", lines, line -> lineNumber(line.number())));
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
                array("text", batch, Entry::id),
                array("int2", batch, entry -> Bucket.of(entry.personId())),
                array("text", batch, Entry::personId),
                array("date", batch, Entry::day)));
    return found;
  }
}
