package io.yizhan.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What {@code ./yizhan} runs. */
@Command(
    name = "yizhan",
    header = "一站式医疗救助结算网关 / One-stop medical-aid settlement gateway.",
    description = "",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "退出码 / Exit codes: 0 完成 done, 1 结果为否 the answer is no,",
      "  2 命令或设置有误 wrong command line or settings,",
      "  3 启动或连接失败 not available",
      "",
      "例 / Example:",
      "  ./yizhan demo",
      "  ./yizhan serve --data-folder /var/lib/yizhan",
      "  ./yizhan policy check policies/zhengzhou/zhengzhou-2016.yaml"
    },
    subcommands = {
      DemoCommand.class,
      PolicyCommand.class,
      CallerCommand.class,
      AidCommand.class,
      DayCommand.class,
      ShiftCommand.class,
      FundCommand.class,
      ClearingCommand.class,
      OwedCommand.class,
      RegistryCommand.class,
      ReconcileCommand.class,
      BreaksCommand.class,
      InsurerCommand.class,
      WatchCommand.class,
      ReceiptCommand.class,
      VerifyCommand.class,
      AuditCommand.class,
      ReportCommand.class,
      SheetCommand.class,
      BenchCommand.class,
      TortureCommand.class,
      StressCommand.class,
      VersionCommand.class
    })
public final class Yizhan {
  private Yizhan() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandProcess.run(commandLine(), arguments);
  }

  /** All commands, as {@link #main} and the tests use them. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Yizhan());
    CommandLine serve = ServeCommand.commandLine();
    line.addSubcommand("serve", serve);
    line.addSubcommand("readjudicate", ReadjudicateCommand.commandLine());
    CommandProcess.addHelp(line);
    line.setExecutionStrategy(Yizhan::runAndDeliver);
    line.setParameterExceptionHandler(Yizhan::refuse);
    line.setExecutionExceptionHandler(
        (failure, command, result) -> {
          command.getErr().println("yizhan: " + FailureText.of(failure));
          return failure instanceof WrongOptionException ? ExitCode.USAGE : ExitCode.UNAVAILABLE;
        });
    return line;
  }

  /** Runs a command; its answer is none where its output did not arrive. */
  private static int runAndDeliver(ParseResult command) {
    int code = new CommandLine.RunLast().execute(command);
    try {
      WholeFile.requireArrived(command.commandSpec().commandLine().getOut());
      return code;
    } catch (IOException lost) {
      command.commandSpec().commandLine().getErr().println("yizhan: " + lost.getMessage());
      return ExitCode.UNAVAILABLE;
    }
  }

  private static int refuse(ParameterException refusal, String[] arguments) {
    CommandLine command = refusal.getCommandLine();
    PrintWriter err = command.getErr();
    if (refusal instanceof UnmatchedArgumentException unmatched) {
      unmatched
          .getUnmatched()
          .forEach(
              argument ->
                  err.println(
                      "yizhan: "
                          + SettingSources.unknown(
                              "command line", argument.replaceFirst("=.*", ""), known(command))));
    } else {
      err.println("yizhan: " + zh(refusal) + refusal.getMessage());
    }
    err.println("  " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  /** What stands before a sentence of the library, which speaks English alone; ours have both. */
  private static String zh(ParameterException refusal) {
    String said = String.valueOf(refusal.getMessage());
    if (said.codePoints().anyMatch(Character::isIdeographic)) {
      return "";
    }
    if (refusal instanceof MissingParameterException) {
      return "缺少必需的选项或参数。";
    }
    if (refusal instanceof OverwrittenOptionException) {
      return "选项只能给一次。";
    }
    if (refusal instanceof MutuallyExclusiveArgsException) {
      return "这些选项不能同时给出。";
    }
    if (refusal instanceof MaxValuesExceededException) {
      return "给出的值太多。";
    }
    if (said.startsWith("Missing required subcommand")) {
      return "缺少子命令。";
    }
    return said.startsWith("Invalid value") ? "选项或参数的值不对。" : "命令有误。";
  }

  private static List<String> known(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    return java.util.stream.Stream.concat(
            spec.optionsMap().keySet().stream(), command.getSubcommands().keySet().stream())
        .toList();
  }
}
