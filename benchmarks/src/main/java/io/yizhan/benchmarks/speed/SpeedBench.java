package io.yizhan.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** First cut. */
public final class SpeedBench {
  private final Stage stage;
  private final int seconds;

  private SpeedBench(Stage stage, int seconds) {
    this.stage = stage;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Set<String> only = Set.of(arguments[1].split(","));
    int seconds = Integer.parseInt(arguments[2]);
    int persons = Integer.parseInt(arguments[3]);
    long start = System.nanoTime();
    try (Stage stage = Stage.open(folder, persons, Map.of())) {
      System.out.printf("stage ready %.0f s%n", (System.nanoTime() - start) / 1e9);
      SpeedBench bench = new SpeedBench(stage, seconds);
      if (only.contains("pgbench")) {
        bench.pgbench();
      }
      if (only.contains("store")) {
        bench.store();
      }
      if (only.contains("settle")) {
        bench.settle(List.of("settle"));
      }
      if (only.contains("echo")) {
        bench.settle(List.of("echo", "select", "quote"));
      }
    }
    System.exit(0);
  }

  private interface Run {
    Measurement run();
  }

  private Measurement line(String name, Database database, long pid, Run run) {
    String lsn = database.text("SELECT pg_current_wal_lsn()");
    double pg = stage.databaseCpuSeconds();
    double own = pid == 0 ? 0 : CpuClock.secondsOf(pid);
    Measurement m = run.run();
    pg = stage.databaseCpuSeconds() - pg;
    own = pid == 0 ? 0 : CpuClock.secondsOf(pid) - own;
    long wal = database.number("SELECT pg_current_wal_lsn() - '" + lsn + "'::pg_lsn");
    System.out.printf(
        "%-28s %7.0f/s fail %d  p50 %.2f p90 %.2f p99 %.2f p99.9 %.2f max %.1f ms | cpu us: own %.0f"
            + " pg %.0f | per cpu s %.0f | wal %d B%n",
        name, m.perSecond(), m.failed(), m.p50(), m.p90(), m.p99(), m.p999(), m.max(),
        own / m.done() * 1e6, pg / m.done() * 1e6, m.done() / (own + pg), wal / m.done());
    return m;
  }

  private void pgbench() {
    Database copy = stage.copy("bench_sample");
    PgbenchScript.Sample sample = stage.sample(copy);
    System.out.println("ours: " + TouchedRows.counts(sample.rows()) + " bytes "
        + TouchedRows.bytes(sample.rows()) + " rewritten " + sample.rewritten());
    Pgbench pgbench = new Pgbench(stage.folder(), stage.persons());
    Map<String, PgbenchScript.Script> scripts =
        new java.util.LinkedHashMap<>();
    scripts.put("rows", PgbenchScript.rowByRow(sample));
    scripts.put("tables", PgbenchScript.tableByTable(sample));
    scripts.put("cte", PgbenchScript.oneStatement(sample));
    scripts.forEach(
        (name, script) -> {
          try (TouchedRows touched = TouchedRows.since(copy)) {
            pgbench.once(copy, script);
            List<TouchedRows.Row> rows = touched.rows();
            System.out.println(name + ": " + TouchedRows.counts(rows) + " bytes "
                + TouchedRows.bytes(rows));
          }
        });
    stage.drop(copy);
    scripts.forEach(
        (name, script) -> {
          Database each = stage.copy("bench_pgbench");
          pgbench.closed(each, script, 8, 3);
          for (int clients : List.of(1, 4, 8, 16, 32, 64)) {
            line("pgbench " + name + " " + clients, each, 0,
                () -> pgbench.closed(each, script, clients, seconds));
          }
          stage.drop(each);
        });
  }

  private void store() {
    Database copy = stage.copy("bench_store");
    try (HostProcess store = stage.store(copy)) {
      store.ask("closed settle 256 " + 15_000);
      for (int inFlight : List.of(1, 64, 256, 1024)) {
        line("store " + inFlight, copy, store.pid(),
            () -> Measurement.parse(store.ask("closed settle " + inFlight + " " + seconds * 1000)));
      }
    }
    stage.drop(copy);
  }

  private void settle(List<String> kinds) {
    Database copy = stage.copy("bench_settle");
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      for (String kind : kinds) {
        load.ask("closed " + kind + " 256 " + 15_000);
        for (int inFlight : List.of(1, 64, 256, 1024)) {
          double loader = CpuClock.secondsOf(load.pid());
          Measurement m = line(kind + " grpc " + inFlight, copy, gateway.pid(),
              () -> Measurement.parse(
                  load.ask("closed " + kind + " " + inFlight + " " + seconds * 1000)));
          System.out.printf("    load generator cpu us %.0f%n",
              (CpuClock.secondsOf(load.pid()) - loader) / m.done() * 1e6);
        }
        for (int rate : List.of(400, 1000, 3000)) {
          line(kind + " grpc open " + rate, copy, gateway.pid(),
              () -> Measurement.parse(load.ask("open " + kind + " " + rate + " " + seconds)));
        }
      }
    }
    stage.drop(copy);
  }
}
