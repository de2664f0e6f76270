package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.ListBreaksResponse;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.RefundLines;
import io.yizhan.proto.v1.StatedTotal;
import io.yizhan.proto.v1.StatementHeading;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a file of lines, compares, and prints every difference. */
@Command(
    name = "reconcile",
    description = {
      "对账：报送明细文件，比对，列出每一处差异 / Send a file of lines, compare it with the ledger and "
          + "list every difference. Without a file what was sent before is compared again.",
      "文件 / The file: .csv, .xlsx, or the national one of 3202 (.txt, .zip). Headings, in any order: "
          + "结算编号 settlement_id, 请求号 request_id, 医保结算编号 insurer_settlement_id, "
          + "就诊号 encounter_id, 证件类型 document_kind, 证件号码 document_number, 退费 refund, "
          + "日期 date, 医疗费总额 bill, 基金支付 fund, and one column a fund, by its code (610100)."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan reconcile day.csv --party hospital:H41010001 --day 2026-11-28 \\",
      "      --token-file his-h1.token"
    })
final class ReconcileCommand implements Callable<Integer> {
  private static final int PAGE_SIZE = 500;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "明细文件 / The file of lines.")
  private @Nullable Path file;

  @Mixin private PartyOption party = new PartyOption();

  @Option(
      names = "--day",
      required = true,
      paramLabel = "DATE",
      description = "首日 / First day; of lines without a date, their day.")
  private LocalDate day = LocalDate.EPOCH;

  @Option(
      names = "--to-day",
      paramLabel = "DATE",
      description = "末日，默认同首日 / Last day; the first where absent.")
  private @Nullable LocalDate toDay;

  @Option(
      names = "--statement",
      paramLabel = "ID",
      description = {
        "对账单号，默认由文件内容与所报各项而来 / Its id; where absent it is made of the file's content and "
            + "what is said of it here."
      })
  private String statement = "";

  @Option(names = "--part", description = "当日后续还有 / It adds to what was sent of these days before.")
  private boolean part;

  /** Which lines the file has of what was taken back. */
  enum Refunds {
    with(RefundLines.REFUND_LINES_WITH),
    without(RefundLines.REFUND_LINES_WITHOUT),
    live(RefundLines.REFUND_LINES_LIVE_ONLY);

    private final RefundLines onTheWire;

    Refunds(RefundLines onTheWire) {
      this.onTheWire = onTheWire;
    }
  }

  @Option(
      names = "--refunds",
      paramLabel = "WHICH",
      description = {
        "含退费行、不含、或仅有效结算 / Lines of what was taken back: ${COMPLETION-CANDIDATES}.",
        "[${DEFAULT-VALUE}]"
      })
  private Refunds refunds = Refunds.with;

  @Option(
      names = "--fund",
      paramLabel = "CODE",
      description = "只比对此基金，可多次 / Only what this fund pays; may be repeated.")
  private List<String> funds = List.of();

  @Option(
      names = "--total-bill",
      paramLabel = "YUAN",
      description = "账面医疗费总额，退费多时为负 / All bills by one's own books; may be negative.")
  private String totalBill = "";

  @Option(
      names = "--total-fund",
      paramLabel = "YUAN",
      description = "账面基金支付总额，退费多时为负 / All payments by one's own books; may be negative.")
  private String totalFund = "";

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "差异另存为 CSV / Write the breaks as CSV, too.")
  private @Nullable Path csv;

  @Option(
      names = {"--lang", "--language"},
      paramLabel = "LANGUAGE",
      description = "语言 / Language: zh, en. [${DEFAULT-VALUE}]")
  private Language language = Language.zh;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Party whose = party.read(spec);
    try {
      if (file != null && !new StatementSending(gateway, file, day, err).send(heading(whose))) {
        return ExitCode.NO;
      }
      return show(whose) ? ExitCode.DONE : ExitCode.NO;
    } catch (StatusRuntimeException refused) {
      return RemoteGateway.explain(refused, err);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private LocalDate last() {
    return toDay == null ? day : toDay;
  }

  private StatementHeading heading(Party whose) {
    StatementHeading.Builder heading =
        StatementHeading.newBuilder()
            .setParty(whose)
            .setFromDate(WireDate.of(day))
            .setToDate(WireDate.of(last()))
            .setPart(part)
            .setRefundLines(refunds.onTheWire)
            .addAllFundCodes(funds);
    if (!totalFund.isEmpty() || !totalBill.isEmpty()) {
      heading.setStatedTotal(
          StatedTotal.newBuilder()
              .setBillFen(fen("--total-bill", totalBill))
              .setFundFen(fen("--total-fund", totalFund)));
    }
    return heading.setStatementId(statement).build();
  }

  /** Of a day on which more was taken back than settled it is negative. */
  private long fen(String name, String yuan) {
    boolean negative = yuan.startsWith("-");
    long fen =
        Yuan.parsePrinted(negative ? yuan.substring(1) : yuan)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        name
                            + " 应为金额（元），与另一总额同填，可为负；实为“"
                            + yuan
                            + "”。It must be yuan, as -100.00, beside the other total; was '"
                            + yuan
                            + "'."));
    return negative ? -fen : fen;
  }

  /** Compares and prints; true where both sides agree. */
  private boolean show(Party whose) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    BreaksText text = new BreaksText(out, language);
    ReconciliationSummary summary =
        gateway.call(
            channel ->
                ReconciliationServiceGrpc.newBlockingStub(channel)
                    .reconcile(
                        ReconcileRequest.newBuilder()
                            .setParty(whose)
                            .setFromDate(WireDate.of(day))
                            .setToDate(WireDate.of(last()))
                            .build())
                    .getSummary());
    text.summary(summary);
    if (csv == null) {
      list(whose, text, Writer.nullWriter());
    } else {
      WholeFile.write(
          csv,
          to -> {
            try (Writer sheet = Files.newBufferedWriter(to, StandardCharsets.UTF_8)) {
              list(whose, text, sheet);
            }
          });
    }
    return summary.getBreaksCount() == 0;
  }

  private void list(Party whose, BreaksText text, Writer sheet) throws IOException {
    sheet.write(BreaksText.CSV_HEADING);
    gateway.call(
        channel -> {
          eachBreak(
              channel,
              whose,
              each -> {
                text.line(each);
                try {
                  sheet.write(BreaksText.csv(each));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
          return true;
        });
  }

  private void eachBreak(Channel channel, Party whose, Consumer<Break> to) {
    ListBreaksRequest.Builder request =
        ListBreaksRequest.newBuilder()
            .setParty(whose)
            .setFromDate(WireDate.of(day))
            .setToDate(WireDate.of(last()))
            .setPageSize(PAGE_SIZE);
    ListBreaksResponse page;
    do {
      page = ReconciliationServiceGrpc.newBlockingStub(channel).listBreaks(request.build());
      page.getBreaksList().forEach(to);
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
  }
}
