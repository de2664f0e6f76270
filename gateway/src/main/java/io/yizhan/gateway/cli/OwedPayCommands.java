package io.yizhan.gateway.cli;

import io.yizhan.gateway.desk.Sha256;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.TakeBackPaymentRequest;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Payments of what is owed, as they are typed. */
final class OwedPayCommands {
  /** How much of a hash tells requests apart. */
  private static final int ID_DIGITS = 40;

  private OwedPayCommands() {}

  /** Records payments. */
  @Command(
      name = "pay",
      description = {
        "登记支付：一笔写编号与金额，或用 --file 登记付款文件所列各笔 / Record what was paid: of one an amount, or "
            + "with --file what the payment file names, of all or of one ID. 已列入付款文件的须写 --file "
            + "/ What a file names is recorded with --file."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan owed pay --file 01K9ZQXAMPLE --bank-reference B-77 --note 代发 \\",
        "      --request-id p-1 --token-file clerk.token",
        "  ./yizhan owed pay 01K9ZQXAMPLE --amount 100.00 --note 收据12号 \\",
        "      --request-id p-2 --token-file clerk.token"
      })
  static final class Pay implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "编号 / Which.")
    private String id = "";

    @Option(
        names = "--file",
        paramLabel = "FILE-ID",
        description = "按此付款文件支付 / By this payment file.")
    private String file = "";

    @Option(
        names = "--amount",
        paramLabel = "YUAN",
        description = "支付的金额（元），只限一笔 / Of one: what was paid, yuan.")
    private String amount = "";

    @Option(
        names = "--bank-reference",
        paramLabel = "REF",
        description = {
          "银行流水号，写明则与银行对账 / The bank's reference: it is then compared with the bank's "
              + "statement."
        })
    private String bankReference = "";

    @Mixin private BankDayOption bankDay = new BankDayOption();

    @Option(
        names = "--note",
        required = true,
        paramLabel = "TEXT",
        description = "如何支付 / How it was paid, for the record.")
    private String note = "";

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      boolean one = !id.isEmpty() && file.isEmpty();
      if ((one && amount.isEmpty()) || (!one && (file.isEmpty() || !amount.isEmpty()))) {
        throw new ParameterException(
            spec.commandLine(),
            "写一个编号和 --amount，或写 --file / name one with its --amount, or a --file");
      }
      long partFen = amount.isEmpty() ? 0 : AmountOption.fen(spec, "--amount", amount);
      return RemoteGateway.run(
          spec,
          () -> {
            List<Receivable> chosen = chosen();
            if (chosen.isEmpty()) {
              spec.commandLine()
                  .getErr()
                  .println(
                      "yizhan: 付款文件 "
                          + file
                          + " 现在没有列名这些待付款（已登记、已替换，或不是您的文件），未作登记。The payment"
                          + " file names nothing of it now: it was recorded or replaced, or is not"
                          + " yours. Nothing was recorded.");
              return ExitCode.NO;
            }
            List<Receivable> paid = new ArrayList<>();
            long fen = 0;
            try {
              for (Receivable each : chosen) {
                long owedFen = file.isEmpty() ? partFen : each.getPaymentFileFen();
                paid.add(pay(each, owedFen));
                fen = Math.addExact(fen, owedFen);
              }
            } finally {
              sayUnfinished(paid.size(), chosen.size());
            }
            spec.commandLine()
                .getOut()
                .println(
                    "已登记支付 "
                        + paid.size()
                        + " 笔，"
                        + Yuan.format(fen)
                        + " 元，尚欠 "
                        + Yuan.format(OwedCalls.outstandingFen(paid))
                        + " 元。"
                        + System.lineSeparator()
                        + paid.size()
                        + " paid, "
                        + Yuan.format(fen)
                        + " yuan, still owed "
                        + Yuan.format(OwedCalls.outstandingFen(paid))
                        + ".");
            return file.isEmpty() || chosen().isEmpty() ? ExitCode.DONE : stillNamed();
          });
    }

    /** Where it breaks off on the way, how far it came. */
    private void sayUnfinished(int paidCount, int chosenCount) {
      if (paidCount < chosenCount && paidCount > 0) {
        spec.commandLine()
            .getErr()
            .println(
                "yizhan: 已登记 "
                    + paidCount
                    + " 笔，其余 "
                    + (chosenCount - paidCount)
                    + " 笔没有确认；用同一请求号和同一 --bank-day 重发。So many are recorded, the rest is"
                    + " not confirmed: send it again with the same request id and --bank-day.");
      }
    }

    /** A request id that was used before a payment was taken back answers what was then. */
    private int stillNamed() {
      spec.commandLine()
          .getErr()
          .println(
              "yizhan: 付款文件 "
                  + file
                  + " 仍列有这些待付款：此请求号以前用过，请换一个新的请求号。The payment file still"
                  + " names some of it: this request id was used before. Take a new one.");
      return ExitCode.NO;
    }

    private List<Receivable> chosen() throws Exception {
      if (file.isEmpty()) {
        return List.of(OwedCalls.find(gateway, id).getReceivable());
      }
      return OwedCalls.list(
              gateway, ListReceivablesRequest.newBuilder().setPaymentFileId(file).setOpenOnly(true))
          .stream()
          .filter(each -> id.isEmpty() || each.getReceivableId().equals(id))
          .toList();
    }

    /** Of a file each has an id of its own, short enough, the same when the command is repeated. */
    private Receivable pay(Receivable of, long fen) throws Exception {
      RecordPaymentRequest.Builder request =
          RecordPaymentRequest.newBuilder()
              .setRequestId(
                  file.isEmpty()
                      ? requestId.id()
                      : "owed-"
                          + Sha256.hexOf(requestId.id() + "/" + of.getReceivableId())
                              .substring(0, ID_DIGITS))
              .setReceivableId(of.getReceivableId())
              .setAmountFen(fen)
              .setNote(note)
              .setBankReference(bankReference)
              .setPaymentFileId(file);
      bankDay.day().ifPresent(request::setBankDate);
      return OwedCalls.call(gateway, stub -> stub.recordPayment(request.build())).getReceivable();
    }
  }

  /** Takes a recorded payment back. */
  @Command(
      name = "take-back",
      description = {
        "撤销一笔支付登记：登记有误，或被银行退汇 / Take back a recorded payment, whole: it never was, or "
            + "the bank sent it back (--bank-reference)."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan owed take-back 01K9ZQXAMPLE --entry 01K9ZQPAYMENT \\",
        "      --reason 户名不符 --bank-reference R-12 --request-id t-1 \\",
        "      --token-file clerk.token"
      })
  static final class TakeBack implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "编号 / Which.")
    private String id = "";

    @Option(
        names = "--entry",
        required = true,
        paramLabel = "ENTRY-ID",
        description = "支付的登记编号，见 owed list ID / The payment's entry: owed list ID shows it.")
    private String entry = "";

    @Mixin private ReasonOption reason = new ReasonOption();

    @Mixin private SentBackOption sentBack = new SentBackOption();
    @Mixin private BankDayOption bankDay = new BankDayOption();
    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      TakeBackPaymentRequest.Builder request =
          TakeBackPaymentRequest.newBuilder()
              .setRequestId(requestId.id())
              .setReceivableId(id)
              .setEntryId(entry)
              .setNote(reason.text())
              .setBankReference(sentBack.bankReference());
      bankDay.day().ifPresent(request::setBankDate);
      return RemoteGateway.run(
          spec,
          () -> {
            Receivable after =
                OwedCalls.call(gateway, stub -> stub.takeBackPayment(request.build()))
                    .getReceivable();
            new OwedText(spec.commandLine().getOut(), Language.zh).list(List.of(after));
            return ExitCode.DONE;
          });
    }
  }

  /** Writes a part off. */
  @Command(
      name = "write-off",
      description = "核销：由所写资金承担 / Write an amount off: the named fund bears it.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan owed write-off 01K9ZQXAMPLE --amount 200.00 --fund 610100@410122 \\",
        "      --reason 家庭无力偿还 --request-id w-1 --token-file clerk.token"
      })
  static final class WriteOff implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "编号 / Which.")
    private String id = "";

    @Mixin private AmountOption amount = new AmountOption();

    @Option(
        names = "--fund",
        required = true,
        paramLabel = "CODE",
        description = "承担的资金，如 610100@410122 / The fund that bears it.")
    private String fund = "";

    @Mixin private ReasonOption reason = new ReasonOption();
    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      WriteOffReceivableRequest request =
          WriteOffReceivableRequest.newBuilder()
              .setRequestId(requestId.id())
              .setReceivableId(id)
              .setAmountFen(amount.fen(spec))
              .setFundCode(fund)
              .setReason(reason.text())
              .build();
      return RemoteGateway.run(
          spec,
          () -> {
            Receivable after =
                OwedCalls.call(gateway, stub -> stub.writeOffReceivable(request)).getReceivable();
            new OwedText(spec.commandLine().getOut(), Language.zh).list(List.of(after));
            return ExitCode.DONE;
          });
    }
  }
}
