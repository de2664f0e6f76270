package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ListStatementsRequest;
import io.yizhan.proto.v1.ListStatementsResponse;
import io.yizhan.proto.v1.SentStatement;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists statements that were accepted. */
@Command(
    name = "statements",
    description = {
      "列出已收的对账单，哪些仍作数 / List the statements that were accepted, and which of them " + "count still."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan breaks statements --party hospital:H41010001 --from 2026-11-28 \\",
      "      --token-file his-h1.token"
    })
final class BreaksStatementsCommand implements Callable<Integer> {
  private static final int DAYS_COLUMNS = 23;
  private static final int COUNT_COLUMNS = 10;
  private static final int AMOUNT_COLUMNS = 20;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();
  @Mixin private PartyOption party = new PartyOption();
  @Mixin private DayOptions options = new DayOptions();

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          for (Language language : options.language.each()) {
            print(spec.commandLine().getOut(), language);
          }
          return ExitCode.DONE;
        });
  }

  private void print(PrintWriter out, Language language) throws IOException {
    out.println(
        DisplayWidth.padRight(language.of("日期", "days"), DAYS_COLUMNS)
            + DisplayWidth.padLeft(language.of("行数", "lines"), COUNT_COLUMNS)
            + DisplayWidth.padLeft(language.of("基金支付（元）", "funds, yuan"), AMOUNT_COLUMNS)
            + "  "
            + language.of("状态", "state"));
    ListStatementsRequest.Builder request =
        ListStatementsRequest.newBuilder()
            .setParty(party.read(spec))
            .setFromDate(WireDate.of(options.from))
            .setToDate(WireDate.of(options.last()))
            .setPageSize(BreaksCommand.PAGE_SIZE);
    ListStatementsResponse page;
    do {
      page = BreaksCommand.call(gateway, stub -> stub.listStatements(request.build()));
      page.getStatementsList().forEach(each -> print(out, language, each));
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
  }

  private static void print(PrintWriter out, Language language, SentStatement each) {
    String from = WireDate.day(each.getFromDate()).toString();
    String to = WireDate.day(each.getToDate()).toString();
    out.println(
        DisplayWidth.padRight(from.equals(to) ? from : from + " " + to, DAYS_COLUMNS)
            + DisplayWidth.padLeft(Integer.toString(each.getLineCount()), COUNT_COLUMNS)
            + DisplayWidth.padLeft(Yuan.format(each.getFundFen()), AMOUNT_COLUMNS)
            + "  "
            + (each.getCounts() ? language.of("作数", "counts") : language.of("已被取代", "replaced"))
            + (each.getPart() ? language.of("，部分", ", a part") : ""));
    out.println(
        "  "
            + each.getStatementId()
            + language.of(" 收于 ", " accepted ")
            + BreaksText.minute(BreaksText.time(each.getAcceptTime())));
  }
}
