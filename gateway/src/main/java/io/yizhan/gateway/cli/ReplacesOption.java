package io.yizhan.gateway.cli;

import picocli.CommandLine.Option;

/** The payment file in whose place another is made. */
final class ReplacesOption {
  @Option(
      names = "--replaces",
      paramLabel = "FILE-ID",
      description = "代替银行退回的此文件 / In place of this file, which the bank has rejected.")
  private String fileId = "";

  /** The file's id; empty for none. */
  String fileId() {
    return fileId;
  }
}
