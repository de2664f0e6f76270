package io.yizhan.benchmarks.speed;

import io.yizhan.benchmarks.speed.Results.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The report of a run as Markdown, with drawings beside it. */
final class SpeedReport {
  private static final String HEAD =
      """
      | | per second | failed | p50 ms | p90 | p99 | p99.9 | gateway µs | PostgreSQL µs | load µs | WAL bytes | strangers |
      |---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  private final Results results;
  private final SpeedPlan plan;
  private final String server;

  SpeedReport(Results results, SpeedPlan plan, String server) {
    this.results = results;
    this.plan = plan;
    this.server = server;
  }

  String text() {
    StringBuilder out = new StringBuilder();
    out.append("# Yizhan 一站: speed 速度\n\n");
    out.append("`./yizhan bench ").append(String.join(" ", plan.words())).append("`, ");
    out.append(Instant.now().truncatedTo(ChronoUnit.MINUTES)).append(", commit ");
    out.append(Machine.commit()).append(". ").append(Machine.describe()).append(", ");
    out.append(server).append(", fsync and synchronous_commit on.\n");
    out.append("只比较同一次运行中的比值。Compare ratios within one run; absolute figures differ from");
    out.append(" machine to machine. Gateway, PostgreSQL and the load generator share the");
    out.append(
        " processors. µs are processor time a call; strangers: how many processors others kept busy meanwhile,");
    out.append(" which should be near 0.\n\n");
    out.append("## Aims 目标\n\n| figure | aim | found | |\n|---|---|---|---|\n");
    Aims.of(results).forEach(line -> out.append(line).append('\n'));
    Sustained.line(results).ifPresent(line -> out.append(line).append('\n'));
    rows(out);
    section(out, "pgbench, one settlement a transaction, by clients", SpeedParts.ROWS);
    section(out, "pgbench, one settlement a statement, by clients", SpeedParts.CTE);
    section(out, "The store alone, in process, by calls in flight", SpeedParts.STORE);
    section(out, "SettleClaim over gRPC, closed loop, by calls in flight", SpeedParts.SETTLE);
    chart(out, "throughput");
    section(out, "Open loop, by calls a second", SpeedParts.OPEN_ROWS, SpeedParts.OPEN_SETTLE);
    section(
        out, "Echo, echo with one SELECT, quote, by calls in flight", "echo", "select", "quote");
    section(
        out,
        "Quotes that bind, by calls in flight",
        SpeedParts.PLAIN_QUOTE,
        SpeedParts.HOLD,
        SpeedParts.PLAIN_SETTLE,
        SpeedParts.BY_HOLD);
    holdRatios(out);
    section(
        out, "An insurer that is asked, by calls in flight", SpeedParts.COMPUTED, SpeedParts.ASKED);
    SpeedParts.ASKED_IN_FLIGHT.forEach(
        level -> ratio(out, SpeedParts.ASKED, SpeedParts.COMPUTED, "/" + level));
    section(
        out,
        "With every fsync " + plan.fsyncDelayMillis() + " ms longer",
        SpeedParts.DELAYED + SpeedParts.ROWS,
        SpeedParts.DELAYED + SpeedParts.CTE,
        SpeedParts.DELAYED + SpeedParts.SETTLE);
    section(out, "With past settlements", SpeedParts.WITHOUT_PAST, SpeedParts.WITH_PAST);
    section(
        out,
        "With a month reconciled meanwhile",
        SpeedParts.NOT_RECONCILING,
        SpeedParts.RECONCILING);
    Stream.of("reconcile lines", "reconcile", "reconcile beside")
        .flatMap(name -> results.note(name).stream())
        .forEach(note -> out.append('\n').append(note).append('\n'));
    section(out, "With an audit meanwhile", SpeedParts.NOT_AUDITING, SpeedParts.AUDITING);
    ratio(out, SpeedParts.AUDITING, SpeedParts.NOT_AUDITING, "/64");
    Stream.of("audit", "clock")
        .flatMap(name -> results.note(name).stream())
        .forEach(note -> out.append('\n').append(note).append('\n'));
    results.note("past").ifPresent(note -> out.append('\n').append(note).append('\n'));
    if (!results.of(SpeedParts.MINUTE).isEmpty()) {
      out.append("\n## Sustained 持续\n\n").append(Sustained.table(results));
      chart(out, "sustained");
    }
    return out.toString();
  }

  private void rows(StringBuilder out) {
    out.append("\n## What one settlement writes 一次结算写入\n\n");
    for (String name : List.of("ours", SpeedParts.ROWS, SpeedParts.CTE)) {
      results
          .note("rows " + name)
          .ifPresent(note -> out.append("- ").append(name).append(": ").append(note).append('\n'));
    }
    out.append(
        "\nThe scripts of pgbench are made from the rows that one real settlement wrote, with");
    out.append(" new ids and persons of the same distribution (Zipf 1.0, pgbench 1.001).\n");
  }

  private void section(StringBuilder out, String title, String... groups) {
    List<Result> found = Stream.of(groups).flatMap(group -> results.of(group).stream()).toList();
    if (found.isEmpty()) {
      return;
    }
    out.append("\n## ").append(title).append("\n\n").append(HEAD);
    for (Result each : found) {
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %s | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f | %.0f | %d | %.2f |%n",
              groups.length == 1 ? each.level() : each.group() + " " + each.level(),
              each.measured().perSecond(),
              each.measured().failedText(),
              each.measured().p50(),
              each.measured().p90(),
              each.measured().p99(),
              each.measured().p999(),
              each.ownMicros(),
              each.databaseMicros(),
              each.loadMicros(),
              each.walBytes(),
              each.strangers()));
    }
  }

  private void holdRatios(StringBuilder out) {
    for (String level : List.of("/1", "/64")) {
      ratio(out, SpeedParts.HOLD, SpeedParts.PLAIN_QUOTE, level);
      ratio(out, SpeedParts.BY_HOLD, SpeedParts.PLAIN_SETTLE, level);
    }
  }

  private void ratio(StringBuilder out, String left, String right, String level) {
    Optional<Result> over = results.get(left + level);
    Optional<Result> under = results.get(right + level);
    if (over.isPresent() && under.isPresent()) {
      out.append(
          String.format(
              Locale.ROOT,
              "%n%s ÷ %s at %s: throughput %.2f, p50 %.2f%n",
              left,
              right,
              level.substring(1),
              over.get().measured().perSecond() / under.get().measured().perSecond(),
              over.get().measured().p50() / under.get().measured().p50()));
    }
  }

  private void chart(StringBuilder out, String name) {
    if (charts().containsKey(name)) {
      out.append("\n![").append(name).append("](benchmarks/").append(name).append(".svg)\n");
    }
  }

  /** Writes the drawings into the folder. */
  void writeCharts(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> chart : charts().entrySet()) {
      Files.writeString(
          folder.resolve(chart.getKey() + ".svg"), chart.getValue(), StandardCharsets.UTF_8);
    }
  }

  private Map<String, String> charts() {
    Map<String, String> charts = new LinkedHashMap<>();
    if (results.best(SpeedParts.ROWS).isPresent() && results.best(SpeedParts.SETTLE).isPresent()) {
      List<Integer> steps = List.of(1, 4, 8, 16, 32, 64, 256, 1_024);
      List<Chart.Line> lines = new ArrayList<>();
      for (String group :
          List.of(SpeedParts.ROWS, SpeedParts.CTE, SpeedParts.STORE, SpeedParts.SETTLE)) {
        lines.add(
            new Chart.Line(
                group,
                steps.stream()
                    .map(step -> results.get(group + "/" + step))
                    .map(found -> found.map(each -> each.measured().perSecond()).orElse(Double.NaN))
                    .toList()));
      }
      charts.put(
          "throughput",
          Chart.svg(
              "Settlements by clients or calls in flight",
              "per second",
              steps.stream().map(String::valueOf).toList(),
              lines));
    }
    Optional<String> sustained = Sustained.chart(results);
    sustained.ifPresent(svg -> charts.put("sustained", svg));
    return charts;
  }
}
