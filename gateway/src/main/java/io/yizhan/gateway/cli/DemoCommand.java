package io.yizhan.gateway.cli;

import io.yizhan.gateway.demo.Demo;
import io.yizhan.gateway.month.MonthOrder;
import io.yizhan.gateway.month.MonthRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the guided tour, or a whole month. */
@Command(
    name = "demo",
    description = {
      "演示：临时数据库、真实网关、真实调用、逐笔核对 / A tour: a temporary database, a real gateway, real "
          + "calls on invented persons, every figure checked. Leaves nothing behind.",
      "--month 在空目录里演一个月再月结 / --month plays a month into an empty folder and closes it.",
      "退出码 1 表示有不符 / Exit code 1 when something does not hold."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan demo",
      "  ./yizhan demo --month --folder month-2026-01",
      "  ./yizhan demo --month --persons 2000 --hospitals 6 --seed 7 \\",
      "      --folder small-month"
    })
final class DemoCommand implements Callable<Integer> {
  /** Read by logback.xml; a tour is not interrupted by what a log would say. */
  private static final String LOG_LEVEL_PROPERTY = "yizhan.log.level";

  @Option(names = "--month", description = "演一个月 / Plays a month and closes it.")
  private boolean month;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "空目录，留下数据、对账单和封存文件 / An empty folder; data, statements and seal stay in it.")
  private @Nullable Path folder;

  @Option(
      names = "--persons",
      paramLabel = "N",
      defaultValue = "" + MonthOrder.PERSONS_DEFAULT,
      description = "人数 300–200000 / How many persons. Default: ${DEFAULT-VALUE}")
  private int persons;

  @Option(
      names = "--hospitals",
      paramLabel = "N",
      defaultValue = "" + MonthOrder.HOSPITALS_DEFAULT,
      description = "医院数 3–26 / How many hospitals. Default: ${DEFAULT-VALUE}")
  private int hospitals;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + MonthOrder.SEED_DEFAULT,
      description = "种子 / The seed of everything drawn. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (System.getProperty(LOG_LEVEL_PROPERTY) == null) {
      System.setProperty(LOG_LEVEL_PROPERTY, "WARN");
    }
    Path home = Path.of(System.getProperty("yizhan.home", ".")).toAbsolutePath().normalize();
    Path policies = home.resolve("policies");
    boolean held = month ? playMonth(policies) : Demo.run(System.out, Terminal.paint(), policies);
    return held ? ExitCode.DONE : ExitCode.NO;
  }

  private boolean playMonth(Path policies) throws IOException {
    Path to = folder;
    if (to == null) {
      throw new ParameterException(
          spec.commandLine(), "--month 要有 --folder / --month needs --folder");
    }
    try {
      return new MonthRun(
              new MonthOrder(persons, hospitals, seed, MonthOrder.MONTH_DEFAULT),
              to.toAbsolutePath(),
              System.out,
              Terminal.paint(),
              new PrintWriter(System.err, true, StandardCharsets.UTF_8),
              Terminal.isWatched())
          .run(policies);
    } catch (IllegalArgumentException unfit) {
      throw new ParameterException(spec.commandLine(), String.valueOf(unfit.getMessage()), unfit);
    }
  }
}
