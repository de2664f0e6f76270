package io.yizhan.benchmarks;

import io.yizhan.benchmarks.speed.QuickPath;
import io.yizhan.benchmarks.speed.SpeedBench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code yizhan bench [--quick] [--report FILE]}: the decision by JMH, then the whole path at a
 * modest rate ({@link QuickPath}). {@code --full} measures all of it beside PostgreSQL alone
 * ({@link SpeedBench}); {@code --rules} measures only the decision, beside Drools and BigDecimal.
 */
public final class Bench {
  private Bench() {}

  /** Runs the benchmark; exit code 2 for arguments it does not know. */
  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    if (words.contains("--full")) {
      System.exit(SpeedBench.run(words));
    }
    Optional<Path> reportFile = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> {}
        case "--rules" -> {
          System.out.println(RulesReport.measure());
          System.exit(0);
        }
        case "--report" -> {
          i++;
          reportFile = i < arguments.length ? Optional.of(Path.of(arguments[i])) : refuse();
        }
        default -> refuse();
      }
    }
    quick(reportFile);
    System.exit(0);
  }

  private static Optional<Path> refuse() {
    System.err.println(
        "用法 usage: yizhan bench [--quick] [--report FILE] | --rules\n" + SpeedBench.usage());
    System.exit(2);
    return Optional.empty();
  }

  private static void quick(Optional<Path> reportFile) throws Exception {
    System.out.println("测量单次计算（约 40 秒）/ measuring the decision (about 40 s) ...");
    String decision = decision();
    System.out.println("测量整条路径（约 100 秒）/ measuring the whole path (about 100 s) ...");
    Path folder = Files.createTempDirectory("yizhan-bench-");
    try {
      String report = report(decision, QuickPath.measure(folder));
      System.out.println(report);
      if (reportFile.isPresent()) {
        Files.writeString(reportFile.get(), report, StandardCharsets.UTF_8);
      }
    } finally {
      delete(folder);
    }
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
                    .shouldFailOnError(true)
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

  private static String report(String decision, String wholePath) {
    return "\n# Yizhan 一站: benchmark\n\n"
        + String.format(
            "%s · %d processors · Java %s · %s%n%n",
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"),
            Instant.now())
        + "## 单次计算 The decision: one claim through Zhengzhou's plan of July 2016\n\n"
        + decision
        + "\n## 整条路径 The whole path: "
        + wholePath
        + "\n绝对时间因机器而异，只比较同一次运行中的比值。"
        + "Absolute times differ between machines; compare ratios within one run.\n";
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
