package io.yizhan.benchmarks.speed;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;

/** The parts that hold something beside plain settling: holds, insurers, a comparison, an audit. */
final class BesideParts {
  private static final int RECONCILE_IN_FLIGHT = 64;
  private static final long FILL_MILLIS_MAX = 600_000;
  private static final int CLOCK_READS = 2_000;

  private final Stage stage;
  private final SpeedPlan plan;
  private final Results results;
  private final ClosedStretches stretches;

  BesideParts(Stage stage, SpeedPlan plan, Results results, ClosedStretches stretches) {
    this.stage = stage;
    this.plan = plan;
    this.results = results;
    this.stretches = stretches;
  }

  /** Of one person after the other, so that nobody has more than one hold or waits for another. */
  void hold() {
    Database copy = stage.copy("bench_hold");
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      for (String kind : List.of("quote", "each", "hold", "byhold")) {
        load.ask("closed " + kind + " 64 " + plan.warmSeconds() * 1_000L / 2);
      }
      for (int inFlight : List.of(1, 64)) {
        stretches.closed(
            SpeedParts.PLAIN_QUOTE + "/" + inFlight, copy, gateway, load, "quote", inFlight);
        stretches.closed(
            SpeedParts.PLAIN_SETTLE + "/" + inFlight, copy, gateway, load, "each", inFlight);
        stretches.closed(SpeedParts.HOLD + "/" + inFlight, copy, gateway, load, "hold", inFlight);
        stretches.closed(
            SpeedParts.BY_HOLD + "/" + inFlight, copy, gateway, load, "byhold", inFlight);
      }
    }
    stage.drop(copy);
  }

  /** The same claims and payments in both; an insurer takes no more calls at once than these. */
  void insurer() {
    Database copy = stage.copy("bench_insurer");
    try (HostProcess insurer = stage.insurer();
        HostProcess gateway = stage.gateway(copy, insurer);
        HostProcess load = stage.load(gateway)) {
      for (String kind : List.of("computed", "asked")) {
        load.ask("closed " + kind + " 16 " + plan.warmSeconds() * 1_000L / 2);
      }
      for (int inFlight : SpeedParts.ASKED_IN_FLIGHT) {
        stretches.closed(
            SpeedParts.COMPUTED + "/" + inFlight, copy, gateway, load, "computed", inFlight);
        stretches.closed(SpeedParts.ASKED + "/" + inFlight, copy, gateway, load, "asked", inFlight);
      }
    }
    stage.drop(copy);
  }

  /** What is settled meanwhile is of today, and what is compared of another month. */
  void reconcile(PgbenchScript.Sample sample) {
    Database copy = stage.copy("bench_reconcile");
    Reconciling reconciling = new Reconciling(copy, plan.past());
    results.note(
        "reconcile lines",
        reconciling.write(sample, plan.persons(), LocalDate.now(SpeedParts.CIVIL_ZONE)));
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      results.note("reconcile", reconciling.alone(gateway));
      stretches.warm(copy, load, SpeedParts.SETTLE);
      stretches.closed(
          SpeedParts.NOT_RECONCILING + "/64",
          copy,
          gateway,
          load,
          SpeedParts.SETTLE,
          RECONCILE_IN_FLIGHT);
      Supplier<String> stop = reconciling.overAndOver(gateway);
      try {
        stretches.closed(
            SpeedParts.RECONCILING + "/64",
            copy,
            gateway,
            load,
            SpeedParts.SETTLE,
            RECONCILE_IN_FLIGHT);
      } finally {
        results.note("reconcile beside", stop.get());
      }
    }
    stage.drop(copy);
  }

  /** What is audited is what this load has settled: only then its stored answers are its own. */
  void audit() {
    Database copy = stage.copy("bench_audit");
    Auditing auditing = new Auditing(LocalDate.now(SpeedParts.CIVIL_ZONE));
    long count = Math.min(plan.past(), Auditing.COUNT_MAX);
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      load.ask(
          "count "
              + SpeedParts.SETTLE
              + " "
              + SpeedParts.SUSTAIN_IN_FLIGHT
              + " "
              + count
              + " "
              + FILL_MILLIS_MAX);
      copy.run("VACUUM (ANALYZE)", "CHECKPOINT");
      results.note("audit", auditing.alone(gateway));
      stretches.warm(copy, load, SpeedParts.SETTLE);
      stretches.closed(
          SpeedParts.NOT_AUDITING + "/64",
          copy,
          gateway,
          load,
          SpeedParts.SETTLE,
          RECONCILE_IN_FLIGHT);
      Runnable stop = auditing.overAndOver(gateway);
      try {
        stretches.closed(
            SpeedParts.AUDITING + "/64",
            copy,
            gateway,
            load,
            SpeedParts.SETTLE,
            RECONCILE_IN_FLIGHT);
      } finally {
        stop.run();
      }
    }
    stage.drop(copy);
  }

  void clock() {
    Database copy = stage.copy("bench_clock");
    results.note("clock", ClockPrice.of(copy, CLOCK_READS));
    stage.drop(copy);
  }
}
