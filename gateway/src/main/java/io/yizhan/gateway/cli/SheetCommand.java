package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.GetSettlementSheetRequest;
import io.yizhan.proto.v1.ReportServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The sheet that a patient signs. */
@Command(
    name = "sheet",
    description = "打印结算单（PDF，一页）；含姓名，调取会被记录 / The settlement sheet as PDF; the look is logged.",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan sheet ID -o sheet.pdf --token-file data/his-h1.token"
    })
final class SheetCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Parameters(paramLabel = "SETTLEMENT_ID", description = "结算编号 / The settlement.")
  private String id = "";

  @SuppressWarnings("NullAway.Init")
  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE.pdf",
      description = "写到此文件 / Where to write.")
  private Path file;

  @Option(
      names = "--purpose",
      paramLabel = "TEXT",
      defaultValue = "打印结算单",
      description = "为何调取 / Why, for the access log. [${DEFAULT-VALUE}]")
  private String purpose = "";

  @Override
  public Integer call() throws IOException {
    GetSettlementSheetRequest request =
        GetSettlementSheetRequest.newBuilder().setSettlementId(id).setPurpose(purpose).build();
    try {
      byte[] pdf =
          gateway
              .call(
                  channel -> ReportServiceGrpc.newBlockingStub(channel).getSettlementSheet(request))
              .getPdf()
              .toByteArray();
      WholeFile.writePrivate(file, to -> Files.write(to, pdf));
      return ExitCode.DONE;
    } catch (StatusRuntimeException refused) {
      return RemoteGateway.explain(refused, spec.commandLine().getErr());
    }
  }
}
