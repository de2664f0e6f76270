package io.yizhan.benchmarks.speed;

import io.yizhan.benchmarks.speed.Results.Result;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The long stretch: what each minute came to, and whether it stayed flat. */
final class Sustained {
  /** How much more the last third may have than the first before it counts as growth. */
  private static final double GROWTH_MAX = 1.3;

  private static final double BYTES_PER_MIB = 1024.0 * 1024;

  private final List<Result> minutes;
  private final List<String[]> notes;

  private Sustained(Results results) {
    this.minutes = results.of(SpeedParts.MINUTE);
    this.notes =
        minutes.stream()
            .map(minute -> results.note(minute.name()).orElse("0 0").split(" ", -1))
            .toList();
  }

  private double heapMiB(int minute) {
    return Double.parseDouble(notes.get(minute)[0]) / BYTES_PER_MIB;
  }

  private double connections(int minute) {
    return Double.parseDouble(notes.get(minute)[1]);
  }

  private interface OfMinute {
    double value(int minute);
  }

  /** The median of the last third over that of the first. */
  private double growth(OfMinute of) {
    int third = Math.max(1, minutes.size() / 3);
    return median(of, minutes.size() - third, minutes.size()) / median(of, 0, third);
  }

  private static double median(OfMinute of, int from, int to) {
    double[] values = java.util.stream.IntStream.range(from, to).mapToDouble(of::value).toArray();
    java.util.Arrays.sort(values);
    return values[values.length / 2];
  }

  /** A row of the table of aims. */
  static Optional<String> line(Results results) {
    Sustained sustained = new Sustained(results);
    if (sustained.minutes.isEmpty()) {
      return Optional.of("| sustained at 70 %: heap, connections, p99 | flat | not measured | |");
    }
    double heap = sustained.growth(sustained::heapMiB);
    double connections = sustained.growth(sustained::connections);
    double p99 = sustained.growth(minute -> sustained.minutes.get(minute).measured().p99());
    boolean flat = heap <= GROWTH_MAX && connections <= 1 && p99 <= GROWTH_MAX;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "| sustained %d minutes at 70 %%, last third ÷ first: heap, connections, p99 | flat (≤"
                + " %.1f) | %.2f, %.2f, %.2f | %s |",
            sustained.minutes.size(),
            GROWTH_MAX,
            heap,
            connections,
            p99,
            flat ? "met 达到" : "**not met 未达到**"));
  }

  static String table(Results results) {
    Sustained sustained = new Sustained(results);
    StringBuilder out =
        new StringBuilder(
            """
            | minute | per second | failed | p50 ms | p99 | p99.9 | heap after GC MiB | connections |
            |---|---|---|---|---|---|---|---|
            """);
    for (int i = 0; i < sustained.minutes.size(); i++) {
      Measurement measured = sustained.minutes.get(i).measured();
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %s | %.2f | %.2f | %.2f | %.0f | %.0f |%n",
              sustained.minutes.get(i).level(),
              measured.perSecond(),
              measured.failedText(),
              measured.p50(),
              measured.p99(),
              measured.p999(),
              sustained.heapMiB(i),
              sustained.connections(i)));
    }
    return out.toString();
  }

  static Optional<String> chart(Results results) {
    Sustained sustained = new Sustained(results);
    if (sustained.minutes.size() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        Chart.svg(
            "Sustained at 70 %, by minute",
            "ms, MiB",
            sustained.minutes.stream().map(Result::level).toList(),
            List.of(
                new Chart.Line(
                    "p99 ms",
                    sustained.minutes.stream().map(minute -> minute.measured().p99()).toList()),
                new Chart.Line(
                    "p50 ms",
                    sustained.minutes.stream().map(minute -> minute.measured().p50()).toList()),
                new Chart.Line(
                    "heap after GC, MiB",
                    java.util.stream.IntStream.range(0, sustained.minutes.size())
                        .mapToObj(sustained::heapMiB)
                        .toList()))));
  }
}
