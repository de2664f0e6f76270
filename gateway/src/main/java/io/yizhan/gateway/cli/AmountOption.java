package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** An amount that must be given. */
final class AmountOption {
  private static final String NAME = "--amount";

  @Option(names = NAME, required = true, paramLabel = "YUAN", description = "金额（元）/ Yuan.")
  private String yuan = "";

  long fen(CommandSpec spec) {
    return fen(spec, NAME, yuan);
  }

  /** An amount of any option, as fen. */
  static long fen(CommandSpec spec, String name, String yuan) {
    return Yuan.parsePrinted(yuan)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), name + " 应为元 / " + name + " must be yuan, as 1234.50"));
  }
}
