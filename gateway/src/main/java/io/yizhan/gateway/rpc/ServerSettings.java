package io.yizhan.gateway.rpc;

import io.yizhan.gateway.tls.Authorities;
import io.yizhan.gateway.tls.OwnCertificate;
import java.util.Optional;

/**
 * How the gRPC server listens.
 *
 * @param host the address to bind
 * @param port 0 for a free one
 * @param tls absent for plain text, which belongs on loopback only
 * @param reflection whether clients may ask for the contract
 * @param limits what clients may ask of it
 */
public record ServerSettings(
    String host, int port, Optional<Tls> tls, boolean reflection, ServerLimits limits) {
  /** Checks the port. */
  public ServerSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
    }
  }

  /**
   * What is shown, and who is trusted.
   *
   * @param own the server's certificate
   * @param callers those that sign client certificates; absent when only tokens are used
   */
  public record Tls(OwnCertificate own, Optional<Authorities> callers) {}

  /** Plain text on loopback. */
  public static ServerSettings loopback(int port) {
    return new ServerSettings("127.0.0.1", port, Optional.empty(), true, ServerLimits.DEFAULT);
  }
}
