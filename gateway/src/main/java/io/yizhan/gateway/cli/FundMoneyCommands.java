package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Appropriation;
import io.yizhan.proto.v1.AppropriationPart;
import io.yizhan.proto.v1.FundServiceGrpc;
import io.yizhan.proto.v1.FundServiceGrpc.FundServiceBlockingStub;
import io.yizhan.proto.v1.ListAppropriationsRequest;
import io.yizhan.proto.v1.ListAppropriationsResponse;
import io.yizhan.proto.v1.RecordAppropriationRequest;
import io.yizhan.proto.v1.RecordArrivalRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Appropriations, as they are typed: what is decided, what has come, what there is. */
final class FundMoneyCommands {
  private static final int PAGE_SIZE = 500;

  private FundMoneyCommands() {}

  /** Calls with a stub. */
  static <T> T call(RemoteGateway gateway, Function<FundServiceBlockingStub, T> call)
      throws IOException {
    return gateway.call(channel -> call.apply(FundServiceGrpc.newBlockingStub(channel)));
  }

  /** Prints appropriations with their parts. */
  private static void print(List<Appropriation> all, Language in, PrintWriter out) {
    AccountTable table = new AccountTable(out, 26, 19, -16, -16);
    table.line(
        in.of("编号", "id"), in.of("基金", "fund"), in.of("金额（元）", "amount"), in.of("已到", "come"));
    for (Appropriation each : all) {
      long arrivedFen =
          each.getPartsList().stream().mapToLong(AppropriationPart::getArrivedFen).sum();
      int year = each.getBudgetYear();
      table.whole(
          each.getAppropriationId(),
          each.getFundCode() + (year == 0 ? "" : " " + year),
          Yuan.format(each.getAmountFen()),
          Yuan.format(arrivedFen));
      for (AppropriationPart part : each.getPartsList()) {
        table.whole(
            "  " + part.getPartyCode(),
            "",
            Yuan.format(part.getAmountFen()),
            Yuan.format(part.getArrivedFen()));
      }
      DisplayWidth.wrap(
              "  " + WireDate.day(each.getEntryDate()) + " " + each.getDocumentNumber(),
              Terminal.COLUMNS_MAX)
          .forEach(out::println);
    }
  }

  /** Records money that was decided. */
  @Command(
      name = "appropriate",
      description = {
        "登记一笔拨付决定，按登记的分担比例分给各方 / Record money that was decided for a fund, split by the "
            + "shares that are kept (fund share)."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan fund appropriate --fund 610100@410122 --year 2026 \\",
        "      --amount 1000000.00 --document 财社〔2026〕12号 --request-id ap-1 \\",
        "      --token-file office.token"
      })
  static final class Appropriate implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Option(
        names = "--fund",
        required = true,
        paramLabel = "CODE",
        description = "基金，如 610100@410122 / The fund, as 610100@410122.")
    private String fund = "";

    @Option(
        names = "--year",
        paramLabel = "YEAR",
        description = "法定资金的年度；有限资金不写 / Of a statutory fund the year; none of a finite one.")
    private int year;

    @Mixin private AmountOption amount = new AmountOption();

    @Option(
        names = "--document",
        required = true,
        paramLabel = "TEXT",
        description = "决定文号 / The document that decides it.")
    private String document = "";

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      RecordAppropriationRequest request =
          RecordAppropriationRequest.newBuilder()
              .setRequestId(requestId.id())
              .setFundCode(fund)
              .setBudgetYear(year)
              .setAmountFen(amount.fen(spec))
              .setDocumentNumber(document)
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            Appropriation made =
                FundMoneyCommands.call(gateway, stub -> stub.recordAppropriation(request))
                    .getAppropriation();
            print(List.of(made), Language.zh, spec.commandLine().getOut());
            return ExitCode.DONE;
          });
    }
  }

  /** Records what a party has sent. */
  @Command(
      name = "arrive",
      description = {"登记某一方已到的款 / Record what a party has sent of its part."},
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan fund arrive 01K9ZQXAMPLE --party city --amount 500000.00 \\",
        "      --bank-reference B-12 --request-id ar-1 --token-file office.token"
      })
  static final class Arrive implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "拨付编号 / The appropriation.")
    private String id = "";

    @Option(
        names = "--party",
        required = true,
        paramLabel = "CODE",
        description = "来款方 / From which party.")
    private String party = "";

    @Mixin private AmountOption amount = new AmountOption();

    @Option(
        names = "--bank-reference",
        required = true,
        paramLabel = "REF",
        description = "银行流水号 / The bank's reference.")
    private String bankReference = "";

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      RecordArrivalRequest request =
          RecordArrivalRequest.newBuilder()
              .setRequestId(requestId.id())
              .setAppropriationId(id)
              .setPartyCode(party)
              .setAmountFen(amount.fen(spec))
              .setBankReference(bankReference)
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            Appropriation after =
                FundMoneyCommands.call(gateway, stub -> stub.recordArrival(request))
                    .getAppropriation();
            print(List.of(after), Language.zh, spec.commandLine().getOut());
            return ExitCode.DONE;
          });
    }
  }

  /** Lists appropriations. */
  @Command(
      name = "appropriations",
      description = "列出拨付，各方应拨与已到 / List appropriations, each party's part and what has come.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan fund appropriations --fund 610100@410122 --year 2026 \\",
        "      --token-file office.token"
      })
  static final class ListThem implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Option(names = "--fund", paramLabel = "CODE", description = "只此基金 / Only this fund.")
    private String fund = "";

    @Option(names = "--year", paramLabel = "YEAR", description = "只此年度 / Only this year.")
    private int year;

    @Mixin private LanguageOption language = new LanguageOption(Language.both);

    @Override
    public Integer call() throws Exception {
      return RemoteGateway.run(
          spec,
          () -> {
            List<Appropriation> all = FundMoneyCommands.call(gateway, this::list);
            for (Language each : language.each()) {
              print(all, each, spec.commandLine().getOut());
            }
            return ExitCode.DONE;
          });
    }

    private List<Appropriation> list(FundServiceBlockingStub stub) {
      List<Appropriation> all = new ArrayList<>();
      ListAppropriationsRequest.Builder request =
          ListAppropriationsRequest.newBuilder()
              .setFundCode(fund)
              .setBudgetYear(year)
              .setPageSize(PAGE_SIZE);
      ListAppropriationsResponse page;
      do {
        page = stub.listAppropriations(request.build());
        all.addAll(page.getAppropriationsList());
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
      return all;
    }
  }
}
