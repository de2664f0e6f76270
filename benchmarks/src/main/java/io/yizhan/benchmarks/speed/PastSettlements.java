package io.yizhan.benchmarks.speed;

import io.yizhan.benchmarks.speed.TouchedRows.Column;
import io.yizhan.benchmarks.speed.TouchedRows.Row;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Many past settlements, true to the schema: what one real settlement wrote, under ids of their own
 * time, spread evenly over persons and over the months of some years. Every account has its chain
 * in every benefit year, numbered from one, and totals that agree with it.
 */
final class PastSettlements {
  private static final int MONTHS = 36;
  private static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");

  /** The first 10 characters of an id: its milliseconds, in Crockford's base 32. */
  private static final String IDS =
      """
      CREATE OR REPLACE FUNCTION bench_id(millis bigint, number bigint) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
            1 + (millis >> (45 - 5 * i) & 31)::int, 1), '' ORDER BY i)
          || lpad(number::text, 16, '0')
        FROM generate_series(0, 9) i
      $$
      """;

  private final Database database;
  private final PgbenchScript.Sample sample;
  private final long count;
  private final int persons;
  private final String options;

  private PastSettlements(Database database, PgbenchScript.Sample sample, long count, int persons) {
    this.database = database;
    this.sample = sample;
    this.count = count;
    this.persons = persons;
    this.options =
        database.text(
            """
            SELECT coalesce(' WITH (' || array_to_string(max(c.reloptions), ', ') || ')', '')
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'settlement'::regclass
            """);
  }

  /** Writes them, and answers a sentence on what was written. */
  static String write(
      Database database, PgbenchScript.Sample sample, long count, int persons, LocalDate today) {
    PastSettlements past = new PastSettlements(database, sample, count, persons);
    long start = System.nanoTime();
    long before = database.number("SELECT pg_database_size(current_database())");
    past.writeMonths(YearMonth.from(today).minusMonths(MONTHS));
    database.run("VACUUM (ANALYZE)", "CHECKPOINT");
    double bytes = database.number("SELECT pg_database_size(current_database())") - before;
    return String.format(
        Locale.ROOT,
        "%d past settlements over %d months, %.0f bytes each with indexes, written in %.0f s.",
        count,
        MONTHS,
        bytes / Math.max(1, count),
        (System.nanoTime() - start) / 1e9);
  }

  /** Writes them all into one month. */
  static void writeMonth(
      Database database, PgbenchScript.Sample sample, long count, int persons, YearMonth month) {
    PastSettlements past = new PastSettlements(database, sample, count, persons);
    database.run(IDS);
    past.writeMonth(month, 0, count, 0);
    past.writeTotals(month.getYear(), 0, count);
  }

  private void writeMonths(YearMonth first) {
    database.run(IDS);
    long yearBegins = 0;
    for (int i = 0; i < MONTHS; i++) {
      YearMonth month = first.plusMonths(i);
      long from = count * i / MONTHS;
      long to = count * (i + 1) / MONTHS;
      if (month.getMonthValue() == 1) {
        yearBegins = from;
      }
      writeMonth(month, from, to, yearBegins);
      boolean yearEnds = month.getMonthValue() == 12 || i == MONTHS - 1;
      if (yearEnds) {
        writeTotals(month.getYear(), yearBegins, to);
      }
    }
  }

  /** The statements that fill a month: the partition, then a table after the other. */
  private void writeMonth(YearMonth month, long from, long to, long yearBegins) {
    List<String> statements = new ArrayList<>();
    statements.add("SET synchronous_commit = off");
    statements.add(
        String.format(
            "CREATE TABLE IF NOT EXISTS settlement_%d_%02d PARTITION OF settlement FOR VALUES FROM"
                + " ('%s') TO ('%s')%s",
            month.getYear(),
            month.getMonthValue(),
            month.atDay(1),
            month.plusMonths(1).atDay(1),
            options));
    for (Row row : sample.rows()) {
      if (row.old() == null) {
        statements.add(insert(row, month, from, to, yearBegins));
      }
    }
    database.run(statements.toArray(String[]::new));
  }

  private String insert(Row row, YearMonth month, long from, long to, long yearBegins) {
    List<Column> columns =
        row.columns().stream()
            .filter(column -> row.value(column.name()) != null && !column.type().equals("xid8"))
            .toList();
    long begin = month.atDay(1).atStartOfDay(CIVIL_ZONE).toInstant().toEpochMilli();
    long end = month.plusMonths(1).atDay(1).atStartOfDay(CIVIL_ZONE).toInstant().toEpochMilli();
    return "INSERT INTO "
        + row.table()
        + " ("
        + columns.stream().map(Column::name).collect(Collectors.joining(", "))
        + ") SELECT "
        + columns.stream()
            .map(column -> expression(row, column, month.getYear()))
            .collect(Collectors.joining(", "))
        + " FROM (SELECT r, "
        + begin
        + " + (r - "
        + from
        + ") * "
        + (end - begin)
        + " / "
        + Math.max(1, to - from)
        + " AS ms, (r % "
        + persons
        + ")::int + 1 AS n, r / "
        + persons
        + " - ("
        + yearBegins
        + " + "
        + (persons - 1)
        + " - r % "
        + persons
        + ") / "
        + persons
        + " + 1 AS k FROM generate_series("
        + from
        + "::bigint, "
        + (to - 1)
        + ") r) g JOIN bench_person b ON b.n = g.n";
  }

  private String expression(Row row, Column column, int year) {
    String value = String.valueOf(row.value(column.name()));
    String name = column.name();
    if (value.equals(sample.settlementId())) {
      return "bench_id(g.ms, g.r)";
    }
    if (value.equals(sample.requestId())) {
      return "'P' || lpad(g.r::text, " + BenchWorld.ID_DIGITS + ", '0')";
    }
    if (value.equals(sample.encounterId())) {
      return "'Q' || lpad(g.r::text, " + BenchWorld.ID_DIGITS + ", '0')";
    }
    if (value.equals(sample.personId())) {
      return "b.person_id";
    }
    if (column.type().equals("smallint") && name.endsWith("bucket")) {
      return value.equals(sample.personBucket())
          ? "b.person_bucket"
          : "(g.r * 7919 + " + value + ") % 1024";
    }
    return switch (name) {
      case "posting_date" -> "(to_timestamp(g.ms / 1000.0) AT TIME ZONE 'Asia/Shanghai')::date";
      case "settle_time", "created" -> "to_timestamp(g.ms / 1000.0)";
      case "use_year" -> array(row, "use_code", code -> year + "") + "::int[]";
      case "use_seq" -> array(row, "use_code", code -> "g.k") + "::bigint[]";
      case "use_before_fen" ->
          array(row, "use_code", code -> "(g.k - 1) * " + added(code)) + "::bigint[]";
      default -> TouchedRows.quoted(value, column.type());
    };
  }

  private interface OfCode {
    String expression(String code);
  }

  private static String array(Row row, String codes, OfCode of) {
    return "ARRAY["
        + elements(String.valueOf(row.value(codes))).stream()
            .map(of::expression)
            .collect(Collectors.joining(", "))
        + "]";
  }

  /** The elements of an array of codes as PostgreSQL writes it: none of them needs quotes. */
  private static List<String> elements(String array) {
    String inside = array.substring(1, array.length() - 1).replace("\"", "");
    return inside.isEmpty() ? List.of() : List.of(inside.split(",", -1));
  }

  /** What the sample's settlement added to an account. */
  private long added(String code) {
    Map<String, Long> added = new LinkedHashMap<>();
    for (Row row : sample.rows()) {
      String codes = row.value("use_code");
      String fen = row.value("use_added_fen");
      if (codes != null && fen != null) {
        for (int i = 0; i < elements(codes).size(); i++) {
          added.put(elements(codes).get(i), Long.valueOf(elements(fen).get(i)));
        }
      }
    }
    return added.getOrDefault(code, 0L);
  }

  /** What every account has used in a year that is over, as the chains of its settlements say. */
  private void writeTotals(int year, long from, long to) {
    for (Row row : sample.rows()) {
      if (row.old() == null || row.value("codes") == null || to == from) {
        continue;
      }
      database.run(
          "INSERT INTO "
              + row.table()
              + " (bucket, account_id, benefit_year, version, codes, used_fen, held_fen,"
              + " pending_fen, seqs) SELECT b.person_bucket, b.person_id, "
              + year
              + ", g.k, "
              + TouchedRows.quoted(row.value("codes"), "text[]")
              + ", "
              + array(row, "codes", code -> "g.k * " + added(code))
              + ", "
              + array(row, "codes", code -> "0::bigint")
              + ", "
              + array(row, "codes", code -> "0::bigint")
              + ", "
              + array(row, "codes", code -> "g.k")
              + " FROM (SELECT (r % "
              + persons
              + ")::int + 1 AS n, count(*) AS k FROM generate_series("
              + from
              + "::bigint, "
              + (to - 1)
              + ") r GROUP BY 1) g JOIN bench_person b ON b.n = g.n");
    }
  }
}
