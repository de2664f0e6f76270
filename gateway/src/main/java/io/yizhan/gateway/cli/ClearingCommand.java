package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.ExportPaymentsResponse;
import io.yizhan.proto.v1.PrepareClearingsRequest;
import io.yizhan.proto.v1.PrepareClearingsResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Monthly clearing. */
@Command(
    name = "clearing",
    description = "月度清算：编制、复核、审批、拨付 / Monthly clearing, from the ledger to the bank.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan clearing prepare --county 410122 --month 2026-09 \\",
      "      --token-file clerk.token",
      "  ./yizhan clearing check --county 410122 --month 2026-09 --request-id c-1 \\",
      "      --token-file clerk.token",
      "  ./yizhan clearing approve --county 410122 --month 2026-09 --total 4200.00 \\",
      "      --request-id a-1 --token-file chief.token",
      "  ./yizhan clearing export --county 410122 --out pay.csv --request-id f-1 \\",
      "      --token-file clerk.token"
    },
    subcommands = {
      ClearingCommand.Prepare.class,
      ClearingCommand.Show.class,
      ClearingStepCommands.Check.class,
      ClearingStepCommands.Approve.class,
      ClearingPayCommands.Pay.class,
      ClearingPayCommands.Unpay.class,
      ClearingPayCommands.Dispute.class,
      ClearingPayCommands.Step.class,
      ClearingCommand.Export.class,
      ClearingAdvanceCommand.class,
      PayeeCommands.class
    })
final class ClearingCommand {
  private ClearingCommand() {}

  /** Prepares a month. */
  @Command(
      name = "prepare",
      description = {
        "从账上编制一个区划一个月的清算；该月各记账日须已关闭 / Make the clearings of a division and month from "
            + "the ledger; its posting days must be closed."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing prepare --county 410122 --month 2026-09 \\",
        "      --token-file clerk.token"
      })
  static final class Prepare implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Mixin private CountyOption county = new CountyOption();

    @Option(
        names = "--month",
        required = true,
        paramLabel = "YYYY-MM",
        description = "月份 / The month.")
    private String month = "";

    @Override
    public Integer call() throws Exception {
      PrepareClearingsRequest request =
          PrepareClearingsRequest.newBuilder()
              .setRequestId("prepare-" + county.code() + "-" + month)
              .setCountyCode(county.code())
              .setMonth(ClearingCalls.month(spec, month))
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            PrepareClearingsResponse made =
                ClearingCalls.call(gateway, stub -> stub.prepareClearings(request));
            String gross = Yuan.format(made.getGrossFen());
            spec.commandLine()
                .getOut()
                .println(
                    "已编制 "
                        + made.getClearingCount()
                        + " 笔，账上 "
                        + made.getLineCount()
                        + " 行，合计 "
                        + gross
                        + " 元。"
                        + System.lineSeparator()
                        + made.getClearingCount()
                        + " clearings of "
                        + made.getLineCount()
                        + " lines, "
                        + gross
                        + " yuan.");
            return ExitCode.DONE;
          });
    }
  }

  /** Shows clearings, or one with its steps. */
  @Command(
      name = "show",
      description = "列出清算，或显示一笔及其经过 / List clearings, or show one with its steps.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing show --county 410122 --month 2026-09 \\",
        "      --token-file clerk.token",
        "  ./yizhan clearing show 01K9ZQXAMPLE --lang en --token-file clerk.token"
      })
  static final class Show implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();
    @Mixin private ClearingCalls which = new ClearingCalls();

    @Parameters(
        arity = "0..1",
        paramLabel = "ID",
        description = "清算编号；不写则列出 / One of them; a list without.")
    private String id = "";

    @Mixin private LanguageOption language = new LanguageOption(Language.both);

    @Override
    public Integer call() throws Exception {
      return RemoteGateway.run(
          spec,
          () -> {
            if (id.isEmpty()) {
              var all = which.list(gateway, spec, ClearingState.CLEARING_STATE_UNSPECIFIED);
              for (Language each : language.each()) {
                new ClearingText(spec.commandLine().getOut(), each).list(all);
              }
            } else {
              var found = ClearingCalls.find(gateway, id);
              for (Language each : language.each()) {
                new ClearingText(spec.commandLine().getOut(), each).details(found);
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
        "导出付款文件：已审批待付且未入其他文件的，每收款方每基金一行，末行合计 / Write the payment file: what is approved, "
            + "unpaid and in no other, a row a payee and fund, the total last."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing export --county 410122 --out pay.csv --request-id f-1 \\",
        "      --token-file clerk.token"
      })
  static final class Export implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Mixin private CountyOption county = new CountyOption();

    @Mixin private OutOption out = new OutOption();

    @Mixin private ReplacesOption replaces = new ReplacesOption();

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      out.requireRoom(spec);
      ExportPaymentsRequest request =
          ExportPaymentsRequest.newBuilder()
              .setRequestId(requestId.id())
              .setCountyCode(county.code())
              .setReplacesFileId(replaces.fileId())
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            ExportPaymentsResponse file =
                ClearingCalls.call(gateway, stub -> stub.exportPayments(request));
            byte[] content = file.getContent().toByteArray();
            if (!out.write(spec, file.getFileId(), content, requestId.id())) {
              return ExitCode.UNAVAILABLE;
            }
            spec.commandLine()
                .getOut()
                .println(
                    "文件 file "
                        + file.getFileId()
                        + ": "
                        + file.getRowCount()
                        + " 行 rows, 合计 total "
                        + Yuan.format(file.getTotalFen())
                        + System.lineSeparator()
                        + "SHA-256 "
                        + file.getContentSha256());
            if (file.getWithoutAccountCount() > 0) {
              spec.commandLine()
                  .getErr()
                  .println(
                      file.getWithoutAccountCount()
                          + " 行没有收款账户，见 clearing account。"
                          + file.getWithoutAccountCount()
                          + " rows name a payee without a bank account: see clearing account.");
            }
            return ExitCode.DONE;
          });
    }
  }
}
