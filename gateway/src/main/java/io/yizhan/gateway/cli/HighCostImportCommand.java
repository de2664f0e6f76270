package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.yizhan.gateway.terminal.Progress;
import io.yizhan.proto.v1.HighCostServiceGrpc;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ImportOwnCostsResponse;
import io.yizhan.proto.v1.OwnCost;
import io.yizhan.proto.v1.OwnCostRefusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports totals of own cost from a spreadsheet. */
@Command(
    name = "import",
    description = {
      "导入年度自付费用合计（CSV）/ Import totals of own cost from a CSV file. Its first line names "
          + "the columns, in any order: "
          + OwnCostFile.COLUMNS
          + "."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan aid high-cost import costs.csv --county 410122 --year 2026 \\",
      "      --source 县医保局 --token-file office.token"
    })
final class HighCostImportCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @SuppressWarnings("NullAway.Init")
  @Parameters(paramLabel = "FILE", description = "CSV 文件，UTF-8 或 GBK / The file, UTF-8 or GBK.")
  private Path file;

  @Option(
      names = "--county",
      required = true,
      paramLabel = "CODE",
      description = "县区划 / The county, six digits.")
  private String county = "";

  @Option(
      names = "--year",
      required = true,
      paramLabel = "YEAR",
      description = "费用年度 / The year of the costs.")
  private int year;

  @Option(
      names = "--source",
      required = true,
      paramLabel = "TEXT",
      description = "数据来源 / Where the figures come from.")
  private String source = "";

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    OwnCostFile.Reading reading = OwnCostFile.read(file, county, year, source);
    reading.problems().forEach(problem -> err.println("yizhan: " + problem));
    if (!reading.whole()) {
      return ExitCode.NO;
    }
    try {
      ImportOwnCostsResponse answer =
          reading.costs().isEmpty()
              ? ImportOwnCostsResponse.getDefaultInstance()
              : send(reading.costs(), err);
      for (OwnCostRefusal refusal : answer.getRefusalsList()) {
        int line = reading.lines().get((int) refusal.getPlaceNumber() - 1);
        err.println(
            "第 "
                + line
                + " 行 line "
                + line
                + ": "
                + refusal.getField()
                + ": "
                + refusal.getSentence().getZh()
                + " / "
                + refusal.getSentence().getEn());
      }
      int kept = answer.getKeptCount();
      int refused = answer.getRefusedCount() + reading.leftOut();
      out.println(
          "已导入 " + kept + " 行，未导入 " + refused + " 行。" + kept + " kept, " + refused + " refused.");
      return refused == 0 ? ExitCode.DONE : ExitCode.NO;
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof StatusRuntimeException refused) {
        return RemoteGateway.explain(refused, err);
      }
      throw failed;
    }
  }

  private ImportOwnCostsResponse send(List<OwnCost> costs, PrintWriter err) throws IOException {
    Progress progress = new Progress(err, Terminal.isWatched(), costs.size());
    try {
      return gateway.call(
          channel -> {
            Upload upload = new Upload(costs, progress);
            HighCostServiceGrpc.newStub(channel).importOwnCosts(upload);
            return upload.answer.join();
          });
    } finally {
      progress.done();
    }
  }

  /** Sends as fast as the gateway takes it, and no faster. */
  private static final class Upload
      implements ClientResponseObserver<ImportOwnCostsRequest, ImportOwnCostsResponse> {
    private final CompletableFuture<ImportOwnCostsResponse> answer = new CompletableFuture<>();
    private final List<OwnCost> costs;
    private final Progress progress;
    private @Nullable ImportOwnCostsResponse received;
    private int next;

    private Upload(List<OwnCost> costs, Progress progress) {
      this.costs = costs;
      this.progress = progress;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ImportOwnCostsRequest> call) {
      call.setOnReadyHandler(() -> sendWhileReady(call));
    }

    private void sendWhileReady(ClientCallStreamObserver<ImportOwnCostsRequest> call) {
      while (call.isReady() && next < costs.size()) {
        call.onNext(ImportOwnCostsRequest.newBuilder().setOwnCost(costs.get(next)).build());
        next++;
        progress.at(next);
        if (next == costs.size()) {
          call.onCompleted();
        }
      }
    }

    @Override
    public void onNext(ImportOwnCostsResponse response) {
      received = response;
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      ImportOwnCostsResponse response = received;
      if (response == null) {
        answer.completeExceptionally(new IllegalStateException("an import must be answered"));
      } else {
        answer.complete(response);
      }
    }
  }
}
