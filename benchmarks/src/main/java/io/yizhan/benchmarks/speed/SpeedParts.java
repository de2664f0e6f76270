package io.yizhan.benchmarks.speed;

import io.yizhan.benchmarks.speed.PgbenchScript.Script;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of a run. Each works on a fresh copy of the stage's database, and is warmed up. */
final class SpeedParts {
  static final String ROWS = "pgbench rows";
  static final String TABLES = "pgbench tables";
  static final String CTE = "pgbench cte";
  static final String STORE = "store";
  static final String SETTLE = "settle";
  static final String OPEN_ROWS = "open pgbench rows";
  static final String OPEN_SETTLE = "open settle";
  static final String WITH_PAST = "settle past";
  static final String WITHOUT_PAST = "settle no past";
  static final String NOT_RECONCILING = "settle alone";
  static final String RECONCILING = "settle while reconciling";
  static final String NOT_AUDITING = "settle alone, no audit";
  static final String AUDITING = "settle while auditing";
  static final String PLAIN_QUOTE = "plain quote";
  static final String PLAIN_SETTLE = "plain settle";
  static final String HOLD = "quote with hold";
  static final String BY_HOLD = "settle of a hold";
  static final String COMPUTED = "settle of a computed insurer";
  static final String ASKED = "settle of an asked insurer";
  static final String DELAYED = "delayed ";
  static final String MINUTE = "minute";

  static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");
  private static final int OPEN_RATE_MAX = 3_000;

  /** Of what a closed loop reaches, so much is sent where the machine does not bear more. */
  private static final double BEARABLE = 0.7;

  static final int SUSTAIN_IN_FLIGHT = 256;
  private static final int WARM_CLIENTS = 16;

  /** A gateway lets no more than 32 calls wait for one insurer, the outbox's among them. */
  static final List<Integer> ASKED_IN_FLIGHT = List.of(1, 16);

  private static final int PGBENCH_WARM_SECONDS = 5;

  private final Stage stage;
  private final SpeedPlan plan;
  private final Results results;
  private final Pgbench pgbench;
  private final Meter meter;
  private final ClosedStretches stretches;
  private final BesideParts beside;
  private PgbenchScript.@Nullable Sample sample;

  SpeedParts(Stage stage, SpeedPlan plan, Results results) {
    this.stage = stage;
    this.plan = plan;
    this.results = results;
    this.pgbench = new Pgbench(stage.folder(), plan.persons());
    this.meter = new Meter(stage, results);
    this.stretches = new ClosedStretches(meter, plan);
    this.beside = new BesideParts(stage, plan, results, stretches);
  }

  void run(Part part) {
    switch (part) {
      case PGBENCH -> pgbench();
      case STORE -> store();
      case SETTLE -> settle();
      case OPEN -> open();
      case ECHO -> echo();
      case HOLD -> beside.hold();
      case INSURER -> beside.insurer();
      case FSYNC -> fsync();
      case PAST -> past();
      case RECONCILE -> beside.reconcile(sample());
      case AUDIT -> beside.audit();
      case CLOCK -> beside.clock();
      case SUSTAIN -> sustain();
    }
  }

  private PgbenchScript.Sample sample() {
    if (sample == null) {
      Database copy = stage.copy("bench_sample");
      sample = Sampling.of(stage, copy);
      results.note("rows ours", described(sample.rows()));
      for (String kind : List.of(ROWS, CTE)) {
        try (TouchedRows touched = TouchedRows.since(copy)) {
          pgbench.once(copy, script(kind));
          results.note("rows " + kind, described(touched.rows()));
        }
      }
      stage.drop(copy);
    }
    return sample;
  }

  private static String described(List<TouchedRows.Row> rows) {
    return rows.size()
        + " rows, "
        + TouchedRows.bytes(rows)
        + " bytes: "
        + TouchedRows.counts(rows);
  }

  private Script script(String kind) {
    PgbenchScript.Sample of = sample();
    return switch (kind) {
      case ROWS -> PgbenchScript.rowByRow(of);
      case TABLES -> PgbenchScript.tableByTable(of);
      case CTE -> PgbenchScript.oneStatement(of);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private void pgbench() {
    for (String kind : List.of(ROWS, CTE)) {
      Script script = script(kind);
      Database copy = stage.copy("bench_pgbench");
      pgbench.closed(copy, script, WARM_CLIENTS, PGBENCH_WARM_SECONDS);
      for (int clients : clients(kind)) {
        meter.stretch(
            kind + "/" + clients,
            copy,
            null,
            null,
            () -> pgbench.closed(copy, script, clients, plan.seconds()));
      }
      stage.drop(copy);
    }
  }

  /** A lone client too where its latency is asked for. */
  private static List<Integer> clients(String kind) {
    return kind.equals(CTE)
        ? java.util.stream.Stream.concat(java.util.stream.Stream.of(1), SpeedPlan.CLIENTS.stream())
            .toList()
        : SpeedPlan.CLIENTS;
  }

  private void store() {
    Database copy = stage.copy("bench_store");
    try (HostProcess store = stage.store(copy)) {
      stretches.warm(copy, store, SETTLE);
      for (int inFlight : SpeedPlan.IN_FLIGHT) {
        stretches.closed(STORE + "/" + inFlight, copy, store, store, SETTLE, inFlight);
      }
    }
    stage.drop(copy);
  }

  private void settle() {
    Database copy = stage.copy("bench_settle");
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      stretches.warm(copy, load, SETTLE);
      stretches.closed(SETTLE + "/1", copy, gateway, load, SETTLE, 1);
      for (int inFlight : SpeedPlan.IN_FLIGHT) {
        stretches.closed(SETTLE + "/" + inFlight, copy, gateway, load, SETTLE, inFlight);
      }
    }
    stage.drop(copy);
  }

  private void open() {
    Script rows = script(ROWS);
    Database copy = stage.copy("bench_open");
    int clients = bestClients();
    double bears =
        results
            .best(ROWS)
            .map(best -> best.measured().perSecond())
            .orElseGet(() -> pgbench.closed(copy, rows, clients, plan.seconds()).perSecond());
    int rate = plan.rate() > 0 ? plan.rate() : (int) Math.min(OPEN_RATE_MAX, BEARABLE * bears);
    pgbench.closed(copy, rows, clients, PGBENCH_WARM_SECONDS);
    meter.stretch(
        OPEN_ROWS + "/" + rate,
        copy,
        null,
        null,
        () -> pgbench.open(copy, rows, clients, rate, plan.seconds()));
    stage.drop(copy);
    Database fresh = stage.copy("bench_open");
    try (HostProcess gateway = stage.gateway(fresh);
        HostProcess load = stage.load(gateway)) {
      stretches.warm(fresh, load, SETTLE);
      for (int each : rate == OPEN_RATE_MAX ? List.of(rate) : List.of(rate, OPEN_RATE_MAX)) {
        meter.stretch(
            OPEN_SETTLE + "/" + each,
            fresh,
            gateway,
            load,
            () -> Measurement.parse(load.ask("open settle " + each + " " + plan.seconds())));
      }
    }
    stage.drop(fresh);
  }

  private int bestClients() {
    return results.best(ROWS).map(best -> Integer.parseInt(best.level())).orElse(WARM_CLIENTS);
  }

  private void echo() {
    Database copy = stage.copy("bench_echo");
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      List<String> kinds = List.of("echo", "select", "quote");
      kinds.forEach(kind -> load.ask("closed " + kind + " 64 " + plan.warmSeconds() * 1_000L / 2));
      for (int inFlight : List.of(1, 64, 256)) {
        kinds.forEach(
            kind -> stretches.closed(kind + "/" + inFlight, copy, gateway, load, kind, inFlight));
      }
    }
    stage.drop(copy);
  }

  private void fsync() {
    Optional<FsyncDelay> delay = stage.delay();
    if (delay.isEmpty() || plan.fsyncDelayMillis() == 0) {
      return;
    }
    Database forPgbench = stage.copy("bench_pgbench");
    Script rows = script(ROWS);
    Script cte = script(CTE);
    delay.get().setMillis(plan.fsyncDelayMillis());
    try {
      pgbench.closed(forPgbench, rows, WARM_CLIENTS, PGBENCH_WARM_SECONDS);
      for (int clients : List.of(32, 64)) {
        meter.stretch(
            DELAYED + ROWS + "/" + clients,
            forPgbench,
            null,
            null,
            () -> pgbench.closed(forPgbench, rows, clients, plan.seconds()));
        meter.stretch(
            DELAYED + CTE + "/" + clients,
            forPgbench,
            null,
            null,
            () -> pgbench.closed(forPgbench, cte, clients, plan.seconds()));
      }
      stage.drop(forPgbench);
      Database copy = stage.copy("bench_settle");
      try (HostProcess gateway = stage.gateway(copy);
          HostProcess load = stage.load(gateway)) {
        stretches.warm(copy, load, SETTLE);
        for (int inFlight : List.of(1, 256, 1_024)) {
          stretches.closed(
              DELAYED + SETTLE + "/" + inFlight, copy, gateway, load, SETTLE, inFlight);
        }
      }
      stage.drop(copy);
    } finally {
      delay.get().setMillis(0);
    }
  }

  /** The two one right after the other: to fill a database leaves the machine slower for long. */
  private void past() {
    Database without = stage.copy("bench_no_past");
    Database with = stage.copy("bench_past");
    results.note(
        "past",
        PastSettlements.write(
            with, sample(), plan.past(), plan.persons(), LocalDate.now(CIVIL_ZONE)));
    results.note("past count", String.format("%,d", plan.past()));
    throughput(WITHOUT_PAST, without);
    stage.drop(without);
    throughput(WITH_PAST, with);
    stage.drop(with);
  }

  private void throughput(String name, Database database) {
    try (HostProcess gateway = stage.gateway(database);
        HostProcess load = stage.load(gateway)) {
      meter.awaitRest(gateway);
      stretches.warm(database, load, SETTLE);
      stretches.closed(name + "/256", database, gateway, load, SETTLE, SUSTAIN_IN_FLIGHT);
    }
  }

  private void sustain() {
    Database copy = stage.copy("bench_sustain");
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      stretches.warm(copy, load, SETTLE);
      Measurement closed =
          Measurement.parse(
              load.ask("closed settle " + SUSTAIN_IN_FLIGHT + " " + plan.seconds() * 1_000L));
      int rate = (int) (BEARABLE * closed.perSecond());
      results.note("sustain rate", Integer.toString(rate));
      gateway.ask("heap");
      for (int minute = 1; minute <= plan.sustainMinutes(); minute++) {
        meter.stretch(
            MINUTE + "/" + minute,
            copy,
            gateway,
            load,
            () -> Measurement.parse(load.ask("open settle " + rate + " 60")));
        results.note(
            MINUTE + "/" + minute,
            gateway.ask("heap")
                + " "
                + copy.text(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                        + " 'yizhan-gateway'"));
      }
    }
    stage.drop(copy);
  }
}
