package io.yizhan.gateway.cli;

import picocli.CommandLine.Option;

/** The id under which a command is carried out once, however often it is typed. */
final class RequestIdOption {
  @Option(
      names = "--request-id",
      required = true,
      paramLabel = "ID",
      description = "请求号；重发用同一个 / The request's id; repeat it to send again.")
  private String id = "";

  String id() {
    return id;
  }
}
