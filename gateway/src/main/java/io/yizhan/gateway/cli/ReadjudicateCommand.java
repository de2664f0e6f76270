package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.cli.ReadjudicateSubjects.Previewed;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc.ReadjudicationServiceBlockingStub;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** When the past changes: shows what deciding afresh corrects, and books what was shown. */
@Command(
    name = "readjudicate",
    description = {
      "重新核算：先预览，照预览的哈希入账 / Decide afresh what was settled: shows what would be "
          + "corrected; with --book, books exactly that. Nothing is written without --book."
    },
    footer = {
      "",
      "例 / Example:",
      "  ./yizhan readjudicate --county 410105 --from 2026-01-01 \\",
      "      --token-file office.token",
      "  ./yizhan readjudicate --documents persons.txt --token-file office.token",
      "  ./yizhan readjudicate --settlement ID --token-file office.token --book \\",
      "      --period 2026-11 --hash HASH --by 王 --reason 身份追溯认定 \\",
      "      --request-id re-1"
    },
    subcommands = {ReadjudicateNoticesCommand.class})
final class ReadjudicateCommand implements Callable<Integer> {
  private static final String TOKEN_FILE = "--token-file";

  /** With the id of a circle behind it, at most what a request id may have. */
  private static final int REQUEST_ID_CHARACTERS_MAX = 32;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Mixin private RemoteGateway gateway = new RemoteGateway();

  @Option(
      names = "--settlement",
      paramLabel = "ID",
      description = "这笔结算的人，可重复 / The person of this settlement; may be repeated.")
  private List<String> settlements = List.of();

  @Option(
      names = "--documents",
      paramLabel = "FILE",
      description = {
        "证件文件，每行一个证件号（或 类型,号码），至多 1000 行 / Persons: a document number (or KIND,NUMBER) a "
            + "line, at most 1,000."
      })
  private @Nullable Path documents;

  @Option(
      names = "--county",
      paramLabel = "CODE",
      description = "此县区所有受影响的人 / All whom it affects in this county or region.")
  private String county = "";

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "记账日自，默认一年前 / Posted from this day on; a year before the last.")
  private @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "记账日至，默认当前记账日 / Posted up to this day; the open one if not given.")
  private @Nullable LocalDate to;

  @Option(
      names = "--policy",
      paramLabel = "CODE",
      description = "只看此政策裁定的结算 / Only what this policy decided.")
  private String policy = "";

  @Mixin private LanguageOption language = new LanguageOption(Language.both);

  @Option(names = "--book", description = "照哈希入账 / Book what has the hash.")
  private boolean book;

  @Option(
      names = "--hash",
      paramLabel = "HASH",
      description = "预览显示的哈希 / The hash that the preview showed.")
  private String hash = "";

  @Option(
      names = "--period",
      paramLabel = "YYYY-MM",
      description = "记账月份，须未关账 / The open month in which it counts.")
  private String period = "";

  @Option(names = "--by", paramLabel = "NAME", description = "经办人 / Who books.")
  private String by = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "原因 / Why.")
  private String reason = "";

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description = "请求号，至多 32 字符；重发用同一个 / The request's id; repeat it to send again.")
  private String requestId = "";

  /** The command; its notices are asked with a token of their own. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new ReadjudicateCommand());
    CommandSpec spec = line.getCommandSpec();
    OptionSpec token = spec.findOption(TOKEN_FILE);
    spec.remove(token);
    spec.addOption(OptionSpec.builder(token).required(false).build());
    return line;
  }

  @Override
  public Integer call() throws Exception {
    requireOptions();
    SortedMap<Integer, PersonDocument> persons = persons();
    return RemoteGateway.run(
        spec,
        () ->
            gateway.call(
                channel -> {
                  ReadjudicationServiceBlockingStub stub =
                      ReadjudicationServiceGrpc.newBlockingStub(channel);
                  Previewed previewed = preview(stub, persons);
                  show(previewed);
                  return book ? booked(stub, previewed) : ExitCode.DONE;
                }));
  }

  private void requireOptions() {
    int subjects =
        (settlements.isEmpty() ? 0 : 1) + (documents == null ? 0 : 1) + (county.isEmpty() ? 0 : 1);
    if (subjects != 1) {
      throw wrong(
          "--settlement、--documents、--county 三者选一。One of --settlement, --documents and"
              + " --county must be given.");
    }
    if (county.isEmpty() && (from != null || to != null || !policy.isEmpty())) {
      throw wrong(
          "--from、--to、--policy 只与 --county 同用。--from, --to and --policy go with --county.");
    }
    if (!spec.commandLine().getParseResult().hasMatchedOption(TOKEN_FILE)) {
      throw wrong("--token-file 必须给出。--token-file must be given.");
    }
    boolean complete =
        !hash.isEmpty()
            && !period.isEmpty()
            && !by.isEmpty()
            && !reason.isEmpty()
            && !requestId.isEmpty();
    if (book && !complete) {
      throw wrong(
          "--book 需要 --hash、--period、--by、--reason、--request-id。--book needs --hash, --period,"
              + " --by, --reason and --request-id.");
    }
    if (requestId.length() > REQUEST_ID_CHARACTERS_MAX) {
      throw wrong("--request-id 至多 32 字符。--request-id must have at most 32 characters.");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private SortedMap<Integer, PersonDocument> persons() throws IOException {
    return documents == null ? new TreeMap<>() : ReadjudicateSubjects.documents(spec, documents);
  }

  private Previewed preview(
      ReadjudicationServiceBlockingStub stub, SortedMap<Integer, PersonDocument> persons) {
    ReadjudicateSubjects subjects =
        new ReadjudicateSubjects(
            stub, problem -> spec.commandLine().getErr().println("yizhan: " + problem));
    settlements.forEach(subjects::ofSettlement);
    persons.forEach((line, person) -> subjects.ofPerson(person, line));
    if (!county.isEmpty()) {
      LocalDate last =
          to != null
              ? to
              : DayCommand.openDay(stub.getChannel(), LocalDateTime.now(SettlementDesk.CIVIL_ZONE));
      LocalDate first = from != null ? from : last.minusYears(1);
      if (first.isAfter(last)) {
        throw wrong(
            "--from " + first + " 晚于 --to " + last + "，应不晚于它。--from must not be after --to.");
      }
      subjects.ofSpan(county, policy, first, last);
    }
    return subjects.previewed();
  }

  private void show(Previewed previewed) {
    for (Language each : language.each()) {
      ReadjudicateText text = new ReadjudicateText(spec.commandLine().getOut(), each);
      previewed.circles().forEach(text::circle);
      text.sum(previewed);
    }
  }

  /** Books each circle by its own hash, once all of them together are what was shown. */
  private int booked(ReadjudicationServiceBlockingStub stub, Previewed previewed) {
    PrintWriter err = spec.commandLine().getErr();
    if (previewed.bookable().isEmpty()) {
      spec.commandLine().getOut().println("没有可入账的。Nothing is left to book.");
      return previewed.leftCount() == 0 ? ExitCode.DONE : ExitCode.NO;
    }
    if (!previewed.sha256().equals(hash)) {
      err.println(
          "yizhan: 预览之后情况有变，未作任何更正。It would now book something else than the hash stands"
              + " for; nothing was booked. [PREVIEW_SUPERSEDED]");
      return ExitCode.NO;
    }
    int refused = 0;
    int corrections = 0;
    for (Readjudication circle : previewed.bookable()) {
      try {
        corrections += book(stub, circle).getCorrectionsCount();
      } catch (StatusRuntimeException no) {
        if (RemoteGateway.exitCodeOf(no) != ExitCode.NO) {
          throw no;
        }
        refused++;
        err.println("yizhan: " + circle.getSettlementId() + ": " + RemoteGateway.sentenceOf(no));
      }
    }
    int done = previewed.bookable().size() - refused;
    spec.commandLine()
        .getOut()
        .println(
            "已入账 booked: "
                + done
                + " 组 circles, "
                + corrections
                + " 笔更正 corrections; 未入账 not booked: "
                + (refused + previewed.leftCount()));
    return refused + previewed.leftCount() == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  private BookReadjudicationResponse book(
      ReadjudicationServiceBlockingStub stub, Readjudication circle) {
    return stub.bookReadjudication(
        BookReadjudicationRequest.newBuilder()
            .setRequestId(requestId + "-" + circle.getSettlementId())
            .setSettlementId(circle.getSettlementId())
            .setPreviewSha256(circle.getPreviewSha256())
            .setAccountingPeriod(period)
            .setOperatorId(by)
            .setReason(reason)
            .build());
  }
}
