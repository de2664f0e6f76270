package io.yizhan.gateway.acceptance;

import io.grpc.stub.StreamObserver;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.ImportOrder;
import io.yizhan.proto.v1.ImportRosterRequest;
import io.yizhan.proto.v1.ImportRosterResponse;
import io.yizhan.proto.v1.MeansCheck;
import io.yizhan.proto.v1.MeansCheckResult;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RosterChange;
import io.yizhan.proto.v1.RosterLine;
import io.yizhan.proto.v1.RosterRefusal;
import io.yizhan.proto.v1.RosterReplacement;
import io.yizhan.proto.v1.RosterServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lists as an office sends them. */
final class Rosters {
  private static final long ALL_SECONDS_MAX = 60;
  private static final int LINES_PER_MESSAGE = 1_000;

  private Rosters() {}

  /** The answers of one import. */
  record Answers(List<ImportRosterResponse> all) {
    ImportRosterResponse last() {
      return all.get(all.size() - 1);
    }

    List<RosterRefusal> refusals() {
      return all.stream().flatMap(each -> each.getRefusalsList().stream()).toList();
    }

    List<RosterChange> changes() {
      return all.stream().flatMap(each -> each.getChangesList().stream()).toList();
    }
  }

  static ImportOrder order(ImportMode mode) {
    return ImportOrder.newBuilder().setMode(mode).setSourceCode("civil_affairs_file").build();
  }

  /** The list is complete for the county, and whoever is not on it ends on this day. */
  static ImportOrder complete(ImportMode mode, String lastDay) {
    return order(mode).toBuilder()
        .setReplacement(
            RosterReplacement.newBuilder()
                .setCountyCode(Claims.COUNTY)
                .setLastDate(Claims.date(lastDay)))
        .build();
  }

  static RosterLine line(int number, PersonDocument person, Identity.Builder identity) {
    return RosterLine.newBuilder()
        .setLineNumber(number)
        .setPersonDocument(person)
        .setIdentity(identity)
        .build();
  }

  static RosterLine check(
      int number, PersonDocument person, String report, MeansCheckResult result, String day) {
    return RosterLine.newBuilder()
        .setLineNumber(number)
        .setPersonDocument(person)
        .setMeansCheck(
            MeansCheck.newBuilder()
                .setReportNumber(report)
                .setResult(result)
                .setCheckedDate(Claims.date(day))
                .setCountyCode(Claims.COUNTY))
        .build();
  }

  static Answers send(
      RosterServiceGrpc.RosterServiceStub stub, ImportOrder order, List<RosterLine> lines) {
    Collector collector = new Collector();
    StreamObserver<ImportRosterRequest> requests = stub.importRoster(collector);
    requests.onNext(ImportRosterRequest.newBuilder().setOrder(order).build());
    for (int i = 0; i < lines.size(); i += LINES_PER_MESSAGE) {
      requests.onNext(
          ImportRosterRequest.newBuilder()
              .addAllLines(lines.subList(i, Math.min(lines.size(), i + LINES_PER_MESSAGE)))
              .build());
    }
    requests.onCompleted();
    try {
      return collector.done.get(ALL_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new AssertionError(e);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static final class Collector implements StreamObserver<ImportRosterResponse> {
    private final List<ImportRosterResponse> answers = new ArrayList<>();
    private final CompletableFuture<Answers> done = new CompletableFuture<>();

    @Override
    public void onNext(ImportRosterResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable thrown) {
      done.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      done.complete(new Answers(List.copyOf(answers)));
    }
  }
}
