package io.yizhan.gateway.cli;

import picocli.CommandLine.Option;

/** The transfer by which the bank sent a payment back, where it did. */
final class SentBackOption {
  @Option(
      names = "--bank-reference",
      paramLabel = "REF",
      description = {"退汇的流水号；登记有误、银行没有付的不写 / Of what the bank sent back; without, it never paid."})
  private String bankReference = "";

  /** The bank's reference; empty where it never paid. */
  String bankReference() {
    return bankReference;
  }
}
