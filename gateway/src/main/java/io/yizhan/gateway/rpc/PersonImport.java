package io.yizhan.gateway.rpc;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.RegisterWords;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.ImportRefusal;
import io.yizhan.proto.v1.Sentence;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One import of persons, one a message. */
final class PersonImport extends ImportStream<ImportPersonsRequest> {
  /** Different notes that are told; a list with more has one mistake in many forms. */
  private static final int NOTES_MAX = 20;

  private final RegistryStore store;
  private final Supplier<RegisterWords> words;
  private final InstantSource clock;
  private final Caller caller;
  private final ServerCallStreamObserver<ImportPersonsResponse> call;
  private final ImportPersonsResponse.Builder reply = ImportPersonsResponse.newBuilder();

  PersonImport(
      RegistryStore store,
      Supplier<RegisterWords> words,
      CallRunner runner,
      InstantSource clock,
      Caller caller,
      BooleanSupplier stillKnown,
      ServerCallStreamObserver<ImportPersonsResponse> call) {
    super(runner, stillKnown, call);
    this.store = store;
    this.words = words;
    this.clock = clock;
    this.caller = caller;
    this.call = call;
  }

  @Override
  void work(ImportPersonsRequest request) {
    Violations violations = new Violations();
    PersonRecord person = PersonReader.read(request.hasPerson(), request.getPerson(), violations);
    if (violations.count() > 0) {
      BadRequest.FieldViolation first = violations.first();
      refuse(first.getField(), "BAD_REQUEST", first.getDescription());
    } else {
      try {
        PutPersonResult.Kept result = PersonKeeper.put(store, caller, person, clock.instant());
        count(result.newlyRegistered());
        note(person);
      } catch (StatusRuntimeException e) {
        refuseFor(e);
      }
    }
  }

  private void count(boolean newlyRegistered) {
    if (newlyRegistered) {
      reply.setRegisteredCount(reply.getRegisteredCount() + 1);
    } else {
      reply.setUpdatedCount(reply.getUpdatedCount() + 1);
    }
  }

  private void note(PersonRecord person) {
    for (Sentence note : Wire.sentences(words.get().of(person))) {
      if (reply.getNotesCount() < NOTES_MAX && !reply.getNotesList().contains(note)) {
        reply.addNotes(note);
      }
    }
  }

  private void refuseFor(StatusRuntimeException e) {
    String description = e.getStatus().getDescription();
    refuse("person", e.getStatus().getCode().name(), description == null ? "" : description);
  }

  /** The description is "Chinese / English". */
  private void refuse(String field, String code, String description) {
    reply.setRefusedCount(reply.getRefusedCount() + 1);
    if (reply.getRefusalsCount() < REFUSALS_NAMED_MAX) {
      reply.addRefusals(
          ImportRefusal.newBuilder()
              .setPlaceNumber(place())
              .setField(field)
              .setSentence(Wire.sentence(code, description)));
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
    return Failure.afterHandled(failure, place() - 1, "人", "person");
  }
}
