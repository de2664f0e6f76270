package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.PrepareMendRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One person has a break mended. */
@Command(
    name = "prepare",
    description = {
      "提出处理：冲正或撤销我方结算，待第二人批准 /",
      "Prepare an undo or a reversal here; a second person must approve it."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan breaks prepare 0A1B2C3D4E5F60718293A4B5C6 --party hospital:H41010001 \\",
      "      --operator finance-1 --token-file his-h1.token"
    })
final class BreaksPrepareCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();
  @Mixin private PartyOption party = new PartyOption();

  @Parameters(paramLabel = "BREAK", description = "差异编号 / The break's id.")
  private String breakId = "";

  @Option(
      names = "--operator",
      required = true,
      paramLabel = "ID",
      description = "经办人 / The person at work.")
  private String operator = "";

  @Option(
      names = "--language",
      paramLabel = "zh|en|both",
      defaultValue = "zh",
      description = "语言 / Language: ${COMPLETION-CANDIDATES}. [${DEFAULT-VALUE}]")
  private Language language = Language.zh;

  @Override
  public Integer call() throws Exception {
    return HighCostCommand.run(
        spec,
        () -> {
          PrepareMendRequest request =
              PrepareMendRequest.newBuilder()
                  .setParty(party.read(spec))
                  .setBreakId(breakId)
                  .setOperatorId(operator)
                  .build();
          var mend = BreaksCommand.call(gateway, stub -> stub.prepareMend(request)).getMend();
          for (Language each : language.each()) {
            new BreaksText(spec.commandLine().getOut(), each).mend(mend);
          }
          return ExitCode.DONE;
        });
  }
}
