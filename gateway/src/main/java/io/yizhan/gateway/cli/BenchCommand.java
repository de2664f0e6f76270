package io.yizhan.gateway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains the benchmark, which the launcher starts itself: its libraries are not shipped. */
@Command(
    name = "bench",
    description = {
      "测量速度（在源码目录中由启动脚本运行）/ Measure the speed; the launcher runs it in a source checkout.",
      "单次计算、回声、查询、预结算、结算，同机同次测量，只看比值。",
      "The decision, echo, echo with one SELECT, quote and settle, in one run; compare ratios."
    },
    footer = {"", "例 / Example:", "  ./yizhan bench --quick"})
final class BenchCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Parameters(hidden = true)
  private List<String> rest = List.of();

  @Override
  public Integer call() {
    spec.commandLine()
        .getErr()
        .println(
            "yizhan: bench 只能在源码目录中运行。bench runs in a source checkout only"
                + (rest.isEmpty() ? "." : " (" + String.join(" ", rest) + ")."));
    return ExitCode.UNAVAILABLE;
  }
}
