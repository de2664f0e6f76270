package io.yizhan.gateway.rpc;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.ImportRefusal;
import java.time.InstantSource;

/**
 * One import. Persons are kept one at a time and the next is asked for when the last is kept, so
 * that an import never holds more than one place of the pool. When it is full the import waits:
 * what was kept before stays kept.
 */
final class PersonImport implements StreamObserver<ImportPersonsRequest> {
  static final int REFUSALS_NAMED_MAX = 1_000;

  private final RegistryStore store;
  private final CallRunner runner;
  private final InstantSource clock;
  private final Caller caller;
  private final ServerCallStreamObserver<ImportPersonsResponse> call;
  private final ImportPersonsResponse.Builder reply = ImportPersonsResponse.newBuilder();

  // Guarded by this: the event loop and one worker meet here.
  private long place;
  private boolean busy;
  private boolean halfClosed;
  private boolean ended;

  PersonImport(
      RegistryStore store,
      CallRunner runner,
      InstantSource clock,
      Caller caller,
      ServerCallStreamObserver<ImportPersonsResponse> call) {
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
  public void onNext(ImportPersonsRequest request) {
    synchronized (this) {
      if (ended) {
        return;
      }
      place++;
      busy = true;
    }
    runner.lookUpPatiently(() -> keep(request), this::fail);
  }

  private void keep(ImportPersonsRequest request) {
    Violations violations = new Violations();
    PersonRecord person = PersonReader.read(request.hasPerson(), request.getPerson(), violations);
    if (violations.count() > 0) {
      BadRequest.FieldViolation first = violations.first();
      refuse(first.getField(), "BAD_REQUEST", first.getDescription());
    } else {
      try {
        PutPersonResult.Kept result = PersonKeeper.put(store, caller, person, clock.instant());
        count(result.newlyRegistered());
      } catch (StatusRuntimeException e) {
        refuseFor(e);
      }
    }
    next();
  }

  private synchronized void count(boolean newlyRegistered) {
    if (newlyRegistered) {
      reply.setRegisteredCount(reply.getRegisteredCount() + 1);
    } else {
      reply.setUpdatedCount(reply.getUpdatedCount() + 1);
    }
  }

  private void refuseFor(StatusRuntimeException e) {
    String description = e.getStatus().getDescription();
    refuse("person", e.getStatus().getCode().name(), description == null ? "" : description);
  }

  /** The description is "Chinese / English". */
  private synchronized void refuse(String field, String code, String description) {
    reply.setRefusedCount(reply.getRefusedCount() + 1);
    if (reply.getRefusalsCount() < REFUSALS_NAMED_MAX) {
      int cut = description.indexOf(" / ");
      reply.addRefusals(
          ImportRefusal.newBuilder()
              .setPlaceNumber(place)
              .setField(field)
              .setSentence(
                  Wire.sentence(
                      code,
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
                "前 " + handled + " 人已处理；请从第 " + at + " 人起重发",
                "the first " + handled + " persons were handled; send again from person " + at,
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
