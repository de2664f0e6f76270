package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.terminal.Progress;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AuditDifference;
import io.yizhan.proto.v1.AuditPeriodRequest;
import io.yizhan.proto.v1.AuditPeriodResponse;
import io.yizhan.proto.v1.AuditServiceGrpc;
import io.yizhan.proto.v1.AuditSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a gateway decide a period again. */
@Command(
    name = "audit",
    description = "按存档重新核算一段记账日 / Decide a span of posting days again and add up the books.",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan audit --from 2026-11-01 --to 2026-11-30 \\",
      "      --token-file data/operator.token"
    })
final class AuditCommand implements Callable<Integer> {
  private static final long MILLIS_PER_SECOND = 1_000;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Option(
      names = "--from",
      paramLabel = "DAY",
      required = true,
      description = "第一个记账日 / First posting day, YYYY-MM-DD.")
  private @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DAY",
      required = true,
      description = "最后一个记账日 / Last posting day, YYYY-MM-DD.")
  private @Nullable LocalDate to;

  @Override
  public Integer call() throws IOException {
    LocalDate first = from;
    LocalDate last = to;
    if (first == null || last == null) {
      return ExitCode.USAGE;
    }
    PrintWriter out = spec.commandLine().getOut();
    long days = Math.max(1, last.toEpochDay() - first.toEpochDay() + 1);
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.isWatched(), days);
    try {
      AuditSummary summary =
          gateway.call(
              channel -> {
                Iterator<AuditPeriodResponse> parts =
                    AuditServiceGrpc.newBlockingStub(channel)
                        .auditPeriod(
                            AuditPeriodRequest.newBuilder()
                                .setFromDate(WireDate.of(first))
                                .setToDate(WireDate.of(last))
                                .build());
                AuditSummary end = AuditSummary.getDefaultInstance();
                while (parts.hasNext()) {
                  AuditPeriodResponse part = parts.next();
                  if (part.hasDifference()) {
                    out.println(line(part.getDifference()));
                  } else if (part.hasSummary()) {
                    end = part.getSummary();
                  } else if (part.getProgress().hasPostingDate()) {
                    progress.at(
                        WireDate.day(part.getProgress().getPostingDate()).toEpochDay()
                            - first.toEpochDay());
                  }
                }
                return end;
              });
      progress.done();
      return tell(out, summary);
    } catch (StatusRuntimeException refused) {
      progress.done();
      return RemoteGateway.explain(refused, spec.commandLine().getErr());
    }
  }

  private static String line(AuditDifference difference) {
    return difference.getKindCode()
        + " "
        + difference.getSubjectId()
        + " "
        + difference.getName()
        + ": 应为 should be "
        + difference.getExpectedText()
        + ", 实为 is "
        + difference.getFoundText();
  }

  private static int tell(PrintWriter out, AuditSummary summary) {
    long all =
        summary.getSettlementCount() + summary.getReversalCount() + summary.getCorrectionCount();
    boolean right = summary.getDifferenceCount() == 0;
    long undecided = all - summary.getDecidedCount();
    out.println(
        right && undecided == 0
            ? "全部 " + all + " 笔一致 all of " + all
            : "重新核算 decided again: " + summary.getDecidedCount() + " / " + all);
    out.println(
        "  结算 settlements "
            + summary.getSettlementCount()
            + ", 撤销 reversals "
            + summary.getReversalCount()
            + ", 更正 corrections "
            + summary.getCorrectionCount());
    out.println(
        "  账户 accounts "
            + summary.getAccountCount()
            + ", 日根 roots "
            + summary.getDayRootCount()
            + ", 尚无日根 days without "
            + summary.getDayWithoutRootCount());
    summary
        .getUndecidedList()
        .forEach(
            each ->
                out.println(
                    "  不能重算 not decidable again, "
                        + each.getReasonCode()
                        + ": "
                        + each.getEntryCount()
                        + ", "
                        + each.getExampleId()));
    out.println("  差异 differences " + summary.getDifferenceCount());
    out.println(
        "  每秒 entries a second "
            + all * MILLIS_PER_SECOND / Math.max(1, summary.getDecideMillis()));
    return right ? ExitCode.DONE : ExitCode.NO;
  }
}
