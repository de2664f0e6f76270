package io.yizhan.benchmarks.speed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code yizhan bench --full}: runs the parts of a plan and writes the report. */
public final class SpeedBench {
  private SpeedBench() {}

  /** What may be asked for. */
  public static String usage() {
    return SpeedPlan.USAGE;
  }

  /**
   * Runs as the arguments say.
   *
   * @return the exit code: 2 for arguments that are not understood, 3 where something is missing
   */
  public static int run(List<String> arguments) throws IOException {
    SpeedPlan plan;
    try {
      plan = SpeedPlan.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + SpeedPlan.USAGE);
      return 2;
    }
    if (!Pgbench.isThere()) {
      System.err.println("没有找到 pgbench / pgbench is missing: apt-get install postgresql");
      return 3;
    }
    System.out.printf(
        "约需 %d 分钟，%s 左右结束 / takes about %d minutes, until about %s%n",
        minutes(plan), end(plan), minutes(plan), end(plan));
    Path folder =
        plan.data().isPresent()
            ? Files.createDirectories(plan.data().get())
            : Files.createTempDirectory("yizhan-bench-");
    try {
      measure(plan, folder.toAbsolutePath());
    } finally {
      if (plan.data().isEmpty()) {
        delete(folder);
      }
    }
    return 0;
  }

  private static void measure(SpeedPlan plan, Path folder) throws IOException {
    Results results = new Results(folder.resolve("results"));
    boolean slower = plan.parts().contains(Part.FSYNC) && plan.fsyncDelayMillis() > 0;
    SpeedReport report;
    System.out.println("准备数据 / filling the database ...");
    try (Stage stage = Stage.open(folder, plan.persons(), slower)) {
      SpeedParts parts = new SpeedParts(stage, plan, results);
      for (Part part : plan.parts()) {
        System.out.println(part.word());
        parts.run(part);
      }
      report = new SpeedReport(results, plan, stage.serverVersion());
    }
    String text = report.text();
    System.out.println("\n" + text);
    if (plan.report().isPresent()) {
      Path file = plan.report().get().toAbsolutePath();
      Files.writeString(file, text, StandardCharsets.UTF_8);
      report.writeCharts(file.resolveSibling("benchmarks"));
    }
  }

  private static int minutes(SpeedPlan plan) {
    return (plan.secondsExpected() + 59) / 60;
  }

  private static LocalTime end(SpeedPlan plan) {
    return LocalTime.now(ZoneId.systemDefault())
        .plusSeconds(plan.secondsExpected())
        .truncatedTo(ChronoUnit.MINUTES);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
