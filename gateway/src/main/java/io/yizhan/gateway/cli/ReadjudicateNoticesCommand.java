package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.BookedNotice;
import io.yizhan.proto.v1.ListReadjudicationNoticesRequest;
import io.yizhan.proto.v1.ListReadjudicationNoticesResponse;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc.ReadjudicationServiceBlockingStub;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What persons are told of booked re-adjudications. */
@Command(
    name = "notices",
    description = {
      "列出某月或某些人已入账的告知书，放入信函 / List the notices of what was booked in a month, or for "
          + "some persons, to be put into letters. They name nobody; the settlements say "
          + "whom each is for, and of persons the line of the file."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan readjudicate notices --period 2026-11 --token-file office.token",
      "  ./yizhan readjudicate notices --documents persons.txt \\",
      "      --token-file office.token"
    })
final class ReadjudicateNoticesCommand implements Callable<Integer> {
  private static final int PAGE_SIZE = 500;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Option(
      names = "--period",
      paramLabel = "YYYY-MM",
      description = "记账月份 / The month in which they count.")
  private String period = "";

  @Option(
      names = "--documents",
      paramLabel = "FILE",
      description = {
        "只列这些人的：每行一个证件号（或 类型,号码），至多 1000 行 / Of these persons alone: a document number "
            + "(or KIND,NUMBER) a line, at most 1,000."
      })
  private @Nullable Path documents;

  @Mixin private LanguageOption language = new LanguageOption(Language.zh);

  @Override
  public Integer call() throws Exception {
    if (period.isEmpty() && documents == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--period、--documents 至少写一个。One of --period and --documents must be given.");
    }
    SortedMap<Integer, PersonDocument> persons =
        documents == null ? new TreeMap<>() : ReadjudicateSubjects.documents(spec, documents);
    return RemoteGateway.run(
        spec,
        () ->
            gateway.call(
                channel -> {
                  var stub = ReadjudicationServiceGrpc.newBlockingStub(channel);
                  int count = documents == null ? print(stub, request()) : 0;
                  for (var person : persons.entrySet()) {
                    line(person.getKey());
                    count += print(stub, request().setPersonDocument(person.getValue()));
                  }
                  spec.commandLine().getOut().println("共 " + count + " 份 notices");
                  return ExitCode.DONE;
                }));
  }

  private ListReadjudicationNoticesRequest.Builder request() {
    return ListReadjudicationNoticesRequest.newBuilder()
        .setAccountingPeriod(period)
        .setPageSize(PAGE_SIZE);
  }

  /** Prints all that is asked for; answers how many. */
  private int print(
      ReadjudicationServiceBlockingStub stub, ListReadjudicationNoticesRequest.Builder request) {
    int count = 0;
    ListReadjudicationNoticesResponse page;
    do {
      page = stub.listReadjudicationNotices(request.build());
      page.getNoticesList().forEach(this::print);
      count += page.getNoticesCount();
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return count;
  }

  /** Whom the notices below are for: by the line, so that nobody is named. */
  private void line(int number) {
    spec.commandLine().getOut().println("第 " + number + " 行 line " + number);
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
