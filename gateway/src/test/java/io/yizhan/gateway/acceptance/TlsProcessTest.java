package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.ListHospitalsRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TLS as an operator sets it up: the serve command in a process of its own, files in PEM. */
class TlsProcessTest {
  private static final ListHospitalsRequest LIST = ListHospitalsRequest.getDefaultInstance();
  private static final long DEADLINE_SECONDS = 30;
  private static final long PAUSE_MILLIS = 500;

  private final Path folder = House.newFolder("yizhan-tls-");
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    House.delete(folder);
  }

  @Test
  void serve_withTls_takesTokensAndCertificatesAndNoPlaintext() throws Exception {
    ThrowAwayKey server = ThrowAwayKey.create(folder, "server");
    ThrowAwayKey office = ThrowAwayKey.create(folder, "office");
    GatewayProcess gateway =
        GatewayProcess.start(
            folder.resolve("data"),
            folder.resolve("serve.log"),
            "UTC",
            List.of(),
            List.of(
                "--tls-certificate",
                server.certificate().toString(),
                "--tls-key",
                server.key().toString(),
                "--tls-client-ca",
                office.certificate().toString()));
    open.add(gateway);

    RegistryServiceBlockingStub operator =
        stub(channel(gateway, server, Optional.empty()), gateway.operatorToken());
    assertEquals(0, operator.listHospitals(LIST).getHospitalsCount());
    assertEquals(
        "",
        operator
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("office")
                    .setRole(CallerRole.CALLER_ROLE_OFFICE)
                    .addRegionCodes("4101")
                    .setCertificateSha256(office.sha256())
                    .build())
            .getToken());

    RegistryServiceBlockingStub byCertificate =
        stub(channel(gateway, server, Optional.of(office)), "");
    assertEquals(0, byCertificate.listHospitals(LIST).getHospitalsCount());
    assertRefused(
        Status.Code.UNAUTHENTICATED, stub(channel(gateway, server, Optional.empty()), ""));

    try (Client plaintext = new Client(gateway.port())) {
      assertRefused(Status.Code.UNAVAILABLE, plaintext.registry(gateway.operatorToken()));
    }
    assertEquals(0, byCertificate.listHospitals(LIST).getHospitalsCount());

    ThrowAwayKey renewed = ThrowAwayKey.create(folder, "renewed");
    Files.copy(renewed.key(), server.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(renewed.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
    awaitShown(gateway, renewed);
    assertEquals(0, operator.listHospitals(LIST).getHospitalsCount(), "an open connection goes on");
    assertEquals(
        0,
        stub(channel(gateway, renewed, Optional.of(office)), "")
            .listHospitals(LIST)
            .getHospitalsCount());
  }

  /**
   * Until a new connection is shown this certificate: the files are looked at every ten seconds.
   */
  private void awaitShown(GatewayProcess gateway, ThrowAwayKey expected) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (true) {
      try {
        var answer =
            stub(channel(gateway, expected, Optional.empty()), gateway.operatorToken())
                .listHospitals(LIST);
        assertEquals(0, answer.getHospitalsCount());
        return;
      } catch (StatusRuntimeException notYet) {
        assertEquals(Status.Code.UNAVAILABLE, notYet.getStatus().getCode(), notYet::toString);
        assertTrue(System.nanoTime() < end, notYet::toString);
        World.pause(PAUSE_MILLIS);
      }
    }
  }

  private static void assertRefused(Status.Code code, RegistryServiceBlockingStub stub) {
    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> stub.listHospitals(LIST));
    assertEquals(code, refusal.getStatus().getCode(), refusal::toString);
  }

  private ManagedChannel channel(
      GatewayProcess gateway, ThrowAwayKey server, Optional<ThrowAwayKey> client)
      throws IOException {
    TlsChannelCredentials.Builder credentials =
        TlsChannelCredentials.newBuilder().trustManager(server.certificate().toFile());
    if (client.isPresent()) {
      credentials.keyManager(client.get().certificate().toFile(), client.get().key().toFile());
    }
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", gateway.port(), credentials.build()).build();
    open.add(channel::shutdownNow);
    return channel;
  }

  /** A stub with a bearer token, or without any where the token is empty. */
  private static RegistryServiceBlockingStub stub(ManagedChannel channel, String token) {
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    }
    return RegistryServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers)))
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void serve_openAddressWithoutTls_saysWhatIsMissingAndStartsNothing() {
    AssertionError refusal =
        assertThrows(
            AssertionError.class,
            () ->
                GatewayProcess.start(
                    folder.resolve("data"),
                    folder.resolve("serve.log"),
                    "UTC",
                    List.of(),
                    List.of(),
                    "0.0.0.0:0"));
    String printed = String.valueOf(refusal.getMessage());
    assertTrue(printed.contains("必须配 TLS"), printed);
    assertTrue(printed.contains("it must have TLS (tls-certificate, tls-key)"), printed);
    assertTrue(!java.nio.file.Files.exists(folder.resolve("data")), "nothing was made");
  }
}
