package io.yizhan.benchmarks.speed;

import io.yizhan.benchmarks.speed.TouchedRows.Column;
import io.yizhan.benchmarks.speed.TouchedRows.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Scripts for pgbench that write what one real settlement wrote, under new ids: as many rows of the
 * same tables with the same bytes. Long values travel as parameters, as an application sends them.
 *
 * <p>It knows three tables by name, to find a person and lock the account, and reads identities,
 * usage and hospital as any application must; everything that is written comes from the sample.
 */
final class PgbenchScript {
  /** Longer values are sent with each statement. */
  private static final int IN_TEXT_MAX = 30;

  /** What ids of settlements made within a quarter of an hour have in common. */
  private static final int TIME_CHARACTERS = 6;

  private static final String PERSONS =
      """
      CREATE TABLE bench_person AS
        SELECT row_number() OVER (ORDER BY person_id)::int AS n, bucket, alias, person_bucket,
          person_id
        FROM person_alias
      """;

  private final Sample sample;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, String> buckets = new TreeMap<>();

  /**
   * What a settlement wrote.
   *
   * @param rewritten tables whose new row is written a second time in the same transaction
   */
  record Sample(
      List<Row> rows,
      String settlementId,
      String requestId,
      String encounterId,
      String personId,
      String personBucket,
      Set<String> rewritten) {}

  /** A script, and the values that go with it. */
  record Script(String text, Map<String, String> values) {}

  private PgbenchScript(Sample sample) {
    this.sample = sample;
    values.put("t", sample.settlementId().substring(0, TIME_CHARACTERS));
  }

  /** Numbers the persons of a database for the scripts. */
  static void prepare(Database database) {
    database.run(
        PERSONS, "ALTER TABLE bench_person ADD PRIMARY KEY (n)", "VACUUM ANALYZE bench_person");
  }

  /** A statement for each row, as an ordinary application writes. */
  static Script rowByRow(Sample sample) {
    return new PgbenchScript(sample).statements(false);
  }

  /** A statement for each table. */
  static Script tableByTable(Sample sample) {
    return new PgbenchScript(sample).statements(true);
  }

  /** All in one statement. */
  static Script oneStatement(Sample sample) {
    return new PgbenchScript(sample).cte();
  }

  private Script statements(boolean grouped) {
    List<String> body = new ArrayList<>();
    List<Row> claims =
        sample.rows().stream().filter(row -> sample.rewritten().contains(row.table())).toList();
    claims.forEach(row -> body.add(insert(List.of(row), true)));
    body.add(
        """
        SELECT b.person_id AS pid, a.bucket AS pb,
            CAST(:t AS text) || lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint
            & 1048575), 5, '0') || lpad(CAST(:r AS text), 15, '0') AS sid
          FROM bench_person b JOIN person_alias p ON p.bucket = b.bucket AND p.alias = b.alias
          JOIN account a ON a.bucket = p.person_bucket AND a.account_id = p.person_id
          WHERE b.n = :n FOR UPDATE OF a
        \\gset
        """
            .strip());
    body.add("SELECT * FROM identity WHERE bucket = :pb AND person_id = :pid;");
    changedTables()
        .forEach(
            (table, row) -> body.add("SELECT * FROM " + table + " WHERE " + ofPerson(row) + ";"));
    body.add("SELECT * FROM hospital WHERE hospital_id = '" + BenchWorld.HOSPITAL + "';");
    for (List<Row> group : groups(grouped)) {
      if (group.get(0).old() != null) {
        group.forEach(row -> body.add(update(row) + ";"));
      } else if (!sample.rewritten().contains(group.get(0).table())) {
        body.add(insert(group, false));
      }
    }
    claims.forEach(row -> body.add(complete(row) + ";"));
    return script("BEGIN;\n" + String.join("\n", body) + "\nCOMMIT;\n");
  }

  private List<List<Row>> groups(boolean grouped) {
    if (!grouped) {
      return sample.rows().stream().map(List::of).toList();
    }
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    sample
        .rows()
        .forEach(
            row ->
                groups
                    .computeIfAbsent(row.table() + (row.old() == null), key -> new ArrayList<>())
                    .add(row));
    return List.copyOf(groups.values());
  }

  private Script cte() {
    List<String> parts = new ArrayList<>();
    parts.add(
        """
        p AS MATERIALIZED (
          SELECT b.person_id AS pid, a.bucket AS pb,
              CAST(:t AS text) || lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint
              & 1048575), 5, '0') || lpad(CAST(:r AS text), 15, '0') AS sid
            FROM bench_person b JOIN person_alias p ON p.bucket = b.bucket AND p.alias = b.alias
            JOIN account a ON a.bucket = p.person_bucket AND a.account_id = p.person_id
            WHERE b.n = :n FOR UPDATE OF a)
        """
            .strip());
    int number = 0;
    for (List<Row> group : groups(true)) {
      if (group.get(0).old() == null) {
        Row first = group.get(0);
        String selects =
            group.stream()
                .map(row -> "SELECT " + inCte(list(row, written(row, false))) + " FROM p")
                .collect(Collectors.joining(" UNION ALL "));
        parts.add(
            "w"
                + number++
                + " AS (INSERT INTO "
                + first.table()
                + " ("
                + columnNames(written(first, false))
                + ") "
                + selects
                + ")");
      } else {
        for (Row row : group) {
          parts.add(
              "w" + number++ + " AS (" + inCte(update(row)).replace("WHERE", "FROM p WHERE") + ")");
        }
      }
    }
    return script(
        "WITH "
            + String.join(",\n", parts)
            + "\nSELECT p.pid, (SELECT count(*) FROM identity i WHERE i.bucket = p.pb AND"
            + " i.person_id = p.pid), "
            + changedTables().entrySet().stream()
                .map(
                    table ->
                        "(SELECT count(*) FROM "
                            + table.getKey()
                            + " WHERE "
                            + inCte(ofPerson(table.getValue()))
                            + "), ")
                .collect(Collectors.joining())
            + "(SELECT h.name FROM hospital h WHERE h.hospital_id = '"
            + BenchWorld.HOSPITAL
            + "') FROM p;\n");
  }

  /** Tables of which rows are changed, each with one of them: they must be read first. */
  private Map<String, Row> changedTables() {
    Map<String, Row> tables = new LinkedHashMap<>();
    sample.rows().stream()
        .filter(row -> row.old() != null)
        .forEach(row -> tables.putIfAbsent(row.table(), row));
    return tables;
  }

  /** The part of a key that names the person: all rows of the table that are the person's. */
  private String ofPerson(Row row) {
    return row.columns().stream()
        .filter(Column::inKey)
        .map(column -> row.table() + "." + column.name() + " = " + expression(row, column))
        .filter(part -> part.contains(":p"))
        .collect(Collectors.joining(" AND "));
  }

  private static String inCte(String sql) {
    return sql.replace(":pid", "p.pid").replace(":pb", "p.pb").replace(":sid", "p.sid");
  }

  private Script script(String body) {
    StringBuilder out = new StringBuilder();
    out.append("\\set r random(1, 999999999999999)\n");
    out.append("\\set n random_zipfian(1, :persons, 1.001)\n");
    buckets
        .values()
        .forEach(name -> out.append("\\set ").append(name).append(" random(0, 1023)\n"));
    return new Script(out + body, values);
  }

  /** What PostgreSQL fills in itself is not written. */
  private static List<Column> written(Row row, boolean claiming) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < row.columns().size(); i++) {
      Column column = row.columns().get(i);
      boolean later = claiming && column.nullable();
      if (!column.type().equals("xid8") && row.values().get(i) != null && !later) {
        columns.add(column);
      }
    }
    return columns;
  }

  private String insert(List<Row> rows, boolean claiming) {
    List<Column> columns = written(rows.get(0), claiming);
    return "INSERT INTO "
        + rows.get(0).table()
        + " ("
        + columnNames(columns)
        + ") VALUES "
        + rows.stream().map(row -> "(" + list(row, columns) + ")").collect(Collectors.joining(", "))
        + ";";
  }

  private static String columnNames(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  private String list(Row row, List<Column> columns) {
    return columns.stream()
        .map(column -> expression(row, column))
        .collect(Collectors.joining(", "));
  }

  /** The rest of a row that was claimed first. */
  private String complete(Row row) {
    Set<Column> first = new LinkedHashSet<>(written(row, true));
    String sets =
        row.columns().stream()
            .filter(column -> column.name().equals("state") || !first.contains(column))
            .filter(column -> row.value(column.name()) != null && !column.type().equals("xid8"))
            .map(column -> column.name() + " = " + expression(row, column))
            .collect(Collectors.joining(", "));
    return "UPDATE " + row.table() + " SET " + sets + " WHERE " + key(row);
  }

  private String update(Row row) {
    List<@Nullable String> old = row.old() == null ? List.of() : row.old();
    List<String> sets = new ArrayList<>();
    for (int i = 0; i < row.columns().size(); i++) {
      Column column = row.columns().get(i);
      String now = row.values().get(i);
      String was = old.get(i);
      if (now == null || now.equals(was)) {
        continue;
      }
      boolean whole = column.type().matches("bigint|integer|smallint") && was != null;
      sets.add(
          column.name()
              + " = "
              + (whole
                  ? row.table()
                      + "."
                      + column.name()
                      + " + "
                      + (Long.parseLong(now) - Long.parseLong(was))
                  : expression(row, column)));
    }
    return "UPDATE " + row.table() + " SET " + String.join(", ", sets) + " WHERE " + key(row);
  }

  private String key(Row row) {
    return row.columns().stream()
        .filter(Column::inKey)
        .map(column -> row.table() + "." + column.name() + " = " + expression(row, column))
        .collect(Collectors.joining(" AND "));
  }

  private String expression(Row row, Column column) {
    String value = row.value(column.name());
    if (value == null) {
      return "NULL";
    }
    if (value.equals(sample.settlementId())) {
      return ":sid";
    }
    if (value.equals(sample.requestId())) {
      return "'R' || lpad(CAST(:r AS text), " + BenchWorld.ID_DIGITS + ", '0')";
    }
    if (value.equals(sample.encounterId())) {
      return "'E' || lpad(CAST(:r AS text), " + BenchWorld.ID_DIGITS + ", '0')";
    }
    if (value.equals(sample.personId())) {
      return ":pid";
    }
    if (column.type().equals("smallint") && column.name().endsWith("bucket")) {
      return value.equals(sample.personBucket())
          ? ":pb"
          : "CAST(:"
              + buckets.computeIfAbsent(value, key -> "k" + buckets.size())
              + " AS smallint)";
    }
    if (column.inKey() && row.old() == null && isCounter(row, column)) {
      return "CAST(:r AS bigint)";
    }
    String type = column.type();
    return value.length() > IN_TEXT_MAX || value.contains(":")
        ? "CAST(:" + name(value) + " AS " + type + ")"
        : TouchedRows.quoted(value, type);
  }

  /** A whole number in a key that has no new id of its own must be new itself. */
  private boolean isCounter(Row row, Column column) {
    boolean hasNewId =
        row.columns().stream()
            .filter(Column::inKey)
            .map(key -> String.valueOf(row.value(key.name())))
            .anyMatch(
                value ->
                    value.equals(sample.settlementId())
                        || value.equals(sample.requestId())
                        || value.equals(sample.encounterId()));
    return !hasNewId && column.type().equals("bigint");
  }

  private String name(String value) {
    return names.computeIfAbsent(
        value,
        key -> {
          String name = "v" + names.size();
          values.put(name, key);
          return name;
        });
  }
}
