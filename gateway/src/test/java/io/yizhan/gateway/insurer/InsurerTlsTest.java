package io.yizhan.gateway.insurer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.yizhan.gateway.acceptance.ThrowAwayKey;
import io.yizhan.gateway.tls.Authorities;
import io.yizhan.gateway.tls.OwnCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An insurer that is reached by TLS and asks for the gateway's certificate. */
class InsurerTlsTest {
  private static final long DEADLINE_SECONDS = 20;

  /** Later than the keys are made. */
  private final Instant now = Instant.now().plus(Duration.ofHours(1));

  private final List<AutoCloseable> open = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private ThrowAwayKey insurer;

  @SuppressWarnings("NullAway.Init")
  private ThrowAwayKey gateway;

  @SuppressWarnings("NullAway.Init")
  private Server server;

  @BeforeEach
  void serve() throws Exception {
    insurer = ThrowAwayKey.create(folder, "insurer");
    gateway = ThrowAwayKey.create(folder, "gateway");
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TlsServerCredentials.newBuilder()
                    .keyManager(insurer.certificate().toFile(), insurer.key().toFile())
                    .trustManager(gateway.certificate().toFile())
                    .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                    .build())
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    open.add(server::shutdownNow);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private ManagedChannel channel(
      String host, Authorities authorities, Optional<OwnCertificate> own) {
    ManagedChannel channel =
        InsurerChannels.tls(authorities, own)
            .apply(new InsurerAddress("41", InsurerAddress.ANY_SCHEME, host, server.getPort()));
    open.add(channel::shutdownNow);
    return channel;
  }

  private static ServingStatus ask(ManagedChannel channel) {
    return ask(HealthGrpc.newBlockingStub(channel));
  }

  private static ServingStatus ask(HealthGrpc.HealthBlockingStub stub) {
    return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private static void assertNotReached(ManagedChannel channel) {
    StatusRuntimeException refusal = assertThrows(StatusRuntimeException.class, () -> ask(channel));
    assertEquals(Status.Code.UNAVAILABLE, refusal.getStatus().getCode(), refusal::toString);
  }

  private Authorities trusting(ThrowAwayKey key) {
    return Authorities.ofHosts(key.certificate(), now);
  }

  private OwnCertificate shown(ThrowAwayKey key) {
    return OwnCertificate.of(key.certificate(), key.key(), now);
  }

  @Test
  void insurer_thatKnowsTheGateway_isReached() {
    ManagedChannel channel = channel("127.0.0.1", trusting(insurer), Optional.of(shown(gateway)));
    assertEquals(ServingStatus.SERVING, ask(channel));
  }

  @Test
  void insurer_whoseCertificateIsOfAnotherHostOrSigner_isNotReached() throws Exception {
    assertNotReached(channel("localhost", trusting(insurer), Optional.of(shown(gateway))));
    ThrowAwayKey other = ThrowAwayKey.create(folder, "other");
    assertNotReached(channel("127.0.0.1", trusting(other), Optional.of(shown(gateway))));
  }

  @Test
  void gateway_withoutACertificateOrWithAnother_isNotLetIn() throws Exception {
    assertNotReached(channel("127.0.0.1", trusting(insurer), Optional.empty()));
    ThrowAwayKey other = ThrowAwayKey.create(folder, "other");
    assertNotReached(channel("127.0.0.1", trusting(insurer), Optional.of(shown(other))));
  }

  @Test
  void files_thatAreReplaced_areUsedByTheNextConnection() throws Exception {
    ThrowAwayKey other = ThrowAwayKey.create(folder, "other");
    Authorities authorities = trusting(other);
    OwnCertificate own = shown(other);
    ManagedChannel channel = channel("127.0.0.1", authorities, Optional.of(own));
    assertNotReached(channel);

    Files.copy(gateway.key(), other.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(gateway.certificate(), other.certificate(), StandardCopyOption.REPLACE_EXISTING);
    assertTrue(own.look(now).taken());
    Files.copy(insurer.certificate(), other.certificate(), StandardCopyOption.REPLACE_EXISTING);
    assertTrue(authorities.look(now).taken());
    channel.resetConnectBackoff();
    assertEquals(
        ServingStatus.SERVING, ask(HealthGrpc.newBlockingStub(channel).withWaitForReady()));
  }
}
