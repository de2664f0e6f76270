package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.ConfirmPayeeAccountRequest;
import io.yizhan.proto.v1.ListPayeeAccountsRequest;
import io.yizhan.proto.v1.ListPayeeAccountsResponse;
import io.yizhan.proto.v1.PayeeAccount;
import io.yizhan.proto.v1.PayeeAccountState;
import io.yizhan.proto.v1.PayeeServiceGrpc;
import io.yizhan.proto.v1.PayeeServiceGrpc.PayeeServiceBlockingStub;
import io.yizhan.proto.v1.ProposePayeeAccountRequest;
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

/** The bank accounts that payment files name: proposed by one person, confirmed by another. */
@Command(
    name = "account",
    description = {
      "收款账户：一人提出，另一人对照书面材料确认，付款文件即列出 / Payees' bank accounts: one person proposes, "
          + "another confirms with the paper in hand; payment files name them from then on."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan clearing account propose --county 410122 --hospital H41010001 \\",
      "      --bank 中国银行新密支行 --holder 新密市中医院 --number 253312345678 \\",
      "      --request-id pa-1 --token-file clerk.token"
    },
    subcommands = {
      PayeeCommands.Propose.class,
      PayeeCommands.Confirm.class,
      PayeeCommands.Show.class
    })
final class PayeeCommands {
  private static final int PAGE_SIZE = 500;
  private static final String INDENT = "  ";

  private PayeeCommands() {}

  private static <T> T call(RemoteGateway gateway, Function<PayeeServiceBlockingStub, T> call)
      throws IOException {
    return gateway.call(channel -> call.apply(PayeeServiceGrpc.newBlockingStub(channel)));
  }

  private static String state(PayeeAccountState state) {
    return switch (state) {
      case PAYEE_ACCOUNT_STATE_PROPOSED -> "待确认 proposed";
      case PAYEE_ACCOUNT_STATE_IN_FORCE -> "有效 in force";
      case PAYEE_ACCOUNT_STATE_REPLACED -> "已替代 replaced";
      case PAYEE_ACCOUNT_STATE_UNSPECIFIED, UNRECOGNIZED -> state.name();
    };
  }

  private static void print(PrintWriter out, PayeeAccount one) {
    out.println(
        one.getPayeeAccountId()
            + "  "
            + one.getCountyCode()
            + "  "
            + one.getHospitalId()
            + "  "
            + state(one.getState()));
    BankAccount account = one.getAccount();
    String confirmer = one.getConfirmerId();
    for (String line :
        List.of(
            account.getHolderName() + "  " + account.getNumber(),
            account.getBankName() + "  " + one.getBankCode(),
            "提出 by "
                + one.getProposerId()
                + (confirmer.isEmpty() ? "" : "，确认 confirmed by " + confirmer))) {
      DisplayWidth.wrap(line, Terminal.COLUMNS_MAX - INDENT.length())
          .forEach(part -> out.println(INDENT + part.strip()));
    }
  }

  /** Proposes one. */
  @Command(
      name = "propose",
      description = "提出一家医院的收款账户 / Propose the account to which a hospital is paid.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing account propose --county 410122 --hospital H41010001 \\",
        "      --bank 中国银行新密支行 --holder 新密市中医院 --number 253312345678 \\",
        "      --bank-code 104491012345 --request-id pa-1 --token-file clerk.token"
      })
  static final class Propose implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Mixin private CountyOption county = new CountyOption();
    @Mixin private HospitalOption hospital = new HospitalOption();

    @Option(
        names = "--bank",
        required = true,
        paramLabel = "NAME",
        description = "开户行 / The bank and its branch.")
    private String bank = "";

    @Option(
        names = "--holder",
        required = true,
        paramLabel = "NAME",
        description = "户名 / In whose name it is.")
    private String holder = "";

    @Option(
        names = "--number",
        required = true,
        paramLabel = "NUMBER",
        description = "账号，8–34 位，不含空格 / The number, 8 to 34 digits or letters, no blanks.")
    private String number = "";

    @Option(
        names = "--bank-code",
        paramLabel = "CODE",
        description = "联行号，12 位数字 / The branch's number in the payment system, 12 digits.")
    private String bankCode = "";

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      ProposePayeeAccountRequest request =
          ProposePayeeAccountRequest.newBuilder()
              .setRequestId(requestId.id())
              .setCountyCode(county.code())
              .setHospitalId(hospital.id())
              .setAccount(
                  BankAccount.newBuilder()
                      .setBankName(bank)
                      .setHolderName(holder)
                      .setNumber(number))
              .setBankCode(bankCode)
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            print(
                spec.commandLine().getOut(),
                PayeeCommands.call(gateway, stub -> stub.proposePayeeAccount(request))
                    .getPayeeAccount());
            return ExitCode.DONE;
          });
    }
  }

  /** Confirms one. */
  @Command(
      name = "confirm",
      description = {
        "由另一人确认；再输一次账号，须与提出的相同 / Confirm another's proposal; the number is typed again "
            + "and must be the same."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing account confirm 01K9ZQXAMPLE --number 253312345678 \\",
        "      --request-id pa-2 --token-file chief.token"
      })
  static final class Confirm implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "账户编号 / The account's id.")
    private String id = "";

    @Option(
        names = "--number",
        required = true,
        paramLabel = "NUMBER",
        description = "书面材料上的账号 / The number as the paper has it.")
    private String number = "";

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      ConfirmPayeeAccountRequest request =
          ConfirmPayeeAccountRequest.newBuilder()
              .setRequestId(requestId.id())
              .setPayeeAccountId(id)
              .setAccountNumber(number)
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            print(
                spec.commandLine().getOut(),
                PayeeCommands.call(gateway, stub -> stub.confirmPayeeAccount(request))
                    .getPayeeAccount());
            return ExitCode.DONE;
          });
    }
  }

  /** Lists them. */
  @Command(
      name = "list",
      description = "列出收款账户，含已替代的 / List payees' accounts, those that were replaced too.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing account list --county 410122 --token-file clerk.token"
      })
  static final class Show implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Option(
        names = "--county",
        paramLabel = "CODE",
        description = "只此支付方区划 / Only of this division.")
    private String county = "";

    @Option(names = "--hospital", paramLabel = "ID", description = "只此医院 / Only this hospital.")
    private String hospital = "";

    @Override
    public Integer call() throws Exception {
      return RemoteGateway.run(
          spec,
          () -> {
            PrintWriter out = spec.commandLine().getOut();
            List<PayeeAccount> all = all();
            all.forEach(each -> print(out, each));
            out.println("共 " + all.size() + " 个账户。" + all.size() + " accounts.");
            return ExitCode.DONE;
          });
    }

    private List<PayeeAccount> all() throws IOException {
      ListPayeeAccountsRequest.Builder request =
          ListPayeeAccountsRequest.newBuilder()
              .setCountyCode(county)
              .setHospitalId(hospital)
              .setPageSize(PAGE_SIZE);
      return PayeeCommands.call(
          gateway,
          stub -> {
            List<PayeeAccount> all = new ArrayList<>();
            ListPayeeAccountsResponse page;
            do {
              page = stub.listPayeeAccounts(request.build());
              all.addAll(page.getPayeeAccountsList());
              request.setPageToken(page.getNextPageToken());
            } while (!page.getNextPageToken().isEmpty());
            return all;
          });
    }
  }
}
