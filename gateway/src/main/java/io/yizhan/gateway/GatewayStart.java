package io.yizhan.gateway;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A start that may be broken off: when {@link #stop} comes while rooms open, the one that is
 * opening is the last, and all are closed again; when it comes later, the gateway stops.
 */
public final class GatewayStart {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayStart.class);

  private final OpenRooms rooms = new OpenRooms();
  private final CompletableFuture<Optional<Gateway>> ended = new CompletableFuture<>();

  /**
   * Starts the gateway; once only. When a part does not start, those before it are taken down
   * again.
   *
   * @throws RuntimeException with what is missing, in Chinese and English
   */
  public Gateway run(
      ServeSettings settings, Gateway.ExtraServices extraServices, InstantSource clock) {
    Optional<Gateway> started = Optional.empty();
    try {
      Gateway gateway = new Gateway(settings, extraServices, clock, rooms);
      started = Optional.of(gateway);
      LOG.info(
          "serving grpc on {} port {}, metrics on port {}, {}",
          settings.listen().host(),
          gateway.port(),
          gateway.metricsPort(),
          settings.database() == null ? "embedded database" : "database of one's own");
      return gateway;
    } finally {
      if (started.isEmpty()) {
        rooms.close();
      }
      ended.complete(started);
    }
  }

  /** Stops what runs or is starting, and returns when it has stopped. */
  public void stop() {
    rooms.openNoMore();
    ended.join().ifPresent(Gateway::stop);
  }
}
