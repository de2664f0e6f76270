package io.yizhan.gateway.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command line as a process of its own: what it writes is UTF-8, and it ends with its code. */
public final class CommandProcess {
  private CommandProcess() {}

  /** Runs and ends the process. */
  public static void run(CommandLine line, String[] arguments) {
    PrintStream out = utf8(FileDescriptor.out);
    System.setOut(out);
    System.setErr(utf8(FileDescriptor.err));
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    int code = execute(line, arguments);
    line.getOut().flush();
    System.exit(code);
  }

  /** Executes; what no command was prepared for is a line, too. */
  static int execute(CommandLine line, String... arguments) {
    try {
      return line.execute(arguments);
    } catch (RuntimeException | Error escaped) {
      line.getErr().println("yizhan: " + FailureText.of(escaped));
      return ExitCode.UNAVAILABLE;
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** A command with help; what it throws is one line and says that something is not available. */
  public static CommandLine commandLine(Object command) {
    CommandLine line = new CommandLine(command);
    addHelp(line);
    line.setExecutionExceptionHandler(
        (failure, failed, result) -> {
          failed.getErr().println("yizhan: " + FailureText.of(failure));
          return ExitCode.UNAVAILABLE;
        });
    return line;
  }

  /** Every command understands {@code --help}, which is as wide as a terminal. */
  static void addHelp(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.usageMessage().width(Terminal.COLUMNS_MAX);
    spec.usageMessage()
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandList::of);
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("显示帮助 / Show this help.")
              .build());
    }
    line.getSubcommands().values().forEach(CommandProcess::addHelp);
  }
}
