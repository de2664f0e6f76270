package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.BookedNotice;
import io.yizhan.proto.v1.ListReadjudicationNoticesRequest;
import io.yizhan.proto.v1.ListReadjudicationNoticesResponse;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What persons are told of booked re-adjudications. */
@Command(
    name = "notices",
    description = {
      "列出某月已入账的告知书，放入信函 / List the notices of what was booked in a month, to be put",
      "into letters. They name nobody; the settlements say whom each is for."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan readjudicate notices --period 2026-11 --token-file office.token"
    })
final class ReadjudicateNoticesCommand implements Callable<Integer> {
  private static final int PAGE_SIZE = 500;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Option(
      names = "--period",
      required = true,
      paramLabel = "YYYY-MM",
      description = "记账月份 / The month in which they count.")
  private String period = "";

  @Mixin private LanguageOption language = new LanguageOption(Language.zh);

  @Override
  public Integer call() throws Exception {
    return RemoteGateway.run(
        spec,
        () ->
            gateway.call(
                channel -> {
                  var stub = ReadjudicationServiceGrpc.newBlockingStub(channel);
                  ListReadjudicationNoticesRequest.Builder request =
                      ListReadjudicationNoticesRequest.newBuilder()
                          .setAccountingPeriod(period)
                          .setPageSize(PAGE_SIZE);
                  int count = 0;
                  ListReadjudicationNoticesResponse page;
                  do {
                    page = stub.listReadjudicationNotices(request.build());
                    page.getNoticesList().forEach(this::print);
                    count += page.getNoticesCount();
                    request.setPageToken(page.getNextPageToken());
                  } while (!page.getNextPageToken().isEmpty());
                  spec.commandLine().getOut().println("共 " + count + " 份 notices");
                  return ExitCode.DONE;
                }));
  }

  private void print(BookedNotice booked) {
    for (Language each : language.each()) {
      ReadjudicateText text = new ReadjudicateText(spec.commandLine().getOut(), each);
      text.paragraph(each.of("入账 ", "booking ") + booked.getReadjudicationId());
      text.paragraph(
          each.of("结算 ", "settlements ")
              + String.join(" ", booked.getNotice().getSettlementIdsList()));
      text.paragraph(
          each.of("补支 ", "gets ")
              + Yuan.format(booked.getNotice().getSupplementFen())
              + each.of("，追回 ", ", owes ")
              + Yuan.format(booked.getNotice().getClawBackFen()));
      text.paragraph(each.of(booked.getNotice().getZh(), booked.getNotice().getEn()));
      text.paragraph("");
    }
  }
}
