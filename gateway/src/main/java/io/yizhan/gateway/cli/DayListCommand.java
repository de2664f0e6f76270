package io.yizhan.gateway.cli;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ListPostingDaysRequest;
import io.yizhan.proto.v1.ListPostingDaysResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists days. */
@Command(
    name = "list",
    description = "各记账日的状态 / Where each posting day stands.",
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan day list --from 2026-11-01 --to 2026-11-30 \\",
      "      --token-file operator.token"
    })
final class DayListCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();
  @Mixin private DayOptions options = new DayOptions();

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          for (Language language : options.language.each()) {
            print(new DayText(language, spec.commandLine().getOut()), language);
          }
          return ExitCode.DONE;
        });
  }

  private void print(DayText text, Language language) throws IOException {
    ListPostingDaysRequest.Builder request =
        ListPostingDaysRequest.newBuilder()
            .setFromDate(WireDate.of(options.from))
            .setToDate(WireDate.of(options.last()))
            .setPageSize(DayCommand.PAGE_SIZE);
    text.daysHeading();
    ListPostingDaysResponse page;
    do {
      page = DayCommand.call(gateway, stub -> stub.listPostingDays(request.build()));
      page.getDaysList().forEach(text::day);
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    spec.commandLine()
        .getOut()
        .println(
            language.of("日切 ", "cut-off ")
                + DayTime.text(page.getCutOffMinutes())
                + (page.hasLaterCutOffFromDate()
                    ? language.of("，自 ", ", from ")
                        + WireDate.day(page.getLaterCutOffFromDate())
                        + language.of(" 起 ", " on ")
                        + DayTime.text(page.getLaterCutOffMinutes())
                    : ""));
  }
}
