package io.yizhan.gateway.cli;

import picocli.CommandLine.Option;

/** Why a step is taken. */
final class ReasonOption {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "原因 / Why, for the record.")
  private String reason = "";

  /** As it is typed. */
  String text() {
    return reason;
  }
}
