package io.yizhan.gateway.cli;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.ListBreaksResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists breaks, the oldest first. */
@Command(
    name = "list",
    description = {
      "列出差异，旧者在前，并写明已几天、由谁提出处理 / List breaks, the oldest first, with their age and who "
          + "has prepared or approved what mends them."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan breaks list --party insurer:410122 --from 2026-11-01 \\",
      "      --to 2026-11-30 --older-than 3 --language en --token-file insurer.token"
    })
final class BreaksListCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();
  @Mixin private PartyOption party = new PartyOption();
  @Mixin private DayOptions options = new DayOptions();

  @Option(
      names = "--older-than",
      paramLabel = "DAYS",
      description = "只列已满这么多天的 / Only those that are at least so many days old.")
  private int olderThan;

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () -> {
          List<Break> breaks = new ArrayList<>();
          Instant asOf = read(breaks);
          breaks.sort(
              Comparator.comparing((Break each) -> BreaksText.time(each.getFoundTime()))
                  .thenComparing(Break::getBreakId));
          for (Language language : options.language.each()) {
            BreaksText text = new BreaksText(spec.commandLine().getOut(), language);
            breaks.forEach(each -> text.aged(each, asOf));
            text.count(breaks.size());
          }
          return breaks.isEmpty() ? ExitCode.DONE : ExitCode.NO;
        });
  }

  /** Reads those that are old enough; answers when they were compared. */
  private Instant read(List<Break> breaks) throws IOException {
    ListBreaksRequest.Builder request =
        ListBreaksRequest.newBuilder()
            .setParty(party.read(spec))
            .setFromDate(WireDate.of(options.from))
            .setToDate(WireDate.of(options.last()))
            .setPageSize(BreaksCommand.PAGE_SIZE);
    Duration age = Duration.ofDays(olderThan);
    Instant asOf;
    ListBreaksResponse page;
    do {
      page = BreaksCommand.call(gateway, stub -> stub.listBreaks(request.build()));
      asOf = BreaksText.time(page.getSummary().getAsOfTime());
      for (Break each : page.getBreaksList()) {
        if (!BreaksText.time(each.getFoundTime()).plus(age).isAfter(asOf)) {
          breaks.add(each);
        }
      }
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return asOf;
  }
}
