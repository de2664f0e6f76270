package io.yizhan.benchmarks.speed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a transaction has written, whatever the tables are: found by the number of the
 * transaction that every row of PostgreSQL carries, read beside a snapshot from before.
 */
final class TouchedRows implements AutoCloseable {
  private final Database database;
  private final Connection before;
  private final String firstTransaction;

  /** A column and its type as PostgreSQL writes it. */
  record Column(String name, String type, boolean nullable, boolean inKey) {}

  /**
   * A row that was written.
   *
   * @param old what stood under the same key before, in the order of the columns; null where the
   *     row is new
   */
  record Row(
      String table,
      List<Column> columns,
      List<@Nullable String> values,
      @Nullable List<@Nullable String> old,
      long bytes) {
    @Nullable String value(String column) {
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equals(column)) {
          return values.get(i);
        }
      }
      return null;
    }
  }

  private TouchedRows(Database database) throws SQLException {
    this.database = database;
    this.before = database.connect();
    before.setAutoCommit(false);
    before.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    String found =
        Database.rows(before, "SELECT pg_snapshot_xmax(pg_current_snapshot())").get(0).get(0);
    this.firstTransaction = String.valueOf(found);
  }

  /** Everything written from now on by transactions that begin later. */
  static TouchedRows since(Database database) {
    try {
      return new TouchedRows(database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Row> rows() {
    List<Row> all = new ArrayList<>();
    try (Connection now = database.connect()) {
      for (String table : tables(now)) {
        all.addAll(rows(now, table));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> tables(Connection now) {
    return Database.rows(
            now,
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relname NOT LIKE 'flyway%' AND c.relname NOT LIKE 'bench%'
            ORDER BY 1
            """)
        .stream()
        .map(row -> String.valueOf(row.get(0)))
        .toList();
  }

  private List<Row> rows(Connection now, String table) {
    List<Column> columns = columns(now, table);
    String list =
        columns.stream()
            .map(column -> "t." + column.name() + "::text")
            .collect(Collectors.joining(", "));
    List<Row> rows = new ArrayList<>();
    for (List<@Nullable String> found :
        Database.rows(
            now,
            "SELECT pg_column_size(t.*), "
                + list
                + " FROM "
                + table
                + " t WHERE t.xmin::text::bigint >= "
                + firstTransaction)) {
      List<@Nullable String> values = found.subList(1, found.size());
      List<List<@Nullable String>> old =
          Database.rows(
              before, "SELECT " + list + " FROM " + table + " t WHERE " + key(columns, values));
      rows.add(
          new Row(
              table,
              columns,
              values,
              old.isEmpty() ? null : old.get(0),
              Long.parseLong(String.valueOf(found.get(0)))));
    }
    return rows;
  }

  private static String key(List<Column> columns, List<@Nullable String> values) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).inKey()) {
        parts.add(
            "t." + columns.get(i).name() + " = " + quoted(values.get(i), columns.get(i).type()));
      }
    }
    return String.join(" AND ", parts);
  }

  static String quoted(@Nullable String value, String type) {
    return value == null ? "NULL" : "CAST('" + value.replace("'", "''") + "' AS " + type + ")";
  }

  private static List<Column> columns(Connection now, String table) {
    Set<String> keys = new HashSet<>();
    Database.rows(
            now,
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND"
                + " a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]) WHERE i.indisprimary AND"
                + " i.indrelid = '"
                + table
                + "'::regclass")
        .forEach(row -> keys.add(String.valueOf(row.get(0))));
    return Database.rows(
            now,
            "SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull FROM pg_attribute"
                + " WHERE attrelid = '"
                + table
                + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum")
        .stream()
        .map(
            row ->
                new Column(
                    String.valueOf(row.get(0)),
                    String.valueOf(row.get(1)),
                    "t".equals(row.get(2)),
                    keys.contains(String.valueOf(row.get(0)))))
        .toList();
  }

  /** How many rows of each table, for a sentence. */
  static Map<String, Integer> counts(List<Row> rows) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    rows.forEach(
        row ->
            counts.merge(row.table() + (row.old() == null ? "" : " (changed)"), 1, Integer::sum));
    return counts;
  }

  static long bytes(List<Row> rows) {
    return rows.stream().mapToLong(Row::bytes).sum();
  }

  @Override
  public void close() {
    try {
      before.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
