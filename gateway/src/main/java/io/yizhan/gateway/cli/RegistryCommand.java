package io.yizhan.gateway.cli;

import picocli.CommandLine.Command;

/** The register: lists of who is entitled. */
@Command(
    name = "registry",
    description = "人员名册：导入、换密钥 / The register: import lists, change keys.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan registry import dibao-2026-03.csv --county 410122 --preview \\",
      "      --token-file office.token"
    },
    subcommands = {
      RegistryImportCommand.class,
      RegistryImportChecksCommand.class,
      RegistryRekeyCommand.class
    })
final class RegistryCommand {
  private RegistryCommand() {}
}
