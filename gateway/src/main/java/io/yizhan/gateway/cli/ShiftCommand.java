package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.CashierShift;
import io.yizhan.proto.v1.CloseShiftRequest;
import io.yizhan.proto.v1.GetShiftRequest;
import io.yizhan.proto.v1.ShiftState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Cashiers' shifts. */
@Command(
    name = "shift",
    description = "收费员交班 / Cashiers' shifts.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan shift close --hospital H410122001 --operator op1 --terminal T1 \\",
      "      --shift 早班 --request-id shift-1128-1 --token-file his.token"
    },
    subcommands = {ShiftCommand.Close.class, ShiftCommand.Print.class})
final class ShiftCommand {
  private ShiftCommand() {}

  /** Which shift. */
  static final class Which {
    @Option(
        names = "--hospital",
        required = true,
        paramLabel = "ID",
        description = "医院 / The hospital.")
    String hospital = "";

    @Option(
        names = "--operator",
        required = true,
        paramLabel = "ID",
        description = "收费员 / The cashier.")
    String operator = "";

    @Option(names = "--terminal", paramLabel = "ID", description = "窗口 / The counter.")
    String terminal = "";

    @Option(names = "--shift", paramLabel = "ID", description = "班次 / The shift.")
    String shift = "";

    @Mixin LanguageOption language = new LanguageOption(Language.zh);

    int print(CashierShift closed, CommandSpec spec) {
      for (Language each : language.each()) {
        new DayText(each, spec.commandLine().getOut()).shift(closed);
      }
      return closed.getState() == ShiftState.SHIFT_STATE_CLOSED ? ExitCode.DONE : ExitCode.NO;
    }
  }

  /** Closes one and prints it. */
  @Command(
      name = "close",
      description = "交班并打印 / Close a shift and print it.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan shift close --hospital H410122001 --operator op1 --terminal T1 \\",
        "      --shift 早班 --request-id shift-1128-1 --token-file his.token"
      })
  static final class Close implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();
    @Mixin private Which which = new Which();

    @Mixin private RequestIdOption requestId = new RequestIdOption();

    @Override
    public Integer call() throws Exception {
      CloseShiftRequest request =
          CloseShiftRequest.newBuilder()
              .setRequestId(requestId.id())
              .setHospitalId(which.hospital)
              .setOperatorId(which.operator)
              .setTerminalId(which.terminal)
              .setShiftId(which.shift)
              .build();
      return RemoteGateway.run(
          spec,
          () ->
              which.print(
                  DayCommand.call(gateway, stub -> stub.closeShift(request)).getShift(), spec));
    }
  }

  /** Prints one again. */
  @Command(
      name = "print",
      description = "重新打印交班单 / Print a closed shift again.",
      footer = {
        "",
        "例 / Example:",
        "  ./yizhan shift print --hospital H410122001 --operator op1 --terminal T1 \\",
        "      --shift 早班 --token-file his.token"
      })
  static final class Print implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin private RemoteGateway gateway = new RemoteGateway();
    @Mixin private Which which = new Which();

    @Option(
        names = "--part",
        paramLabel = "N",
        defaultValue = "0",
        description = "第几次交班，0 为最近 / Which closing; 0 is the newest.")
    private int part;

    @Override
    public Integer call() throws Exception {
      GetShiftRequest request =
          GetShiftRequest.newBuilder()
              .setHospitalId(which.hospital)
              .setOperatorId(which.operator)
              .setTerminalId(which.terminal)
              .setShiftId(which.shift)
              .setPart(part)
              .build();
      return RemoteGateway.run(
          spec,
          () ->
              which.print(
                  DayCommand.call(gateway, stub -> stub.getShift(request)).getShift(), spec));
    }
  }
}
