package io.yizhan.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code yizhan bench [--quick] [--report FILE]}: the decision by JMH, then echo, echo with one
 * SELECT, quote and settle against one server in one run, in turn, and the ratios between them.
 * {@code yizhan bench --rules} measures only the decision, beside Drools and BigDecimal.
 */
public final class Bench {
  private static final int CALLS_PER_SECOND = 400;

  /**
   * Faster than what is measured: a compiler that has not seen the code yet is not what is asked.
   */
  private static final int WARM_UP_CALLS_PER_SECOND = 1_500;

  /** What two processors settle with room to spare: a warm-up must not leave a queue behind. */
  private static final int SETTLE_WARM_UP_CALLS_PER_SECOND = 500;

  private static final int WARM_UP_ROUNDS = 2;
  private static final int QUICK_ROUNDS = 3;
  private static final int FULL_ROUNDS = 10;
  private static final int STRETCH_SECONDS = 4;

  private final Map<String, Histogram> nanos = new LinkedHashMap<>();
  private final Map<String, Long> failures = new LinkedHashMap<>();

  private Bench() {}

  /** Runs the benchmark; exit code 2 for arguments it does not know. */
  public static void main(String[] arguments) throws Exception {
    int rounds = QUICK_ROUNDS;
    Path reportFile = Path.of("");
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> rounds = QUICK_ROUNDS;
        case "--full" -> rounds = FULL_ROUNDS;
        case "--rules" -> {
          System.out.println(RulesReport.measure());
          System.exit(0);
        }
        case "--report" -> reportFile = Path.of(arguments[++i]);
        default -> {
          System.err.println("用法 usage: yizhan bench [--quick | --full] [--report FILE] | --rules");
          System.exit(2);
        }
      }
    }
    System.out.println("测量单次计算（约 40 秒）/ measuring the decision (about 40 s) ...");
    String decision = decision();
    System.out.println("测量整条路径 / measuring the whole path ...");
    Bench bench = new Bench();
    bench.wholePath(rounds);
    String report = bench.report(decision);
    System.out.println(report);
    if (!reportFile.toString().isEmpty()) {
      Files.writeString(reportFile, report, StandardCharsets.UTF_8);
    }
    System.exit(0);
  }

  private static String decision() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(DecisionBenchmark.class.getSimpleName())
                    .forks(1)
                    .jvmArgsAppend("-Dyizhan.home=" + JulyPlan.home())
                    .warmupIterations(4)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(6)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Map<String, Result<?>> times = new LinkedHashMap<>();
    Map<String, Double> bytes = new LinkedHashMap<>();
    for (RunResult result : results) {
      String name = result.getPrimaryResult().getLabel();
      times.put(name, result.getPrimaryResult());
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      bytes.put(name, allocated == null ? Double.NaN : allocated.getScore());
    }
    StringBuilder table = new StringBuilder();
    table.append("| | ns a claim | ± | B a claim | ÷ decision |\n|---|---|---|---|---|\n");
    double floor = score(times, "decision");
    for (String name : List.of("decision", "bigDecimal", "settler")) {
      double score = score(times, name);
      table.append(
          String.format(
              "| %s | %.0f | %.0f | %.0f | %.2f |%n",
              name,
              score,
              error(times, name),
              bytes.getOrDefault(name, Double.NaN),
              score / floor));
    }
    return table.toString();
  }

  private static double score(Map<String, Result<?>> times, String name) {
    Result<?> result = times.get(name);
    return result == null ? Double.NaN : result.getScore();
  }

  private static double error(Map<String, Result<?>> times, String name) {
    Result<?> result = times.get(name);
    return result == null ? Double.NaN : result.getScoreError();
  }

  private void wholePath(int rounds) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("yizhan-bench-");
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dyizhan.home=" + JulyPlan.home(),
                "-cp",
                System.getProperty("java.class.path"),
                BenchServer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader says =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String[] ready = awaitReady(says);
      try (BenchClient client =
          new BenchClient(
              Integer.parseInt(ready[0]),
              ready[1],
              "r" + Long.toString(Instant.now().toEpochMilli(), 36))) {
        for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
          boolean counts = round >= WARM_UP_ROUNDS;
          int rate = counts ? CALLS_PER_SECOND : WARM_UP_CALLS_PER_SECOND;
          int settleRate = counts ? CALLS_PER_SECOND : SETTLE_WARM_UP_CALLS_PER_SECOND;
          stretch("echo", client.echo(), rate, counts);
          stretch("echo + SELECT", client.echoSelect(), rate, counts);
          stretch("quote", client.quote(), rate, counts);
          stretch("settle", client.settle("s" + round + "-"), settleRate, counts);
        }
      }
    } finally {
      server.getOutputStream().close();
      server.waitFor();
      delete(folder);
    }
  }

  private static String[] awaitReady(BufferedReader says) throws IOException {
    for (String line = says.readLine(); line != null; line = says.readLine()) {
      if (line.startsWith(BenchServer.READY)) {
        return line.substring(BenchServer.READY.length()).split(" ", 2);
      }
    }
    throw new IllegalStateException("the server did not start");
  }

  private void stretch(String name, OpenLoop.Call call, int callsPerSecond, boolean counts)
      throws InterruptedException {
    OpenLoop.Measured measured = new OpenLoop().run(call, callsPerSecond, STRETCH_SECONDS);
    System.out.print(counts ? "." : "w");
    System.out.flush();
    if (counts) {
      nanos.merge(
          name,
          measured.nanos(),
          (left, right) -> {
            left.add(right);
            return left;
          });
      failures.merge(name, measured.failures() + measured.missed(), Long::sum);
    }
  }

  private String report(String decision) {
    StringBuilder out = new StringBuilder("\n# Yizhan 一站: benchmark\n\n");
    out.append(
        String.format(
            "%s · %d processors · Java %s · %s%n%n",
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"),
            Instant.now()));
    out.append("## 单次计算 The decision: one claim through Zhengzhou's plan of July 2016\n\n");
    out.append(decision);
    out.append("\n## 整条路径 The whole path: open loop, ")
        .append(CALLS_PER_SECOND)
        .append(" calls/s each, measured from the intended send time, µs\n\n");
    out.append("| | calls | failed | p50 | p90 | p99 | p50 ÷ echo | p50 ÷ echo + SELECT |\n");
    out.append("|---|---|---|---|---|---|---|---|\n");
    for (Map.Entry<String, Histogram> row : nanos.entrySet()) {
      Histogram each = row.getValue();
      out.append(
          String.format(
              "| %s | %d | %d | %.0f | %.0f | %.0f | %.2f | %.2f |%n",
              row.getKey(),
              each.getTotalCount(),
              failures.getOrDefault(row.getKey(), 0L),
              micros(each, 50),
              micros(each, 90),
              micros(each, 99),
              micros(each, 50) / micros("echo"),
              micros(each, 50) / micros("echo + SELECT")));
    }
    out.append(
        "\n绝对时间因机器而异，只比较同一次运行中的比值。"
            + "Absolute times differ between machines; compare ratios within one run.\n");
    return out.toString();
  }

  private double micros(String name) {
    Histogram histogram = nanos.get(name);
    return histogram == null ? Double.NaN : micros(histogram, 50);
  }

  private static double micros(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1_000.0;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
