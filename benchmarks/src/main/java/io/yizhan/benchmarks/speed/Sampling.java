package io.yizhan.benchmarks.speed;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What one settlement writes, found out by letting the store settle. */
final class Sampling {
  private static final int SAMPLES = 100;

  /** How long sessions keep what they have counted to themselves. */
  private static final long COUNTS_MILLIS = 1_200;

  private Sampling() {}

  /** Settles some claims and looks at what the last one wrote. */
  static PgbenchScript.Sample of(Stage stage, Database database) {
    Map<String, long[]> before = counts(database);
    try (HostProcess store = stage.store(database)) {
      for (int i = 0; i < SAMPLES; i++) {
        store.ask("one " + (stage.persons() / 2 + i));
      }
    }
    Map<String, long[]> after = counts(database);
    try (TouchedRows touched = TouchedRows.since(database);
        HostProcess store = stage.store(database)) {
      String[] ids = store.ask("one " + (stage.persons() / 2 - 1)).split(" ", -1);
      List<TouchedRows.Row> rows = touched.rows();
      String personId = "";
      String personBucket = "";
      for (TouchedRows.Row row : rows) {
        String id = row.value("person_id");
        if (row.table().equals("settlement") && id != null) {
          personId = id;
          personBucket = String.valueOf(row.value("bucket"));
        }
      }
      return new PgbenchScript.Sample(
          rows, ids[0], ids[1], ids[2], personId, personBucket, rewritten(rows, before, after));
    }
  }

  /** Tables where more is changed than what stood before: their new rows are written twice. */
  private static Set<String> rewritten(
      List<TouchedRows.Row> rows, Map<String, long[]> before, Map<String, long[]> after) {
    Map<String, Long> changed = new LinkedHashMap<>();
    rows.forEach(row -> changed.merge(row.table(), row.old() == null ? 0L : 1L, Long::sum));
    Set<String> tables = new TreeSet<>();
    changed.forEach(
        (table, count) -> {
          long[] was = before.getOrDefault(table, new long[2]);
          long[] is = after.getOrDefault(table, new long[2]);
          if ((is[1] - was[1]) > (count + 0.5) * SAMPLES) {
            tables.add(table);
          }
        });
    return tables;
  }

  /** Rows inserted and rows updated of each table, with its partitions, since the copy was made. */
  private static Map<String, long[]> counts(Database database) {
    Uninterruptibles.sleepUninterruptibly(COUNTS_MILLIS, TimeUnit.MILLISECONDS);
    Map<String, long[]> counts = new LinkedHashMap<>();
    for (List<?> row :
        database.rows(
            """
            SELECT coalesce(p.relname, s.relname), sum(n_tup_ins), sum(n_tup_upd)
            FROM pg_stat_user_tables s
            LEFT JOIN pg_inherits i ON i.inhrelid = s.relid
            LEFT JOIN pg_class p ON p.oid = i.inhparent
            GROUP BY 1
            """)) {
      counts.put(
          String.valueOf(row.get(0)),
          new long[] {
            Long.parseLong(String.valueOf(row.get(1))), Long.parseLong(String.valueOf(row.get(2)))
          });
    }
    return counts;
  }
}
