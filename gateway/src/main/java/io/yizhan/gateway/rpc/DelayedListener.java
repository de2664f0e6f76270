package io.yizhan.gateway.rpc;

import io.grpc.ServerCall;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listener whose true one is found later, on another thread. Events that come before are kept and
 * handed over in order. Few can come: no message is sent for before the true listener asks for one.
 */
final class DelayedListener<Q> extends ServerCall.Listener<Q> {
  private final Queue<Consumer<ServerCall.Listener<Q>>> waiting = new ArrayDeque<>();
  private ServerCall.@Nullable Listener<Q> delegate;
  private boolean draining;

  /** Hands over to the true listener. */
  void become(ServerCall.Listener<Q> found) {
    synchronized (this) {
      delegate = found;
      draining = true;
    }
    drain(found);
  }

  private void drain(ServerCall.Listener<Q> found) {
    while (true) {
      Consumer<ServerCall.Listener<Q>> event;
      synchronized (this) {
        event = waiting.poll();
        if (event == null) {
          draining = false;
          return;
        }
      }
      event.accept(found);
    }
  }

  private void pass(Consumer<ServerCall.Listener<Q>> event) {
    ServerCall.Listener<Q> found;
    synchronized (this) {
      found = delegate;
      if (found == null || draining) {
        waiting.add(event);
        return;
      }
    }
    event.accept(found);
  }

  @Override
  public void onMessage(Q message) {
    pass(listener -> listener.onMessage(message));
  }

  @Override
  public void onHalfClose() {
    pass(ServerCall.Listener::onHalfClose);
  }

  @Override
  public void onCancel() {
    pass(ServerCall.Listener::onCancel);
  }

  @Override
  public void onComplete() {
    pass(ServerCall.Listener::onComplete);
  }

  @Override
  public void onReady() {
    pass(ServerCall.Listener::onReady);
  }
}
