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
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** One import of totals, a line a message. */
final class OwnCostImport extends ImportStream<ImportOwnCostsRequest> {
  private final HighCostStore store;
  private final InstantSource clock;
  private final Caller caller;
  private final ServerCallStreamObserver<ImportOwnCostsResponse> call;
  private final ImportOwnCostsResponse.Builder reply = ImportOwnCostsResponse.newBuilder();

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
      refuse(first.getField(), first.getDescription());
    } else {
      store.keep(cost, caller.callerId(), clock.instant());
      reply.setKeptCount(reply.getKeptCount() + 1);
    }
  }

  /** The description is "Chinese / English". */
  private void refuse(String field, String description) {
    reply.setRefusedCount(reply.getRefusedCount() + 1);
    if (reply.getRefusalsCount() < REFUSALS_NAMED_MAX) {
      reply.addRefusals(
          OwnCostRefusal.newBuilder()
              .setPlaceNumber(place())
              .setField(field)
              .setSentence(Wire.sentence("BAD_REQUEST", description)));
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
