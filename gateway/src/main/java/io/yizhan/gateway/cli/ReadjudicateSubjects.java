package io.yizhan.gateway.cli;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PreviewReadjudicationResponse;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc.ReadjudicationServiceBlockingStub;
import io.yizhan.proto.v1.SettlementSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Whom a preview is about: each circle of persons who share accounts is decided once. */
final class ReadjudicateSubjects {
  /** So many circles are kept to be booked together; beyond, the span must be narrower. */
  static final int CIRCLES_MAX = 10_000;

  /** How long a span one call looks at. */
  private static final int SPAN_DAYS_MAX = 366;

  private static final int PAGE_SIZE = 500;
  private static final int PERSONS_MAX = 1_000;

  private final ReadjudicationServiceBlockingStub stub;
  private final Consumer<String> problems;
  private final Map<String, Readjudication> circles = new LinkedHashMap<>();
  private final Set<String> tooLarge = new LinkedHashSet<>();
  private int refusedCount;
  private int notYoursCount;

  ReadjudicateSubjects(ReadjudicationServiceBlockingStub stub, Consumer<String> problems) {
    this.stub = stub;
    this.problems = problems;
  }

  /**
   * What was shown.
   *
   * @param circles of which something changes or something is in the way
   * @param tooLarge settlements whose circle is not decided in one booking
   * @param refusedCount persons and settlements that could not be looked at
   * @param notYoursCount circles that another county has a part in
   */
  record Previewed(
      List<Readjudication> circles, List<String> tooLarge, int refusedCount, int notYoursCount) {
    Previewed {
      circles = List.copyOf(circles);
      tooLarge = List.copyOf(tooLarge);
    }

    /** Those that can be booked. */
    List<Readjudication> bookable() {
      return circles.stream()
          .filter(circle -> !circle.hasObstacle() && circle.getDifferencesCount() > 0)
          .toList();
    }

    /** How many cannot. */
    int leftCount() {
      long inTheWay = circles.stream().filter(Readjudication::hasObstacle).count();
      return Math.toIntExact(inTheWay) + tooLarge.size() + refusedCount + notYoursCount;
    }

    /** Stands for every amount that can be booked: of one circle its own, of several one of all. */
    String sha256() {
      List<String> each = bookable().stream().map(Readjudication::getPreviewSha256).toList();
      return each.size() == 1 ? each.get(0) : Sha256.hexOf(String.join("\n", each));
    }
  }

  Previewed previewed() {
    return new Previewed(
        circles.values().stream()
            .filter(circle -> circle.hasObstacle() || circle.getDifferencesCount() > 0)
            .toList(),
        List.copyOf(tooLarge),
        refusedCount,
        notYoursCount);
  }

  /** Adds the circle of a settlement's person. */
  void ofSettlement(String settlementId) {
    one(PreviewReadjudicationRequest.newBuilder().setSettlementId(settlementId), settlementId);
  }

  /** Adds the circle of a person; a problem names the line, not the person. */
  void ofPerson(PersonDocument document, int lineNumber) {
    one(
        PreviewReadjudicationRequest.newBuilder().setPersonDocument(document),
        "第 " + lineNumber + " 行 line " + lineNumber);
  }

  /** One that is refused is named, and keeps the others from nothing; no answer ends it all. */
  private void one(PreviewReadjudicationRequest.Builder request, String named) {
    try {
      keep(stub.previewReadjudication(request.build()));
    } catch (StatusRuntimeException refused) {
      if (RemoteGateway.exitCodeOf(refused) != ExitCode.NO) {
        throw refused;
      }
      refusedCount++;
      problems.accept(named + ": " + RemoteGateway.sentenceOf(refused));
    }
  }

  /** Adds all circles with a settlement of these days. */
  void ofSpan(String county, String policy, LocalDate from, LocalDate to) {
    for (LocalDate first = from; !first.isAfter(to); first = first.plusDays(SPAN_DAYS_MAX + 1)) {
      LocalDate last = first.plusDays(SPAN_DAYS_MAX);
      PreviewReadjudicationRequest.Builder request =
          PreviewReadjudicationRequest.newBuilder()
              .setSpan(
                  SettlementSpan.newBuilder()
                      .setFromDate(WireDate.of(first))
                      .setToDate(WireDate.of(last.isAfter(to) ? to : last))
                      .addRegionCodes(county)
                      .setPolicyCode(policy))
              .setPageSize(PAGE_SIZE);
      PreviewReadjudicationResponse page;
      do {
        page = stub.previewReadjudication(request.build());
        keep(page);
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
    }
  }

  private void keep(PreviewReadjudicationResponse page) {
    for (Readjudication circle : page.getReadjudicationsList()) {
      circles.putIfAbsent(circle.getSettlementId(), circle);
    }
    tooLarge.addAll(page.getTooLargeSettlementIdsList());
    notYoursCount = Math.addExact(notYoursCount, page.getNotYoursCount());
    if (circles.size() > CIRCLES_MAX) {
      throw new IllegalStateException(
          "变动超过 "
              + CIRCLES_MAX
              + " 组，请缩短起止日期。More than "
              + CIRCLES_MAX
              + " circles change: name fewer days.");
    }
  }

  /**
   * Documents from the lines of {@code --documents}: a resident id, or kind and number. By the
   * number of the line in the file, blank ones counted: whoever reads of a line looks there.
   */
  static SortedMap<Integer, PersonDocument> documents(CommandSpec spec, Path file)
      throws IOException {
    SortedMap<Integer, PersonDocument> documents = new TreeMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String text = line.replace("\uFEFF", "").strip();
      if (text.isEmpty()) {
        continue;
      }
      String[] parts = text.split("[,，\\s]+", 2);
      boolean withKind = parts.length == 2;
      documents.put(
          number,
          PersonDocument.newBuilder()
              .setKindCode(withKind ? parts[0] : "resident_id")
              .setNumber(withKind ? parts[1].strip() : parts[0])
              .build());
    }
    if (documents.size() > PERSONS_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--documents 至多 1000 行。--documents must have at most 1,000 lines.");
    }
    return documents;
  }
}
