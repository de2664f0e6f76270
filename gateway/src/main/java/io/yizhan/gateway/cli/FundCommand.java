package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.FundAccount;
import io.yizhan.proto.v1.FundServiceGrpc;
import io.yizhan.proto.v1.ListFundAccountsRequest;
import io.yizhan.proto.v1.ListFundAccountsResponse;
import io.yizhan.proto.v1.RegionShare;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Accounts of funds. */
@Command(
    name = "fund",
    description = "资金账户：预算、支出、预留、应付、何时用完 / Funds: what they have, owe, and how long.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan fund list --token-file office.token",
      "  ./yizhan fund forecast --lang zh --token-file office.token"
    },
    subcommands = {
      FundCommand.Show.class,
      FundCommand.Forecast.class,
      FundShareCommand.class,
      FundMoneyCommands.Appropriate.class,
      FundMoneyCommands.Arrive.class,
      FundMoneyCommands.ListThem.class
    })
final class FundCommand {
  private static final int PAGE_SIZE = 500;

  private FundCommand() {}

  /** All accounts that the caller sees. */
  private static List<FundAccount> accounts(RemoteGateway gateway) throws IOException {
    return gateway.call(
        channel -> {
          List<FundAccount> all = new ArrayList<>();
          ListFundAccountsRequest.Builder request =
              ListFundAccountsRequest.newBuilder().setPageSize(PAGE_SIZE);
          ListFundAccountsResponse page;
          do {
            page = FundServiceGrpc.newBlockingStub(channel).listFundAccounts(request.build());
            all.addAll(page.getAccountsList());
            request.setPageToken(page.getNextPageToken());
          } while (!page.getNextPageToken().isEmpty());
          return all;
        });
  }

  private static String year(FundAccount account) {
    return account.getBudgetYear() == 0 ? "-" : Integer.toString(account.getBudgetYear());
  }

  /** Lists accounts. */
  @Command(
      name = "list",
      description = "列出资金账户 / List the accounts.",
      footer = {"", "例 / Example:", "  ./yizhan fund list --token-file office.token"})
  static final class Show implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Mixin private LanguageOption language = new LanguageOption(Language.both);

    @Override
    public Integer call() throws Exception {
      return RemoteGateway.run(
          spec,
          () -> {
            List<FundAccount> accounts = accounts(gateway);
            for (Language each : language.each()) {
              print(accounts, each, spec.commandLine().getOut());
            }
            return ExitCode.DONE;
          });
    }

    private static void print(List<FundAccount> accounts, Language in, PrintWriter out) {
      AccountTable table = new AccountTable(out, 19, 4, -17, -17, -19);
      table.line(
          in.of("基金", "fund"),
          in.of("年度", "year"),
          in.of("预算", "budget"),
          in.of("支出", "spent"),
          in.of("可用", "free"));
      table.line("", "", in.of("预留", "held"), in.of("应付医院", "owed"), in.of("已付医院", "paid"));
      for (FundAccount account : accounts) {
        table.whole(
            account.getFundCode(),
            year(account),
            Yuan.format(account.getBudgetFen()),
            Yuan.format(account.getSpentFen()),
            Yuan.format(account.getFreeFen()));
        table.line(
            "",
            "",
            Yuan.format(account.getHeldFen()),
            Yuan.format(account.getOwedToHospitalsFen()),
            Yuan.format(account.getPaidToHospitalsFen()));
        if (account.getAdvancedFen() != 0) {
          table.whole(
              "  " + in.of("预付未冲抵", "advanced"), "", "", "", Yuan.format(account.getAdvancedFen()));
        }
        for (RegionShare share : account.getSharesList()) {
          table.whole(
              "  " + share.getPartyCode() + (share.getWeight() == 0 ? "" : " " + share.getWeight()),
              "",
              Yuan.format(share.getDecidedFen()) + in.of(" 应拨", " due"),
              Yuan.format(share.getBearsFen()) + in.of(" 负担", " bears"),
              Yuan.format(share.getArrivedFen()) + in.of(" 已到", " come"));
        }
        if (account.hasWarning()) {
          out.println("  ! " + in.of(account.getWarning().getZh(), account.getWarning().getEn()));
        }
      }
    }
  }

  /** Says when funds run out. */
  @Command(
      name = "forecast",
      description = {
        "按此前 90 天的支出推算用完的日期 / The day on which each fund runs out at the pace of the "
            + "last 90 days; a fund that lasts has none."
      },
      footer = {"", "例 / Example:", "  ./yizhan fund forecast --token-file office.token"})
  static final class Forecast implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Mixin private LanguageOption language = new LanguageOption(Language.both);

    @Override
    public Integer call() throws Exception {
      return RemoteGateway.run(
          spec,
          () -> {
            List<FundAccount> accounts = accounts(gateway);
            for (Language each : language.each()) {
              print(accounts, each, spec.commandLine().getOut());
            }
            return ExitCode.DONE;
          });
    }

    private static void print(List<FundAccount> accounts, Language in, PrintWriter out) {
      AccountTable table = new AccountTable(out, 24, 4, -16, -16, -4, 11);
      table.line(
          in.of("基金", "fund"),
          in.of("年度", "year"),
          in.of("可用", "free"),
          in.of("近期支出", "spent"),
          in.of("天", "days"),
          in.of("用完", "runs out"));
      for (FundAccount account : accounts) {
        var forecast = account.getForecast();
        table.whole(
            account.getFundCode(),
            year(account),
            Yuan.format(account.getFreeFen()),
            Yuan.format(forecast.getWindowSpentFen()),
            Integer.toString(forecast.getWindowDays()),
            forecast.hasRunsOutDate()
                ? WireDate.day(forecast.getRunsOutDate()).toString()
                : in.of("够用", "lasts"));
      }
    }
  }
}
