package io.yizhan.stress;

import io.yizhan.gateway.cli.CommandProcess;
import io.yizhan.gateway.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.collectors.TestResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./yizhan stress}. */
@Command(
    name = "yizhan stress",
    description = {
      "一个网关进程内各线程共享之物的并发检验（jcstress），以及必须被发现的故意错误。",
      "What the threads of one gateway share, under jcstress; and what is broken on purpose,",
      "which must be found."
    },
    footer = {
      "",
      "退出码 / Exit codes: 0 全部成立 all holds, 1 有问题 something does not hold or was not found,",
      "  2 命令有误 wrong command line, 3 启动失败 not available",
      "",
      "例 / Example:",
      "  ./yizhan stress",
      "  ./yizhan stress --long --test CallMeetsClosing,LeaveMeetsEnter"
    })
public final class Stress implements Callable<Integer> {

  /** Both threads compiled the same way, by one JVM's settings. */
  private static final List<String> QUICK =
      List.of("-m", "quick", "-sc", "false", "-jvmArgs", "-Xmx256m");

  private static final long QUICK_MINUTES_MAX = 20;

  /** Every pair of ways to compile the two, with the compiler's own order of things shuffled. */
  private static final List<String> LONG = List.of("-m", "default");

  private static final long LONG_MINUTES_MAX = 24 * 60;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Option(names = "--long", description = "长时间运行 / Run long: every way to compile, more often.")
  private boolean runLong;

  @Option(
      names = "--test",
      paramLabel = "NAME",
      split = ",",
      description = "只做这些 / Only these: ${COMPLETION-CANDIDATES}",
      completionCandidates = Names.class)
  private List<String> chosen = List.of();

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "保留 jcstress 自己的报告 / Folder where jcstress's own reports are kept.")
  private @Nullable Path folder;

  /** The tests' names, for help. */
  static final class Names implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return Harness.tests().iterator();
    }
  }

  /** Runs and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandProcess.run(commandLine(), arguments);
  }

  /** The command, as {@link #main} and the tests use it. */
  static CommandLine commandLine() {
    return CommandProcess.commandLine(new Stress());
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> all = Harness.tests();
    for (String test : chosen) {
      if (!all.contains(test)) {
        return refuse("没有这项 no such test: " + test);
      }
    }
    Path given = folder;
    if (given != null && Files.exists(given)) {
      return refuse("目录已存在 the folder must not be there yet: " + given);
    }
    Path place = given != null ? given : Files.createTempDirectory("yizhan-stress-");
    try {
      return run(chosen.isEmpty() ? all : chosen, place.toAbsolutePath())
          ? ExitCode.DONE
          : ExitCode.NO;
    } finally {
      if (given == null) {
        delete(place);
      }
    }
  }

  private boolean run(List<String> tests, Path place) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Harness harness =
        new Harness(place, runLong ? LONG : QUICK, runLong ? LONG_MINUTES_MAX : QUICK_MINUTES_MAX);
    out.println("网关原样 The gateway as it is");
    out.println("  进度 progress: " + place.resolve("right").resolve("log"));
    out.flush();
    boolean good = true;
    Collection<TestResult> results = harness.run("right", tests, "");
    for (String test : tests) {
      Seen seen = Harness.seen(test, results);
      good &= seen.isGood();
      tell(seen, seen.isGood() ? "成立 holds" : "不成立 DOES NOT HOLD");
    }
    out.println("故意改错，须被发现 Broken on purpose, must be found");
    // A race that is planted in one place is not looked for in every way.
    Harness finder = new Harness(place, QUICK, QUICK_MINUTES_MAX);
    int found = 0;
    int planted = 0;
    for (List<Plant> build : Plant.builds(tests)) {
      String name = "broken-" + build.get(0).test();
      Path classes = Files.createDirectories(place.resolve(name + "-classes"));
      BrokenClasses.compile(build, Path.of(System.getProperty("yizhan.home", "")), classes);
      Collection<TestResult> broken =
          finder.run(name, build.stream().map(Plant::test).toList(), classes.toString());
      for (Plant plant : build) {
        Seen seen = Harness.seen(plant.test(), broken);
        planted++;
        found += seen.hasFound() ? 1 : 0;
        tell(seen, plant.words() + (seen.hasFound() ? ": 发现 found" : ": 未发现 NOT FOUND"));
      }
    }
    out.println("发现 found " + found + " / " + planted);
    boolean everyTestFails = planted >= tests.size();
    out.println(
        good && found == planted && everyTestFails
            ? "全部成立。All holds."
            : "有问题，见上。Something does not hold or was not found: see above.");
    out.flush();
    return good && found == planted && everyTestFails;
  }

  private void tell(Seen seen, String verdict) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("  " + seen.test() + ": " + verdict);
    seen.outcomes()
        .forEach(
            (outcome, count) ->
                out.printf(
                    Locale.ROOT,
                    "    %,12d  %s%s%n",
                    count,
                    seen.forbidden().containsKey(outcome) ? "不应出现 forbidden: " : "",
                    outcome));
    if (seen.hung() > 0) {
      out.println("      线程不结束 a thread never ended, in " + seen.hung() + " of " + seen.ways());
    }
    if (seen.broken() > 0) {
      out.println("      检验出错 the test failed, in " + seen.broken() + " of " + seen.ways());
    }
    if (seen.ways() == 0) {
      out.println("      没有运行，需两个处理器 it did not run: two processors are needed");
    }
    out.flush();
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("yizhan: " + why);
    return ExitCode.USAGE;
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
