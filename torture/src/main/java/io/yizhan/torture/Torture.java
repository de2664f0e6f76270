package io.yizhan.torture;

import io.yizhan.gateway.cli.CommandProcess;
import io.yizhan.gateway.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./yizhan torture}. */
@Command(
    name = "yizhan torture",
    description = {
      "在负载下注入故障，再由独立审计核对每一笔 / Faults under load, then an independent audit.",
      "两个网关进程、一个 PostgreSQL；调用方用同一请求号重发，直到有明确结果。",
      "Two gateway processes, one PostgreSQL; callers repeat the same request id until the",
      "answer is definite, and write each answer to a journal on disk before it counts."
    },
    footer = {
      "",
      "退出码 / Exit codes: 0 全部为 0 all counts are 0, 1 有问题 a count is not 0,",
      "  2 命令有误 wrong command line, 3 启动失败 not available",
      "",
      "例 / Example:",
      "  ./yizhan torture --minutes 10",
      "  ./yizhan torture --seed 7 --rounds 1 --fault gateway-kill,fsync-stall"
    })
public final class Torture implements Callable<Integer> {
  private static final int MINUTES_MAX = 100_000;
  private static final int CALLERS_DEFAULT = 24;

  /** Kills are many in a round, and what takes long is done once. */
  private static final Map<Fault, Integer> ROUND =
      Map.ofEntries(
          Map.entry(Fault.GATEWAY_KILL, 10),
          Map.entry(Fault.DATABASE_KILL, 4),
          Map.entry(Fault.CONNECTION_RESET, 4),
          Map.entry(Fault.CONNECTION_FREEZE, 2),
          Map.entry(Fault.COMMIT_ANSWER_LOST, 3),
          Map.entry(Fault.ANSWER_LOST, 3),
          Map.entry(Fault.FSYNC_STALL, 2),
          Map.entry(Fault.FSYNC_ERROR, 1),
          Map.entry(Fault.DISK_FULL, 1),
          Map.entry(Fault.CLOCK_JUMP, 2),
          Map.entry(Fault.CAP_FIGHT, 2));

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "种子：故障次序与申请内容 [1] / Seed of the order of faults and of what is asked.")
  private long seed = 1;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "至多多少分钟 / At most so many minutes; without --rounds this alone ends it [5].")
  private int minutes;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "多少轮 / How many rounds; one has about 34 faults.")
  private int rounds;

  @Option(
      names = "--fault",
      paramLabel = "NAME",
      split = ",",
      description = "只做这些故障 / Only these: ${COMPLETION-CANDIDATES}",
      completionCandidates = Words.class)
  private List<String> faults = List.of();

  @Option(
      names = "--callers",
      paramLabel = "N",
      description = "同时多少个调用方 [24] / How many ask at a time.")
  private int callers = CALLERS_DEFAULT;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "工作目录，保留 / Folder that is kept; without it one is made and taken away.")
  private @Nullable Path folder;

  @Option(
      names = "--resume",
      description =
          "在 --folder 中接着跑 / Go on in --folder where an earlier run ended or was cut off.")
  private boolean resume;

  /** The faults' names, for help. */
  static final class Words implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return Arrays.stream(Fault.values()).map(Fault::word).iterator();
    }
  }

  /** Runs and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandProcess.run(commandLine(), arguments);
  }

  /** The command, as {@link #main} and the tests use it. */
  static CommandLine commandLine() {
    return CommandProcess.commandLine(new Torture());
  }

  @Override
  public Integer call() throws IOException {
    Set<Fault> chosen = EnumSet.noneOf(Fault.class);
    for (String word : faults) {
      if (Fault.ofWord(word).isEmpty()) {
        return refuse("没有这种故障 no such fault: " + word);
      }
      chosen.add(Fault.ofWord(word).orElseThrow());
    }
    if (minutes < 0 || minutes > MINUTES_MAX || rounds < 0 || callers < 1) {
      return refuse("minutes, rounds, callers 必须为正 must be positive");
    }
    if (resume && folder == null) {
      return refuse("--resume 须与 --folder 同用 must stand with --folder");
    }
    if (!resume && folder != null && Files.exists(folder.resolve("journal"))) {
      return refuse("目录已有记录，请加 --resume 或换目录 the folder has a journal: add --resume");
    }
    Path given = folder;
    Path place = given != null ? given : Files.createTempDirectory("yizhan-torture-");
    try {
      TortureReport report = run(place.toAbsolutePath().normalize(), chosen);
      ReportText.print(report, spec.commandLine().getOut());
      boolean missing = !report.skipped().isEmpty() && NoSkip.isSet();
      return report.isClean() && !missing ? ExitCode.DONE : ExitCode.NO;
    } finally {
      if (given == null) {
        delete(place);
      }
    }
  }

  private TortureReport run(Path place, Set<Fault> chosen) {
    Map<Fault, Integer> round = new EnumMap<>(ROUND);
    if (!chosen.isEmpty()) {
      round.keySet().retainAll(chosen);
    }
    PrintWriter err = spec.commandLine().getErr();
    boolean endless = rounds == 0;
    int most = minutes == 0 ? (endless ? 5 : MINUTES_MAX) : minutes;
    return TortureRun.right(
            new TortureSettings(
                seed,
                round,
                endless ? Integer.MAX_VALUE : rounds,
                Duration.ofMinutes(most),
                callers,
                place,
                place.resolve("postgres"),
                Path.of(System.getProperty("yizhan.home", "")).toAbsolutePath()),
            (fault, inAll, told) -> {
              err.println("  " + inAll + " " + fault.word() + ", 应答 answers " + told);
              err.flush();
            })
        .run();
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("yizhan: " + why);
    return ExitCode.USAGE;
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path :
          paths.sorted(java.util.Comparator.reverseOrder()).collect(Collectors.toList())) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
