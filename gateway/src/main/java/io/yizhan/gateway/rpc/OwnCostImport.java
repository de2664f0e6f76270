package io.yizhan.gateway.rpc;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.HighCostStore;
import io.yizhan.gateway.desk.HighCostStore.OwnCost;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ImportOwnCostsResponse;
import io.yizhan.proto.v1.OwnCostRefusal;
import io.yizhan.proto.v1.Sentence;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One import of totals, a line a message. A person has one total of a county and year: a second
 * line, by whichever document, is refused, and the first one stands.
 */
final class OwnCostImport extends ImportStream<ImportOwnCostsRequest> {
  /** Lines kept that are remembered; a person of a later one may come twice. */
  private static final int REMEMBERED_MAX = 500_000;

  private final HighCostStore store;
  private final InstantSource clock;
  private final Caller caller;
  private final ServerCallStreamObserver<ImportOwnCostsResponse> call;
  private final ImportOwnCostsResponse.Builder reply = ImportOwnCostsResponse.newBuilder();

  /** Whose total of a county and year this import has kept: ids of persons. */
  private final Map<CountyYear, Set<String>> kept = new HashMap<>();

  /** Where and when a person has one total. */
  private record CountyYear(String county, int year) {}

  OwnCostImport(
      HighCostStore store,
      CallRunner runner,
      InstantSource clock,
      Caller caller,
      BooleanSupplier stillKnown,
      ServerCallStreamObserver<ImportOwnCostsResponse> call) {
    super(runner, stillKnown, call);
    this.store = store;
    this.clock = clock;
    this.caller = caller;
    this.call = call;
  }

  @Override
  void work(ImportOwnCostsRequest request) {
    Violations violations = new Violations();
    OwnCost cost = HighCostReader.cost(request, caller, violations);
    if (violations.count() > 0) {
      BadRequest.FieldViolation first = violations.first();
      refuse(first.getField(), Wire.sentence("BAD_REQUEST", first.getDescription()));
    } else {
      keep(cost);
    }
  }

  private void keep(OwnCost cost) {
    Set<String> before =
        kept.computeIfAbsent(new CountyYear(cost.county(), cost.year()), each -> new HashSet<>());
    Optional<String> personId = store.keep(cost, before, caller.callerId(), clock.instant());
    if (personId.isEmpty()) {
      refuse(
          "own_cost.person_document",
          Wire.sentence(
              "LISTED_TWICE",
              "与前面某行是同一人，前面一行的合计已导入，本行未导入",
              "must not be of the person of a line before, whose total was kept"));
      return;
    }
    if (reply.getKeptCount() < REMEMBERED_MAX) {
      before.add(personId.get());
    }
    reply.setKeptCount(reply.getKeptCount() + 1);
  }

  private void refuse(String field, Sentence sentence) {
    reply.setRefusedCount(reply.getRefusedCount() + 1);
    if (reply.getRefusalsCount() < REFUSALS_NAMED_MAX) {
      reply.addRefusals(
          OwnCostRefusal.newBuilder()
              .setPlaceNumber(place())
              .setField(field)
              .setSentence(sentence));
    }
  }

  @Override
  void finish() {
    if (end()) {
      call.onNext(reply.build());
      call.onCompleted();
    }
  }

  @Override
  StatusRuntimeException explain(StatusRuntimeException failure) {
    return Failure.afterHandled(failure, place() - 1, "行", "line");
  }
}
