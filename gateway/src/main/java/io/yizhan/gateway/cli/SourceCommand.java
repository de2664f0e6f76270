package io.yizhan.gateway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Explains a command that the launcher starts itself in a source checkout, whatever its options:
 * its libraries are not shipped.
 */
abstract class SourceCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Parameters(hidden = true)
  private List<String> rest = List.of();

  @Override
  public Integer call() {
    String name = spec.name();
    spec.commandLine()
        .getErr()
        .println(
            "yizhan: "
                + name
                + " 只能在源码目录中运行。"
                + name
                + " runs in a source checkout only"
                + (rest.isEmpty() ? "." : " (" + String.join(" ", rest) + ")."));
    return ExitCode.UNAVAILABLE;
  }
}
