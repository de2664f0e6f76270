package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.PrepareMendRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One person has a break mended. */
@Command(
    name = "prepare",
    description = {
      "提出处理：冲正或撤销我方结算，待第二人批准 / Prepare an undo or a reversal here; a second person "
          + "must approve it."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan breaks prepare 0A1B2C3D4E5F60718293A4B5C6 \\",
      "      --party hospital:H41010001 --operator finance-1 \\",
      "      --token-file his-h1.token"
    })
final class BreaksPrepareCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();
  @Mixin private MendOptions mend = new MendOptions();

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          PrepareMendRequest request =
              PrepareMendRequest.newBuilder()
                  .setParty(mend.party.read(spec))
                  .setBreakId(mend.breakId)
                  .setOperatorId(mend.operator)
                  .build();
          mend.print(
              spec, BreaksCommand.call(gateway, stub -> stub.prepareMend(request)).getMend());
          return ExitCode.DONE;
        });
  }
}
