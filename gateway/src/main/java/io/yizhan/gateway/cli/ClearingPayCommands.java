package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingEntry;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingStep;
import io.yizhan.proto.v1.GetClearingResponse;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.TakeClearingStepRequest;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Payments, disputes and other steps of clearings, as they are typed. */
final class ClearingPayCommands {
  private ClearingPayCommands() {}

  /** Records payments. */
  @Command(
      name = "pay",
      description = {
        "登记银行已付；不写金额则付清 / Record what the bank has paid: all that is left, or of one "
            + "clearing an amount. 付款文件所列较少时会被拒绝，按提示的金额写 --amount / Where its payment file "
            + "names less it is refused: type --amount with what the refusal says."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing pay 01K9ZQXAMPLE --amount 1000.00 --bank-reference B-77 \\",
        "      --request-id p-1 --token-file clerk.token"
      })
  static final class Pay implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "清算编号 / Which.")
    private List<String> ids = List.of();

    @Option(
        names = "--amount",
        paramLabel = "YUAN",
        description = "部分拨付的金额（元），只限一笔 / A part, yuan, of one clearing.")
    private String amount = "";

    @Option(
        names = "--bank-reference",
        required = true,
        paramLabel = "REF",
        description = "银行流水号 / The bank's reference.")
    private String bankReference = "";

    @Mixin private BankDayOption bankDay = new BankDayOption();
    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      if (!amount.isEmpty() && ids.size() != 1) {
        throw new ParameterException(
            spec.commandLine(), "--amount 只限一笔 / --amount is of one clearing");
      }
      long partFen = amount.isEmpty() ? 0 : AmountOption.fen(spec, "--amount", amount);
      return RemoteGateway.run(
          spec,
          () -> {
            PayClearingsRequest.Builder request =
                PayClearingsRequest.newBuilder()
                    .setRequestId(requestId.id())
                    .setBankReference(bankReference);
            bankDay.day().ifPresent(request::setBankDate);
            for (String id : ids) {
              request.addPayments(
                  ClearingPayment.newBuilder()
                      .setClearingId(id)
                      .setAmountFen(
                          partFen > 0 ? partFen : restFen(ClearingCalls.find(gateway, id))));
            }
            List<Clearing> paid =
                ClearingCalls.call(gateway, stub -> stub.payClearings(request.build()))
                    .getClearingsList();
            ClearingStepCommands.say(
                spec, "已登记拨付", "paid", paid.size(), ClearingCalls.unpaidFen(paid));
            return ExitCode.DONE;
          });
    }

    /**
     * What stands as paid with this reference, so that a repetition asks for the same; else all
     * that is left.
     */
    private long restFen(GetClearingResponse found) {
      long paidFen = paidFen(found, bankReference);
      return paidFen > 0 ? paidFen : found.getClearing().getUnpaidFen();
    }
  }

  /** What stands as paid of a clearing with a reference, fen. */
  private static long paidFen(GetClearingResponse found, String reference) {
    long fen = 0;
    for (ClearingEntry entry : found.getEntriesList()) {
      if (entry.getStep() == ClearingStep.CLEARING_STEP_PAY
          && entry.getBankReference().equals(reference)) {
        fen = Math.addExact(fen, entry.getAmountFen());
      } else if (entry.getStep() == ClearingStep.CLEARING_STEP_UNPAY
          && entry.getPaidBankReference().equals(reference)) {
        fen = Math.subtractExact(fen, entry.getAmountFen());
      }
    }
    return fen;
  }

  /** Takes back what was recorded as paid. */
  @Command(
      name = "unpay",
      description = {
        "撤销拨付登记：登记有误，或被银行退汇 / Take back a recorded payment: it never was, or the bank "
            + "sent it back (--bank-reference). 须重新复核、审批 / The clearing is checked and "
            + "approved anew."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing unpay 01K9ZQXAMPLE --paid-reference B-77 --amount 1000.00 \\",
        "      --reason 户名不符退汇 --bank-reference R-12 --request-id u-1 \\",
        "      --token-file clerk.token"
      })
  static final class Unpay implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "清算编号 / Which.")
    private String id = "";

    @Option(
        names = "--paid-reference",
        required = true,
        paramLabel = "REF",
        description = "登记拨付时的流水号 / The reference it was recorded with.")
    private String paidReference = "";

    @Option(
        names = "--amount",
        required = true,
        paramLabel = "YUAN",
        description = "登记的金额（元）/ The amount that was recorded, yuan.")
    private String amount = "";

    @Mixin private ReasonOption reason = new ReasonOption();

    @Mixin private SentBackOption sentBack = new SentBackOption();
    @Mixin private BankDayOption bankDay = new BankDayOption();
    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      TakeClearingStepRequest.Builder request =
          TakeClearingStepRequest.newBuilder()
              .setRequestId(requestId.id())
              .setClearingId(id)
              .setStep(ClearingStep.CLEARING_STEP_UNPAY)
              .setAmountFen(AmountOption.fen(spec, "--amount", amount))
              .setReason(reason.text())
              .setBankReference(sentBack.bankReference())
              .setPaidBankReference(paidReference);
      bankDay.day().ifPresent(request::setBankDate);
      return take(spec, gateway, request.build());
    }
  }

  /** Disputes. */
  @Command(
      name = "dispute",
      description = "提出争议，写明原因 / Dispute a clearing, with the reason.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing dispute 01K9ZQXAMPLE --reason 少算一笔 --request-id d-1 \\",
        "      --token-file hospital.token"
      })
  static final class Dispute implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "清算编号 / Which.")
    private String id = "";

    @Mixin private ReasonOption reason = new ReasonOption();

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      return take(
          spec,
          gateway,
          TakeClearingStepRequest.newBuilder()
              .setRequestId(requestId.id())
              .setClearingId(id)
              .setStep(ClearingStep.CLEARING_STEP_DISPUTE)
              .setReason(reason.text())
              .build());
    }
  }

  private static int take(CommandSpec spec, RemoteGateway gateway, TakeClearingStepRequest request)
      throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          Clearing after =
              ClearingCalls.call(gateway, stub -> stub.takeClearingStep(request)).getClearing();
          new ClearingText(spec.commandLine().getOut(), Language.zh).list(List.of(after));
          return ExitCode.DONE;
        });
  }

  /** What step is taken. */
  enum Word {
    deduct,
    waive,
    retain,
    release,
    offset,
    undo_offset,
    returned,
    repay,
    uphold,
    dismiss,
    withdraw;

    /** As it is typed; a word of the language cannot be a name in it. */
    @Override
    public String toString() {
      return this == returned ? "return" : name();
    }

    ClearingStep onTheWire() {
      return this == returned
          ? ClearingStep.CLEARING_STEP_RETURN
          : ClearingStep.valueOf("CLEARING_STEP_" + name().toUpperCase(Locale.ROOT));
    }
  }

  /** Takes any other step. */
  @Command(
      name = "step",
      description = {
        "扣款、保证金、冲抵、退回、争议处理等步骤 / Another step: a deduction, a deposit, an offset, a "
            + "return, the end of a dispute."
      },
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan clearing step 01K9ZQXAMPLE --take deduct --amount 300.00 \\",
        "      --reason 超标准收费 --request-id s-1 --token-file clerk.token"
      })
  static final class Step implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();

    @Parameters(paramLabel = "ID", description = "清算编号 / Which.")
    private String id = "";

    @Option(
        names = "--take",
        required = true,
        paramLabel = "STEP",
        description = "步骤 / One of: ${COMPLETION-CANDIDATES}.")
    private Word word = Word.deduct;

    @Option(names = "--amount", paramLabel = "YUAN", description = "金额（元）/ Yuan.")
    private String amount = "";

    @Mixin private ReasonOption reason = new ReasonOption();

    @Option(
        names = "--against",
        paramLabel = "ID",
        description = "冲抵哪一笔 / Of an offset, or its undoing: the advance or carried clearing.")
    private String against = "";

    @Option(
        names = "--bank-reference",
        paramLabel = "REF",
        description = "退款的银行流水号 / Of a repayment: the bank's reference.")
    private String bankReference = "";

    @Mixin private BankDayOption bankDay = new BankDayOption();
    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      TakeClearingStepRequest.Builder request =
          TakeClearingStepRequest.newBuilder()
              .setRequestId(requestId.id())
              .setClearingId(id)
              .setStep(word.onTheWire())
              .setAmountFen(amount.isEmpty() ? 0 : AmountOption.fen(spec, "--amount", amount))
              .setReason(reason.text())
              .setOtherClearingId(against)
              .setBankReference(bankReference);
      bankDay.day().ifPresent(request::setBankDate);
      return take(spec, gateway, request.build());
    }
  }
}
