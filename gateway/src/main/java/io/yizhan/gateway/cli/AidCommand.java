package io.yizhan.gateway.cli;

import picocli.CommandLine.Command;

/** The aid office's desk. */
@Command(
    name = "aid",
    description = "救助经办：高额自付费用监测 / The aid office: high own cost.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan aid high-cost list --county 410122 --year 2026 \\",
      "      --token-file office.token"
    },
    subcommands = {HighCostCommand.class})
final class AidCommand {
  private AidCommand() {}
}
