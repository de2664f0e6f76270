package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ExportPayOutsRequest;
import io.yizhan.proto.v1.ExportPayOutsResponse;
import io.yizhan.proto.v1.GetPayOutFileRequest;
import io.yizhan.proto.v1.GetPayOutFileResponse;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableKind;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is owed outside the waterfall, from the list to the bank. */
@Command(
    name = "owed",
    description = {
      "应收应付：报销待付、补支、追回、欠付 / What is owed: pay-outs of claims on paper, supplements, "
          + "claw-backs, patients' shares."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan owed list --county 410122 --token-file clerk.token",
      "  ./yizhan owed export --county 410122 --out pay.csv --purpose 每周付款 \\",
      "      --request-id f-1 --token-file clerk.token",
      "  ./yizhan owed pay --file 01K9ZQXAMPLE --bank-reference B-77 --note 代发 \\",
      "      --request-id p-1 --token-file clerk.token"
    },
    subcommands = {
      OwedCommand.Show.class,
      OwedCommand.Export.class,
      OwedPayCommands.Pay.class,
      OwedPayCommands.TakeBack.class,
      OwedPayCommands.WriteOff.class
    })
final class OwedCommand {
  private OwedCommand() {}

  /** What kinds are listed. */
  enum Kind {
    pay_out,
    supplement,
    claw_back,
    patient_share,
    refund;

    ReceivableKind onTheWire() {
      return ReceivableKind.valueOf("RECEIVABLE_KIND_" + name().toUpperCase(Locale.ROOT));
    }
  }

  /** Lists what is owed, or shows one with its entries. */
  @Command(
      name = "list",
      description = "列出未结的应收应付，或显示一笔 / List what is owed, or show one with its entries.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan owed list --county 410122 --kind pay_out --token-file clerk.token",
        "  ./yizhan owed list 01K9ZQXAMPLE --lang en --token-file clerk.token"
      })
  static final class Show implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "编号；不写则列出 / One of them.")
    private String id = "";

    @Option(names = "--county", paramLabel = "CODE", description = "只此区县 / Only this county.")
    private String county = "";

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        description = "只此种类 / Only: ${COMPLETION-CANDIDATES}.")
    private @Nullable Kind kind;

    @Option(
        names = "--file",
        paramLabel = "FILE-ID",
        description = "只此付款文件所列 / Only what this payment file names.")
    private String file = "";

    @Option(
        names = "--overdue",
        paramLabel = "DATE",
        converter = DayOptions.Day.class,
        description = "只列此日前到期未付的分期 / Only with an instalment overdue on this day.")
    private @Nullable LocalDate overdue;

    @Option(names = "--all", description = "含已结清的 / Those that are settled, too.")
    private boolean all;

    @Mixin private LanguageOption language = new LanguageOption(Language.both);

    @Override
    public Integer call() throws Exception {
      ListReceivablesRequest.Builder which =
          ListReceivablesRequest.newBuilder()
              .setCountyCode(county)
              .setKind(kind == null ? ReceivableKind.RECEIVABLE_KIND_UNSPECIFIED : kind.onTheWire())
              .setPaymentFileId(file)
              .setOpenOnly(!all);
      if (overdue != null) {
        which.setOverdueOnDate(WireDate.of(overdue));
      }
      return RemoteGateway.run(
          spec,
          () -> {
            if (id.isEmpty()) {
              List<Receivable> found = OwedCalls.list(gateway, which);
              for (Language each : language.each()) {
                new OwedText(spec.commandLine().getOut(), each).list(found);
              }
            } else {
              var found = OwedCalls.find(gateway, id);
              for (Language each : language.each()) {
                new OwedText(spec.commandLine().getOut(), each).details(found);
              }
            }
            return ExitCode.DONE;
          });
    }
  }

  /** Writes the payment file. */
  @Command(
      name = "export",
      description = {
        "导出对个人的付款文件：待付报销及其补支，账户取自报销材料 / Write the payment file of pay-outs and their "
            + "supplements, with the accounts from the papers; each is in one file only.",
        "查看账户会留下记录 / That you looked at the accounts is kept."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan owed export --county 410122 --out pay.csv --purpose 每周付款 \\",
        "      --request-id f-1 --token-file clerk.token"
      })
  static final class Export implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();
    @Mixin private CountyOption county = new CountyOption();
    @Mixin private OutOption out = new OutOption();

    @Mixin private ReplacesOption replaces = new ReplacesOption();

    @Option(
        names = "--leave-out",
        paramLabel = "ID",
        split = ",",
        description = {
          "不列入的待付编号，如账号有误 / What is in no file afterwards, for example because its account "
              + "is wrong."
        })
    private List<String> leftOut = List.of();

    @Option(
        names = "--purpose",
        required = true,
        paramLabel = "TEXT",
        description = "查看账户的用途 / Why you look at the accounts, for the record.")
    private String purpose = "";

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      out.requireRoom(spec);
      ExportPayOutsRequest request =
          ExportPayOutsRequest.newBuilder()
              .setRequestId(requestId.id())
              .setCountyCode(county.code())
              .setReplacesFileId(replaces.fileId())
              .addAllLeftOutReceivableIds(leftOut)
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            ExportPayOutsResponse made =
                OwedCalls.call(gateway, stub -> stub.exportPayOuts(request));
            GetPayOutFileResponse file =
                OwedCalls.call(
                    gateway,
                    stub ->
                        stub.getPayOutFile(
                            GetPayOutFileRequest.newBuilder()
                                .setFileId(made.getFileId())
                                .setPurpose(purpose)
                                .build()));
            if (!file.getReplacedByFileId().isEmpty()) {
              spec.commandLine()
                  .getErr()
                  .println(
                      "yizhan: 文件 "
                          + made.getFileId()
                          + " 已由 "
                          + file.getReplacedByFileId()
                          + " 代替，未写出。The file was replaced by that one and is not written:"
                          + " what it names would be paid twice.");
              return ExitCode.NO;
            }
            byte[] content = file.getContent().toByteArray();
            if (!out.write(spec, made.getFileId(), content, requestId.id())) {
              return ExitCode.UNAVAILABLE;
            }
            spec.commandLine()
                .getOut()
                .println(
                    "文件 file "
                        + made.getFileId()
                        + ": "
                        + made.getRowCount()
                        + " 行 rows, 合计 total "
                        + Yuan.format(made.getTotalFen()));
            if (file.getNamedFen() < file.getTotalFen()) {
              spec.commandLine()
                  .getErr()
                  .println(
                      "其中 "
                          + Yuan.format(file.getTotalFen() - file.getNamedFen())
                          + " 元已登记支付，勿再付款。Payments of so much were recorded: do not pay it again.");
            }
            return ExitCode.DONE;
          });
    }
  }
}
