package io.yizhan.benchmarks.speed;

import io.yizhan.benchmarks.speed.Results.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** What the figures shall come to, as ratios within the run. */
final class Aims {
  private final List<String> lines = new ArrayList<>();

  private Aims() {}

  /** A row of a table for each aim of which both sides were measured. */
  static List<String> of(Results results) {
    Aims aims = new Aims();
    Optional<Result> rows = results.best(SpeedParts.ROWS);
    Optional<Result> settle = results.get(SpeedParts.SETTLE + "/256");
    aims.atLeast(
        5, "settle over gRPC, 256 in flight ÷ pgbench row by row", settle, rows, Aims::throughput);
    aims.atLeast(
        7,
        "settlements a processor second of gateway and PostgreSQL ÷ the same of pgbench row by row",
        settle,
        rows,
        (left, right) -> left.perCpuSecond() / right.perCpuSecond());
    aims.atLeast(
        10,
        "store alone ÷ pgbench row by row",
        results.best(SpeedParts.STORE),
        rows,
        Aims::throughput);
    results.of(SpeedParts.OPEN_ROWS).stream()
        .reduce((first, second) -> second)
        .ifPresent(
            pgbench ->
                aims.atMost(
                    1.5,
                    "settle p99 ÷ p99 of pgbench row by row, open loop at "
                        + pgbench.level()
                        + "/s",
                    results.get(SpeedParts.OPEN_SETTLE + "/" + pgbench.level()),
                    Optional.of(pgbench),
                    (left, right) -> left.measured().p99() / right.measured().p99()));
    aims.atMost(
        2.5,
        "lone settle p50 ÷ lone pgbench in one statement p50",
        results.get(SpeedParts.SETTLE + "/1"),
        results.get(SpeedParts.CTE + "/1"),
        (left, right) -> left.measured().p50() / right.measured().p50());
    aims.atLeast(
        0.8,
        "quote ÷ echo with one SELECT, best throughput",
        results.best("quote"),
        results.best("select"),
        Aims::throughput);
    aims.atLeast(
        0.9,
        "settle with "
            + results.note("past count").orElse("many")
            + " past settlements ÷ with none",
        results.get(SpeedParts.WITH_PAST + "/256"),
        results.get(SpeedParts.WITHOUT_PAST + "/256"),
        Aims::throughput);
    aims.reconciled(results);
    aims.atLeast(
        0.8,
        "settle while a month is reconciled over and over ÷ settle alone",
        results.get(SpeedParts.RECONCILING + "/64"),
        results.get(SpeedParts.NOT_RECONCILING + "/64"),
        Aims::throughput);
    return aims.lines;
  }

  private void reconciled(Results results) {
    results
        .note("reconcile")
        .ifPresent(
            note ->
                lines.add(
                    "| reconcile, seconds | ≤ "
                        + Reconciling.SECONDS_AIM
                        + " | "
                        + note.split(" ", -1)[0]
                        + " | "
                        + (Double.parseDouble(note.split(" ", -1)[0]) <= Reconciling.SECONDS_AIM
                            ? "met 达到"
                            : "**not met 未达到**")
                        + " |"));
  }

  private static double throughput(Result left, Result right) {
    return left.measured().perSecond() / right.measured().perSecond();
  }

  private void atLeast(
      double aim,
      String name,
      Optional<Result> left,
      Optional<Result> right,
      BiFunction<Result, Result, Double> ratio) {
    line("≥ " + aim, name, left, right, ratio, found -> found >= aim);
  }

  private void atMost(
      double aim,
      String name,
      Optional<Result> left,
      Optional<Result> right,
      BiFunction<Result, Result, Double> ratio) {
    line("≤ " + aim, name, left, right, ratio, found -> found <= aim);
  }

  private void line(
      String aim,
      String name,
      Optional<Result> left,
      Optional<Result> right,
      BiFunction<Result, Result, Double> ratio,
      java.util.function.DoublePredicate met) {
    if (left.isEmpty() || right.isEmpty()) {
      lines.add("| " + name + " | " + aim + " | not measured | |");
      return;
    }
    double found = ratio.apply(left.get(), right.get());
    lines.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.2f | %s |",
            name,
            aim,
            found,
            met.test(found) ? "met 达到" : "**not met 未达到**"));
  }
}
