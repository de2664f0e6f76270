package io.yizhan.gateway.cli;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.PostingDayState;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Closes a day. */
@Command(
    name = "close",
    description = "关账，之前各日一并关 / Close a day, and all before it.",
    footer = {"", "例 / Example:", "  ./yizhan day close 2026-11-28 --token-file operator.token"})
final class DayCloseCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Parameters(
      paramLabel = "DATE",
      converter = DayOptions.Day.class,
      description = "记账日 / The posting day.")
  private LocalDate day = LocalDate.EPOCH;

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          var closed =
              DayCommand.call(
                      gateway,
                      stub ->
                          stub.closePostingDay(
                              ClosePostingDayRequest.newBuilder()
                                  .setPostingDate(WireDate.of(day))
                                  .build()))
                  .getDay();
          boolean done = closed.getState() == PostingDayState.POSTING_DAY_STATE_CLOSED;
          spec.commandLine()
              .getOut()
              .println(
                  done
                      ? day
                          + " 已关账，"
                          + closed.getLineCount()
                          + " 笔 / closed, "
                          + closed.getLineCount()
                          + " lines"
                      : day + " 关账中：有业务尚未办完 / closing: bookings are under way");
          return done ? ExitCode.DONE : ExitCode.NO;
        });
  }
}
