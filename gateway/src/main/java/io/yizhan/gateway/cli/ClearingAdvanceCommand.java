package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Proposes an advance to a hospital. */
@Command(
    name = "advance",
    description = {
      "提出向一家医院预付；复核、审批、拨付与月度清算相同 / Propose an advance to a hospital; it is checked, "
          + "approved and paid as a month is, and later months are set off against it."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan clearing advance --fund 610100@410122 --hospital H41010001 \\",
      "      --amount 50000.00 --reason 周转金 --request-id ad-1 \\",
      "      --token-file clerk.token"
    })
final class ClearingAdvanceCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Option(
      names = "--fund",
      required = true,
      paramLabel = "CODE",
      description = "支付的基金，如 610100@410122 / The fund that pays, as 610100@410122.")
  private String fund = "";

  @Mixin private HospitalOption hospital = new HospitalOption();

  @Mixin private AmountOption amount = new AmountOption();

  @Mixin private ReasonOption reason = new ReasonOption();

  @Mixin private RequestIdOption requestId = new RequestIdOption();

  @Override
  public Integer call() throws Exception {
    ProposeAdvanceRequest request =
        ProposeAdvanceRequest.newBuilder()
            .setRequestId(requestId.id())
            .setFundCode(fund)
            .setHospitalId(hospital.id())
            .setAmountFen(amount.fen(spec))
            .setReason(reason.text())
            .build();
    return RemoteGateway.run(
        spec,
        () -> {
          Clearing made =
              ClearingCalls.call(gateway, stub -> stub.proposeAdvance(request)).getClearing();
          new ClearingText(spec.commandLine().getOut(), Language.zh).list(List.of(made));
          return ExitCode.DONE;
        });
  }
}
