package io.yizhan.gateway.insurer;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.yizhan.gateway.tls.Authorities;
import io.yizhan.gateway.tls.OwnCertificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/** Opens channels to insurers. */
public final class InsurerChannels {
  /** No answer of an insurer is larger. */
  private static final int MESSAGE_BYTES_MAX = 256 * 1024;

  private static final long KEEP_ALIVE_SECONDS = 60;

  private InsurerChannels() {}

  /** In clear: for insurers on the same machine, or where the operator says so. */
  public static Function<InsurerAddress, ManagedChannel> plaintext() {
    return address -> builder(address).usePlaintext().build();
  }

  /**
   * By TLS.
   *
   * @param authorities where their certificates come from
   * @param own the gateway's certificate towards them; empty means none
   */
  public static Function<InsurerAddress, ManagedChannel> tls(
      Authorities authorities, Optional<OwnCertificate> own) {
    return address -> {
      SslContextBuilder context =
          GrpcSslContexts.forClient().trustManager(authorities.trustManager());
      own.ifPresent(certificate -> context.keyManager(certificate.keyManager()));
      try {
        return builder(address).sslContext(context.build()).build();
      } catch (SSLException e) {
        throw new IllegalStateException("TLS must be known here", e);
      }
    };
  }

  private static NettyChannelBuilder builder(InsurerAddress address) {
    return NettyChannelBuilder.forAddress(address.host(), address.port())
        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .disableRetry();
  }
}
