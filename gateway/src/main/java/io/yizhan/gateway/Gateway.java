package io.yizhan.gateway;

import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.List;

/** The whole house, one field a room. */
public final class Gateway {
  private final Path operatorTokenFile;

  private Gateway(Path operatorTokenFile) {
    this.operatorTokenFile = operatorTokenFile;
  }

  /** Starts everything; fails when a part cannot start. */
  public static Gateway start(ServeSettings settings, List<BindableService> extraServices) {
    if (extraServices.isEmpty()) {
      throw new IllegalStateException("the doors are not in place");
    }
    return new Gateway(settings.dataFolder());
  }

  /** Where gRPC is served. */
  public int port() {
    return 0;
  }

  /** Where metrics are served. */
  public int metricsPort() {
    return 0;
  }

  /** Where the first operator's token lies. */
  public Path operatorTokenFile() {
    return operatorTokenFile;
  }

  /** Applies what was just published. */
  public void refreshPolicies() {}

  /** Returns when the gateway has stopped. */
  public void awaitStopped() throws InterruptedException {}

  /** Stops. */
  public void stop() {}
}
