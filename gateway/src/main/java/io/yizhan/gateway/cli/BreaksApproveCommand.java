package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.ApproveMendRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Another person approves it. */
@Command(
    name = "approve",
    description = {
      "批准他人提出的处理；先重新比对，再执行一次 / Approve what another has prepared; it is compared anew "
          + "and carried out once."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan breaks approve 0A1B2C3D4E5F60718293A4B5C6 \\",
      "      --party hospital:H41010001 --operator finance-2 \\",
      "      --token-file operator.token"
    })
final class BreaksApproveCommand implements Callable<Integer> {
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
          ApproveMendRequest request =
              ApproveMendRequest.newBuilder()
                  .setParty(mend.party.read(spec))
                  .setBreakId(mend.breakId)
                  .setOperatorId(mend.operator)
                  .build();
          mend.print(
              spec, BreaksCommand.call(gateway, stub -> stub.approveMend(request)).getMend());
          return ExitCode.DONE;
        });
  }
}
