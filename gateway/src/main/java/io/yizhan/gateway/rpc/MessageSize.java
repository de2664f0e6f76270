package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts how large a call's message grows while it arrives. One above the limit is let in to its
 * end and then refused: a stock client that is answered while it sends keeps the rest for ever.
 * What such messages hold together is limited; beyond it the call that adds to it is refused at
 * once.
 */
final class MessageSize extends ServerStreamTracer {
  /** What messages above the limit may hold beyond it, bytes, all calls together. */
  private static final long HELD_BYTES_MAX = 64L * 1024 * 1024;

  private static final AtomicLong HELD_BYTES = new AtomicLong();
  private static final Context.Key<MessageSize> KEY = Context.key("yizhan-message-size");

  /** One for each call; the call's context knows it. */
  static final Factory FACTORY =
      new Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
          return new MessageSize();
        }
      };

  private volatile long arrivedBytes;
  private final AtomicLong heldBytes = new AtomicLong();
  private volatile @Nullable Runnable whenTooMuch;

  /**
   * Has the current call refused when too much is held. Must be called before the call asks for a
   * message: none arrives earlier.
   *
   * @param refuse is run on the event loop, at most once
   */
  static void watch(Runnable refuse) {
    MessageSize current = KEY.get();
    if (current != null) {
      current.whenTooMuch = refuse;
    }
  }

  /** What has arrived of the newest message of the current call, as it travels. */
  static long arrivedBytes() {
    MessageSize current = KEY.get();
    return current == null ? 0 : current.arrivedBytes;
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public void inboundMessage(int number) {
    arrivedBytes = 0;
  }

  @Override
  public void inboundWireSize(long bytes) {
    long arrived = arrivedBytes + bytes;
    arrivedBytes = arrived;
    if (arrived > GrpcServer.MESSAGE_BYTES_MAX) {
      heldBytes.addAndGet(bytes);
      Runnable refuse = whenTooMuch;
      if (HELD_BYTES.addAndGet(bytes) > HELD_BYTES_MAX && refuse != null) {
        whenTooMuch = null;
        refuse.run();
      }
    }
  }

  @Override
  public void streamClosed(Status status) {
    HELD_BYTES.addAndGet(-heldBytes.getAndSet(0));
  }
}
