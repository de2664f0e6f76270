package io.yizhan.gateway.cli;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.SetCutOffRequest;
import io.yizhan.proto.v1.SetCutOffResponse;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets when days begin. */
@Command(
    name = "cut-off",
    description = "更改日切时间，自将来某日起 / Set when posting days begin, from a day to come.",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan day cut-off 17:30 --from 2026-12-01 --token-file operator.token"
    })
final class DayCutOffCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Parameters(
      paramLabel = "HH:MM",
      converter = DayTime.Minutes.class,
      description = "12:00–24:00 / From 12:00 to 24:00.")
  private int minutes;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      converter = DayOptions.Day.class,
      description = "自此日起 / From this civil day on.")
  private LocalDate from = LocalDate.EPOCH;

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          SetCutOffRequest request =
              SetCutOffRequest.newBuilder()
                  .setCutOffMinutes(minutes)
                  .setFromDate(WireDate.of(from))
                  .build();
          SetCutOffResponse set = DayCommand.call(gateway, stub -> stub.setCutOff(request));
          spec.commandLine()
              .getOut()
              .println(
                  WireDate.day(set.getLaterCutOffFromDate())
                      + " 起 from "
                      + DayTime.text(set.getLaterCutOffMinutes()));
          return ExitCode.DONE;
        });
  }
}
