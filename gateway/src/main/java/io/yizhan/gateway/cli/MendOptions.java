package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.Mend;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which break is mended, and who is at work. */
final class MendOptions {
  @Mixin PartyOption party = new PartyOption();

  @Parameters(paramLabel = "BREAK", description = "差异编号 / The break's id.")
  String breakId = "";

  @Option(
      names = "--operator",
      required = true,
      paramLabel = "ID",
      description = "经办人 / The person at work.")
  String operator = "";

  @Mixin private LanguageOption language = new LanguageOption(Language.zh);

  /** Says how far the mend is. */
  void print(CommandSpec spec, Mend mend) {
    for (Language each : language.each()) {
      new BreaksText(spec.commandLine().getOut(), each).mend(mend);
    }
  }
}
