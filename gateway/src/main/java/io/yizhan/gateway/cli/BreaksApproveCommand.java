package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.ApproveMendRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Another person approves it. */
@Command(
    name = "approve",
    description = {
      "批准他人提出的处理；先重新比对，再执行一次 /",
      "Approve what another has prepared; it is compared anew and carried out once."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan breaks approve 0A1B2C3D4E5F60718293A4B5C6 --party hospital:H41010001 \\",
      "      --operator finance-2 --token-file operator.token"
    })
final class BreaksApproveCommand implements Callable<Integer> {
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
          ApproveMendRequest request =
              ApproveMendRequest.newBuilder()
                  .setParty(party.read(spec))
                  .setBreakId(breakId)
                  .setOperatorId(operator)
                  .build();
          var mend = BreaksCommand.call(gateway, stub -> stub.approveMend(request)).getMend();
          for (Language each : language.each()) {
            new BreaksText(spec.commandLine().getOut(), each).mend(mend);
          }
          return ExitCode.DONE;
        });
  }
}
