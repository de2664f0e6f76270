package io.yizhan.gateway.cli;

import picocli.CommandLine.Option;

/** The hospital that is paid. */
final class HospitalOption {
  @Option(
      names = "--hospital",
      required = true,
      paramLabel = "ID",
      description = "医院 / The hospital.")
  private String id = "";

  String id() {
    return id;
  }
}
