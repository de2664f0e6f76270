package io.yizhan.gateway.rpc;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.HighCostStore;
import io.yizhan.gateway.desk.HighCostStore.OwnCost;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ImportOwnCostsResponse;
import io.yizhan.proto.v1.OwnCostRefusal;
import java.time.InstantSource;

/**
 * One import of totals. Lines are kept one at a time and the next is asked for when the last is
 * kept, as {@link PersonImport} does: an import never holds more than one place of the pool.
 */
final class OwnCostImport implements StreamObserver<ImportOwnCostsRequest> {
  static final int REFUSALS_NAMED_MAX = 1_000;

  private final HighCostStore store;
  private final CallRunner runner;
  private final InstantSource clock;
  private final Caller caller;
  private final ServerCallStreamObserver<ImportOwnCostsResponse> call;
  private final ImportOwnCostsResponse.Builder reply = ImportOwnCostsResponse.newBuilder();

  // Guarded by this: the event loop and one worker meet here.
  private long place;
  private boolean busy;
  private boolean halfClosed;
  private boolean ended;

  OwnCostImport(
      HighCostStore store,
      CallRunner runner,
      InstantSource clock,
      Caller caller,
      ServerCallStreamObserver<ImportOwnCostsResponse> call) {
    this.store = store;
    this.runner = runner;
    this.clock = clock;
    this.caller = caller;
    this.call = call;
  }

  /** Begins: one message at a time. */
  void begin() {
    call.disableAutoRequest();
    call.setOnCancelHandler(this::cancelled);
    call.request(1);
  }

  @Override
  public void onNext(ImportOwnCostsRequest request) {
    synchronized (this) {
      if (ended) {
        return;
      }
      place++;
      busy = true;
    }
    runner.lookUpPatiently(() -> keep(request), this::fail);
  }

  private void keep(ImportOwnCostsRequest request) {
    Violations violations = new Violations();
    OwnCost cost = HighCostReader.cost(request, caller, violations);
    if (violations.count() > 0) {
      BadRequest.FieldViolation first = violations.first();
      refuse(first.getField(), first.getDescription());
    } else {
      store.keep(cost, caller.callerId(), clock.instant());
      synchronized (this) {
        reply.setKeptCount(reply.getKeptCount() + 1);
      }
    }
    next();
  }

  /** The description is "Chinese / English". */
  private synchronized void refuse(String field, String description) {
    reply.setRefusedCount(reply.getRefusedCount() + 1);
    if (reply.getRefusalsCount() < REFUSALS_NAMED_MAX) {
      int cut = description.indexOf(" / ");
      reply.addRefusals(
          OwnCostRefusal.newBuilder()
              .setPlaceNumber(place)
              .setField(field)
              .setSentence(
                  Wire.sentence(
                      "BAD_REQUEST",
                      cut < 0 ? description : description.substring(0, cut),
                      cut < 0 ? description : description.substring(cut + 3))));
    }
  }

  private void next() {
    boolean finish;
    synchronized (this) {
      busy = false;
      finish = halfClosed && !ended;
      ended |= finish;
    }
    if (finish) {
      answer();
    } else {
      call.request(1);
    }
  }

  @Override
  public void onCompleted() {
    boolean finish;
    synchronized (this) {
      halfClosed = true;
      finish = !busy && !ended;
      ended |= finish;
    }
    if (finish) {
      answer();
    }
  }

  private void answer() {
    call.onNext(reply.build());
    call.onCompleted();
  }

  private void fail(StatusRuntimeException failure) {
    long at;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      at = place;
    }
    long handled = at - 1;
    call.onError(
        handled == 0
            ? failure
            : Failure.after(
                failure,
                "前 " + handled + " 行已处理；请从第 " + at + " 行起重发",
                "the first " + handled + " lines were handled; send again from line " + at,
                "handled_count",
                Long.toString(handled)));
  }

  private synchronized void cancelled() {
    ended = true;
  }

  @Override
  public void onError(Throwable thrown) {
    cancelled();
  }
}
