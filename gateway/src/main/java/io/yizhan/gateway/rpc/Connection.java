package io.yizhan.gateway.rpc;

import io.grpc.Attributes;
import io.grpc.ServerCall;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection: whether somebody known has called on it, and how many bytes its
 * calls hold: of messages that have not arrived whole, and of answers that were not read.
 */
final class Connection {
  private static final Attributes.Key<Connection> KEY = Attributes.Key.create("yizhan-connection");

  private final AtomicLong heldBytes = new AtomicLong();
  private final Runnable whenKnown;
  private volatile boolean known;

  /**
   * A connection.
   *
   * @param whenKnown is run when somebody known calls for the first time
   */
  Connection(Runnable whenKnown) {
    this.whenKnown = whenKnown;
  }

  /** The transport's attributes with the connection among them. */
  Attributes in(Attributes transport) {
    return transport.toBuilder().set(KEY, this).build();
  }

  /** That of a call; null for transports that are none of the network's. */
  static @Nullable Connection of(Attributes attributes) {
    return attributes.get(KEY);
  }

  /** Says that a registered caller calls on the connection of this call. */
  static void markKnown(ServerCall<?, ?> call) {
    Connection connection = of(call.getAttributes());
    if (connection != null && !connection.known) {
      connection.known = true;
      connection.whenKnown.run();
    }
  }

  /** Adds to what is held, or takes away; answers what is held now. */
  long hold(long bytes) {
    return heldBytes.addAndGet(bytes);
  }

  /** What is held now. */
  long heldBytes() {
    return heldBytes.get();
  }
}
