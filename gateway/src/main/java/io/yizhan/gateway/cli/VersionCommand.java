package io.yizhan.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which version this is. */
@Command(
    name = "version",
    description = "显示版本 / Show the version.",
    footer = {"", "例 / Example:", "  ./yizhan version"})
final class VersionCommand implements Callable<Integer> {
  /** The version of this build. */
  static final String VERSION = "0.1.0";

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .println(
            "yizhan "
                + VERSION
                + " (Java "
                + Runtime.version()
                + ", "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ")");
    return ExitCode.DONE;
  }
}
