package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Ticker;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.yizhan.gateway.acceptance.ThrowAwayKey;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.tls.Authorities;
import io.yizhan.gateway.tls.OwnCertificate;
import io.yizhan.proto.v1.ListHospitalsRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GrpcServerTest {
  @Test
  void tls_clientCertificate_isTheCredential(@TempDir Path folder) throws Exception {
    ThrowAwayKey serverKey = ThrowAwayKey.create(folder, "server");
    ThrowAwayKey clientKey = ThrowAwayKey.create(folder, "office");
    FakeRegistryStore registry = new FakeRegistryStore();
    registry.registerCaller(
        new Caller("office", Caller.Role.OFFICE, "", List.of("4101")),
        new byte[] {1},
        clientKey.sha256(),
        Instant.EPOCH);
    ServerSettings settings =
        new ServerSettings(
            "127.0.0.1",
            0,
            Optional.of(
                new ServerSettings.Tls(
                    OwnCertificate.of(serverKey.certificate(), serverKey.key(), Instant.now()),
                    Optional.of(Authorities.ofCallers(clientKey.certificate(), Instant.now())))),
            false,
            ServerLimits.DEFAULT);
    try (WorkerPool pool = new WorkerPool(1, 8);
        WorkerPool strangers = WorkerPool.forStrangers()) {
      CallRunner runner = new CallRunner(pool, new Random(1));
      try (GrpcServer server =
          GrpcServer.start(
              settings,
              List.of(
                  new RegistryEndpoint(
                      registry,
                      registry,
                      () -> new PlanBook(1, List.of()),
                      () -> new PlanBook(1, List.of()).words(),
                      runner,
                      InstantSource.system(),
                      new Random(2))),
              List.of(),
              new CallerDirectory(registry, pool, strangers, Ticker.systemTicker()),
              runner,
              new SimpleMeterRegistry())) {
        ManagedChannel known = channel(server, serverKey, Optional.of(clientKey));
        ManagedChannel anonymous = channel(server, serverKey, Optional.empty());
        ListHospitalsRequest list = ListHospitalsRequest.getDefaultInstance();
        assertEquals(
            0, RegistryServiceGrpc.newBlockingStub(known).listHospitals(list).getHospitalsCount());
        StatusRuntimeException error =
            assertThrows(
                StatusRuntimeException.class,
                () -> RegistryServiceGrpc.newBlockingStub(anonymous).listHospitals(list));
        assertEquals("NO_CREDENTIAL", Door.info(error).getReason());
        known.shutdownNow();
        anonymous.shutdownNow();
      }
    }
  }

  private static ManagedChannel channel(
      GrpcServer server, ThrowAwayKey serverKey, Optional<ThrowAwayKey> clientKey)
      throws Exception {
    TlsChannelCredentials.Builder credentials =
        TlsChannelCredentials.newBuilder().trustManager(serverKey.certificate().toFile());
    if (clientKey.isPresent()) {
      credentials.keyManager(
          clientKey.get().certificate().toFile(), clientKey.get().key().toFile());
    }
    return Grpc.newChannelBuilderForAddress("127.0.0.1", server.port(), credentials.build())
        .build();
  }

  @Test
  void gracefulStop_callInFlight_isFinished() throws Exception {
    try (Door door = new Door()) {
      CountDownLatch gate = new CountDownLatch(1);
      door.settlements.gate = gate;
      var running =
          Door.as(SettlementServiceGrpc.newFutureStub(door.channel), Door.HOSPITAL_TOKEN)
              .settleClaim(Door.settle("R1"));
      Door.await(() -> door.settlements.calls.get() > 0);
      Thread opener =
          new Thread(
              () -> {
                try {
                  Thread.sleep(200);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                gate.countDown();
              });
      opener.start();
      assertTrue(door.server.gracefulStop(Duration.ofSeconds(10)));
      assertTrue(running.get(1, TimeUnit.SECONDS).hasSettlement());
      opener.join();
    }
  }

  @Test
  void deadline_passedWhileWaiting_doesNothing() throws Exception {
    try (Door door = new Door(1, 8)) {
      CountDownLatch gate = new CountDownLatch(1);
      door.settlements.gate = gate;
      var future = Door.as(SettlementServiceGrpc.newFutureStub(door.channel), Door.HOSPITAL_TOKEN);
      var running = future.settleClaim(Door.settle("R1"));
      Door.await(() -> door.settlements.calls.get() > 0);
      assertThrows(
          StatusRuntimeException.class,
          () ->
              door.settlement(Door.HOSPITAL_TOKEN)
                  .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                  .settleClaim(Door.settle("R2")));
      // The server's own clock of the deadline began later; this answer comes behind the
      // cancellation.
      door.askForNothing();
      gate.countDown();
      running.get(10, TimeUnit.SECONDS);
      door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1"));
      assertEquals(2, door.settlements.calls.get());
    }
  }
}
