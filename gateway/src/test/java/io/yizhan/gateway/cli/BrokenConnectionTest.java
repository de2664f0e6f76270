package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.yizhan.gateway.acceptance.ThrowAwayKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of TLS that one end has and the other has not, or has otherwise. */
class BrokenConnectionTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final List<Server> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(Server::shutdownNow);
  }

  private NettyServerBuilder server() {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** What a call of it ends with. */
  private String said(NettyServerBuilder server, String... flags) throws Exception {
    Server started = server.build().start();
    servers.add(started);
    List<String> words =
        new ArrayList<>(
            List.of(
                "caller",
                "list",
                "--target",
                "127.0.0.1:" + started.getPort(),
                "--token-file",
                Files.writeString(folder.resolve("token"), "yz_any").toString()));
    words.addAll(List.of(flags));
    Ended ended = Ended.of(words.toArray(new String[0]));
    assertEquals(ExitCode.UNAVAILABLE, ended.code(), ended.err());
    assertFalse(ended.err().contains("Pipeline"), ended.err());
    assertFalse(ended.err().contains("io exception"), ended.err());
    assertEquals(1, ended.err().lines().count(), ended.err());
    return ended.err();
  }

  @Test
  void call_withoutAuthoritiesOfAGatewayWithTls_suggestsThem() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    String said =
        said(server().useTransportSecurity(own.certificate().toFile(), own.key().toFile()));
    assertTrue(said.contains("请加 --tls-ca") && said.contains("give --tls-ca"), said);
  }

  @Test
  void call_withAnotherAuthority_saysThatItIsNotTheGateways() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    ThrowAwayKey other = ThrowAwayKey.create(folder, "other");
    String said =
        said(
            server().useTransportSecurity(own.certificate().toFile(), own.key().toFile()),
            "--tls-ca",
            other.certificate().toString());
    assertTrue(said.contains("--tls-ca must be the CA that signed"), said);
  }

  @Test
  void call_withAuthoritiesOfAGatewayWithoutTls_saysToLeaveThemOut() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    String said = said(server(), "--tls-ca", own.certificate().toString());
    assertTrue(said.contains("请去掉 --tls-ca") && said.contains("leave --tls-ca out"), said);
  }

  @Test
  void sentence_ofAnExpiredCertificate_saysWhoseItIs() {
    StatusRuntimeException failure =
        Status.UNAVAILABLE
            .withDescription("io exception\nChannel Pipeline: [SslHandler#0]")
            .withCause(
                new SSLHandshakeException("General OpenSslEngine problem")
                    .initCause(new CertificateExpiredException("NotAfter: Mon Nov 30 2026")))
            .asRuntimeException();
    String said = RemoteGateway.sentenceOf(failure);
    assertTrue(said.contains("证书已过期") && said.contains("has expired"), said);
    assertTrue(said.contains("NotAfter: Mon Nov 30 2026"), said);
  }
}
