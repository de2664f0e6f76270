package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many persons in one call. */
final class PersonImportTest {
  private static final PersonDocument RESIDENT =
      new PersonDocument("resident_id", Door.RESIDENT_ID);

  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  private static StreamObserver<ImportPersonsResponse> into(
      CompletableFuture<ImportPersonsResponse> reply) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ImportPersonsResponse response) {
        reply.complete(response);
      }

      @Override
      public void onError(Throwable thrown) {
        reply.completeExceptionally(thrown);
      }

      @Override
      public void onCompleted() {}
    };
  }

  @Test
  void import_goodAndBadPersons_keepsTheGoodAndNamesTheBad() throws Exception {
    CompletableFuture<ImportPersonsResponse> reply = new CompletableFuture<>();
    StreamObserver<ImportPersonsRequest> requests =
        Door.as(RegistryServiceGrpc.newStub(door.channel), Door.OFFICE_TOKEN)
            .importPersons(into(reply));
    requests.onNext(ImportPersonsRequest.newBuilder().setPerson(Door.person("410102")).build());
    requests.onNext(ImportPersonsRequest.newBuilder().setPerson(Door.person("410103")).build());
    for (int i = 0; i < 1_200; i++) {
      requests.onNext(ImportPersonsRequest.getDefaultInstance());
    }
    requests.onNext(ImportPersonsRequest.newBuilder().setPerson(Door.person("410102")).build());
    requests.onCompleted();
    ImportPersonsResponse response = reply.get(30, TimeUnit.SECONDS);
    assertEquals(1, response.getRegisteredCount());
    assertEquals(1, response.getUpdatedCount());
    assertEquals(1_201, response.getRefusedCount());
    assertEquals(1_000, response.getRefusalsCount());
    assertEquals(2, response.getRefusals(0).getPlaceNumber());
    assertFalse(response.toString().contains(Door.RESIDENT_ID));
  }

  @Test
  void import_whilePoolIsFull_waitsForAPlace() throws Exception {
    try (Door busy = new Door(1, 1)) {
      CompletableFuture<ImportPersonsResponse> reply = new CompletableFuture<>();
      CountDownLatch gate = new CountDownLatch(1);
      StreamObserver<ImportPersonsRequest> requests =
          Door.as(RegistryServiceGrpc.newStub(busy.channel), Door.OPERATOR_TOKEN)
              .importPersons(into(reply));
      requests.onNext(ImportPersonsRequest.newBuilder().setPerson(Door.person("410102")).build());
      Door.await(() -> !busy.registry.identitiesOf(RESIDENT).isEmpty());
      busy.settlements.gate = gate;
      var future = Door.as(SettlementServiceGrpc.newFutureStub(busy.channel), Door.HOSPITAL_TOKEN);
      var running = future.settleClaim(Door.settle("R1"));
      Door.await(() -> busy.settlements.calls.get() > 0);
      var waiting = future.settleClaim(Door.settle("R1"));
      Door.await(() -> busy.pool.waitingCount() > 0);
      requests.onNext(ImportPersonsRequest.newBuilder().setPerson(Door.person("410102")).build());
      requests.onCompleted();
      assertThrows(TimeoutException.class, () -> reply.get(200, TimeUnit.MILLISECONDS));
      gate.countDown();
      ImportPersonsResponse response = reply.get(10, TimeUnit.SECONDS);
      assertEquals(1, response.getRegisteredCount());
      assertEquals(1, response.getUpdatedCount());
      assertEquals(running.get(10, TimeUnit.SECONDS), waiting.get(10, TimeUnit.SECONDS));
    }
  }
}
