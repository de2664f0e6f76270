package io.yizhan.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code yizhan bench --quick}: echo, echo with one SELECT, quote and settle at one modest rate
 * against one gateway, in turn, and the ratios between them.
 */
public final class QuickPath {
  private static final int PERSONS = 2_000;
  private static final int CALLS_PER_SECOND = 400;
  private static final int ROUNDS = 3;
  private static final int STRETCH_SECONDS = 4;
  private static final int WARM_MILLIS = 6_000;
  private static final int WARM_IN_FLIGHT = 32;
  private static final List<String> KINDS = List.of("echo", "select", "quote", "settle");

  private QuickPath() {}

  /** Measures in a folder that the caller deletes; answers a table in Markdown. */
  public static String measure(Path folder) throws IOException {
    Map<String, List<Measurement>> rounds = new LinkedHashMap<>();
    try (Stage stage = Stage.open(folder, PERSONS, false)) {
      Database copy = stage.copy("bench_quick");
      try (HostProcess gateway = stage.gateway(copy);
          HostProcess load = stage.load(gateway)) {
        for (String kind : KINDS) {
          load.ask("closed " + kind + " " + WARM_IN_FLIGHT + " " + WARM_MILLIS);
        }
        for (int round = 0; round < ROUNDS; round++) {
          for (String kind : KINDS) {
            rounds
                .computeIfAbsent(kind, name -> new ArrayList<>())
                .add(
                    Measurement.parse(
                        load.ask("open " + kind + " " + CALLS_PER_SECOND + " " + STRETCH_SECONDS)));
          }
        }
      }
    }
    Map<String, Measurement> middle = new LinkedHashMap<>();
    rounds.forEach(
        (kind, all) ->
            middle.put(
                kind,
                all.stream()
                    .sorted(Comparator.comparingDouble(Measurement::p50))
                    .toList()
                    .get(ROUNDS / 2)));
    return table(middle);
  }

  private static String table(Map<String, Measurement> measured) {
    StringBuilder out =
        new StringBuilder(
            "open loop, "
                + CALLS_PER_SECOND
                + " calls/s each, measured from the intended send time, the middle of "
                + ROUNDS
                + " stretches, ms\n\n"
                + "| | calls | failed | p50 | p90 | p99 | p50 ÷ echo | p50 ÷ echo + SELECT |\n"
                + "|---|---|---|---|---|---|---|---|\n");
    measured.forEach(
        (kind, each) ->
            out.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                    kind.equals("select") ? "echo + SELECT" : kind,
                    each.done(),
                    each.failedText(),
                    each.p50(),
                    each.p90(),
                    each.p99(),
                    each.p50() / p50(measured, "echo"),
                    each.p50() / p50(measured, "select"))));
    return out.toString();
  }

  private static double p50(Map<String, Measurement> measured, String kind) {
    Measurement found = measured.get(kind);
    return found == null ? Double.NaN : found.p50();
  }
}
