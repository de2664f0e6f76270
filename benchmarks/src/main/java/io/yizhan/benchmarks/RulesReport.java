package io.yizhan.benchmarks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@code yizhan bench --rules}: the decision beside other ways to write the same rules. */
final class RulesReport {
  private static final List<Class<?>> BENCHMARKS =
      List.of(
          DroolsBenchmark.class, PackBenchmark.class, RowsBenchmark.class, ImpactBenchmark.class);

  private RulesReport() {}

  /** Measures and answers a table. */
  static String measure() throws RunnerException {
    ChainedOptionsBuilder options = new OptionsBuilder();
    BENCHMARKS.forEach(each -> options.include(each.getName()));
    Collection<RunResult> results =
        new Runner(
                options
                    .forks(1)
                    .jvmArgsAppend("-Dyizhan.home=" + JulyPlan.home())
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run();
    StringBuilder table = new StringBuilder("| | score | ± | unit | B |\n|---|---|---|---|---|\n");
    for (RunResult result : results) {
      Result<?> score = result.getPrimaryResult();
      Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
      table.append(
          String.format(
              "| %s | %.0f | %.0f | %s | %.0f |%n",
              nameOf(result.getParams()),
              score.getScore(),
              score.getScoreError(),
              score.getScoreUnit(),
              bytes == null ? Double.NaN : bytes.getScore()));
    }
    return table.toString();
  }

  private static String nameOf(BenchmarkParams benchmark) {
    String[] names = benchmark.getBenchmark().split("\\.");
    StringBuilder name = new StringBuilder(names[names.length - 2]);
    name.append('.').append(names[names.length - 1]);
    benchmark.getParamsKeys().forEach(key -> name.append(' ').append(benchmark.getParam(key)));
    return name.toString();
  }
}
