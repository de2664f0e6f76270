package io.yizhan.gateway.cli;

import io.yizhan.gateway.desk.Sha256;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checking and approving, as they are typed. */
final class ClearingStepCommands {
  /** How many characters a request's id has at most; SHA-256 in hexadecimal has as many. */
  private static final int REQUEST_ID_MAX = 64;

  private ClearingStepCommands() {}

  /** Prints how many, and what is left to pay of them. */
  static void say(CommandSpec spec, String zh, String en, int count, long fen) {
    spec.commandLine()
        .getOut()
        .println(
            zh
                + " "
                + count
                + " 笔，待付 "
                + Yuan.format(fen)
                + " 元。"
                + System.lineSeparator()
                + count
                + " "
                + en
                + ", unpaid "
                + Yuan.format(fen)
                + " yuan.");
  }

  /**
   * The id of a batch. Of clearings that were named it is that of its place: repeated, it is the
   * same. Of a list that was read it has the first clearing's id: repeated, the list is of what is
   * left, which is another batch and must be another request.
   */
  static String batchId(String requestId, boolean named, int place, List<Clearing> batch) {
    if (named) {
      return place == 0 ? requestId : requestId + "-" + place;
    }
    String id = requestId + "-" + batch.get(0).getClearingId();
    return id.length() <= REQUEST_ID_MAX ? id : Sha256.hexOf(id);
  }

  /** Checks. */
  @Command(
      name = "check",
      description = "复核已编制的清算 / Check clearings that are prepared.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing check --county 410122 --month 2026-09 --request-id c-1 \\",
        "      --token-file clerk.token"
      })
  static final class Check implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();
    @Mixin private ClearingCalls which = new ClearingCalls();

    @Parameters(
        arity = "0..*",
        paramLabel = "ID",
        description = "清算编号；不写则全部符合的 / Which; without, all that fit.")
    private List<String> ids = List.of();

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      return RemoteGateway.run(
          spec,
          () -> {
            List<Clearing> all =
                which.chosen(gateway, spec, ids, ClearingState.CLEARING_STATE_PREPARED);
            List<List<Clearing>> batches = ClearingCalls.batches(all);
            long unpaidFen = 0;
            for (int i = 0; i < batches.size(); i++) {
              CheckClearingsRequest request =
                  CheckClearingsRequest.newBuilder()
                      .setRequestId(batchId(requestId.id(), !ids.isEmpty(), i, batches.get(i)))
                      .addAllClearingIds(
                          batches.get(i).stream().map(Clearing::getClearingId).toList())
                      .build();
              unpaidFen =
                  Math.addExact(
                      unpaidFen,
                      ClearingCalls.call(gateway, stub -> stub.checkClearings(request))
                          .getUnpaidFen());
            }
            say(spec, "已复核", "checked", all.size(), unpaidFen);
            return ExitCode.DONE;
          });
    }
  }

  /** Approves. */
  @Command(
      name = "approve",
      description = {
        "审批已复核的清算；须为另一人，并写明核对过的待付合计 / Approve clearings that were checked, as another "
            + "person than who made them, with the sum that you read."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing approve --county 410122 --month 2026-09 --total 4200.00 \\",
        "      --request-id a-1 --token-file chief.token"
      })
  static final class Approve implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();
    @Mixin private ClearingCalls which = new ClearingCalls();

    @Parameters(
        arity = "0..*",
        paramLabel = "ID",
        description = "清算编号；不写则全部符合的 / Which; without, all that fit.")
    private List<String> ids = List.of();

    @Option(
        names = "--total",
        required = true,
        paramLabel = "YUAN",
        description = "核对过的待付合计（元）/ What is left to pay of them, yuan, as you read it.")
    private String total = "";

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      boolean owes = total.startsWith("-");
      long readFen = AmountOption.fen(spec, "--total", owes ? total.substring(1) : total);
      long totalFen = owes ? -readFen : readFen;
      return RemoteGateway.run(
          spec,
          () -> {
            List<Clearing> all =
                which.chosen(gateway, spec, ids, ClearingState.CLEARING_STATE_CHECKED);
            long unpaidFen = ClearingCalls.unpaidFen(all);
            List<List<Clearing>> batches = ClearingCalls.batches(all);
            // One call that names them is the same when repeated: whether it was done, or the total
            // is another one, the gateway says.
            boolean asStated = !ids.isEmpty() && batches.size() == 1;
            if (unpaidFen != totalFen && !asStated) {
              spec.commandLine()
                  .getErr()
                  .println(
                      "yizhan: 待付合计为 "
                          + Yuan.format(unpaidFen)
                          + " 元，与所写不符 / unpaid is "
                          + Yuan.format(unpaidFen)
                          + " yuan, not the total that you state");
              return ExitCode.NO;
            }
            for (int i = 0; i < batches.size(); i++) {
              ApproveClearingsRequest request =
                  ApproveClearingsRequest.newBuilder()
                      .setRequestId(batchId(requestId.id(), !ids.isEmpty(), i, batches.get(i)))
                      .addAllClearingIds(
                          batches.get(i).stream().map(Clearing::getClearingId).toList())
                      .setUnpaidFen(asStated ? totalFen : ClearingCalls.unpaidFen(batches.get(i)))
                      .build();
              ClearingCalls.call(gateway, stub -> stub.approveClearings(request));
            }
            say(spec, "已审批", "approved", all.size(), totalFen);
            return ExitCode.DONE;
          });
    }
  }
}
