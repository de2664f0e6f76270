package io.yizhan.gateway.insurer;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

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
   * @param ca where their certificates come from, PEM
   * @param certificate the gateway's own, PEM; null means none
   * @param key its key; null means none
   * @throws IllegalArgumentException where a file is no such thing
   */
  public static Function<InsurerAddress, ManagedChannel> tls(
      Path ca, @Nullable Path certificate, @Nullable Path key) {
    return address -> {
      try {
        SslContextBuilder context = GrpcSslContexts.forClient().trustManager(ca.toFile());
        if (certificate != null && key != null) {
          context.keyManager(certificate.toFile(), key.toFile());
        }
        return builder(address).sslContext(context.build()).build();
      } catch (SSLException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "连接医保经办方的 TLS 文件不能用（insurers-tls-ca、insurers-tls-certificate、insurers-tls-key）"
                + " / the TLS files for insurers cannot be used (insurers-tls-ca,"
                + " insurers-tls-certificate, insurers-tls-key)",
            e);
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
