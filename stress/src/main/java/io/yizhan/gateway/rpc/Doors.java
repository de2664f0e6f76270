package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** What the door is made of, without a network. */
final class Doors {
  private static final long BYTES_MAX = 1_000;

  private Doors() {}

  /** One before whom nobody waits, as time stands still. */
  static Turnstile turnstile(int callsMax) {
    return new Turnstile(
        new Turnstile.Limits(callsMax, BYTES_MAX, callsMax, Long.MAX_VALUE), () -> 0);
  }

  /** Lets one in for whom there must be room. */
  static Turnstile.Pass enter(Turnstile turnstile, long bytes) {
    try {
      return turnstile.enter(bytes, Long.MAX_VALUE);
    } catch (Turnstile.Full e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether one is let in. */
  static boolean enters(Turnstile turnstile, long bytes) {
    try {
      turnstile.enter(bytes, Long.MAX_VALUE);
      return true;
    } catch (Turnstile.Full e) {
      return false;
    }
  }

  /** What a turnstile counts. */
  static String told(Turnstile turnstile) {
    return turnstile.inside() + " inside, " + turnstile.bytesInside() + " bytes";
  }

  /** A connection with one call. */
  static final class Line {
    private final Connection connection = new Connection(() -> {});
    private final MessageSize size =
        (MessageSize) MessageSize.FACTORY.newServerStreamTracer("call", new Metadata());

    Line() {
      size.filterContext(Context.ROOT).run(() -> MessageSize.watch(connection, arrived -> {}));
    }

    MessageSize size() {
      return size;
    }

    void end() {
      size.streamClosed(Status.CANCELLED);
    }

    /** What the connection holds. */
    String told() {
      return connection.heldBytes() + " bytes";
    }
  }

  /** Lists what it hears. */
  static final class Heard extends ServerCall.Listener<String> {
    private final List<String> events = new ArrayList<>();

    @Override
    public synchronized void onMessage(String message) {
      events.add(message);
    }

    @Override
    public synchronized void onHalfClose() {
      events.add("end");
    }

    synchronized String told() {
      return String.join(", ", events);
    }
  }
}
