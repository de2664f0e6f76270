package io.yizhan.gateway.cli;

import picocli.CommandLine.Option;

/** The division that pays. */
final class CountyOption {
  @Option(
      names = "--county",
      required = true,
      paramLabel = "CODE",
      description = "支付方区划 / The paying division, six digits.")
  private String code = "";

  String code() {
    return code;
  }
}
