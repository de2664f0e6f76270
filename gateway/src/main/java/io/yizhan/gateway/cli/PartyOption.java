package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whose lines. */
final class PartyOption {
  @Option(
      names = "--party",
      required = true,
      paramLabel = "KIND:CODE",
      description = "报送方 / Whose lines: hospital:ID, insurer:4101 or bank:410122.")
  private String party = "";

  Party read(CommandSpec spec) {
    int colon = party.indexOf(':');
    PartyKind kind =
        switch (colon < 0 ? "" : party.substring(0, colon)) {
          case "hospital" -> PartyKind.PARTY_KIND_HOSPITAL;
          case "insurer" -> PartyKind.PARTY_KIND_INSURER;
          case "bank" -> PartyKind.PARTY_KIND_BANK;
          default ->
              throw new ParameterException(
                  spec.commandLine(),
                  "--party 应为 hospital:编号、insurer:区划 或 bank:区划。"
                      + "It must be hospital:ID, insurer:DIGITS or bank:DIGITS.");
        };
    return Party.newBuilder().setKind(kind).setPartyCode(party.substring(colon + 1)).build();
  }
}
