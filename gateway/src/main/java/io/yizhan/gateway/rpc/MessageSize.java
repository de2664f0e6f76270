package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts how large a call's message grows while it arrives. One above the limit is let in to its
 * end and then refused: a stock client that is answered while it sends keeps the rest for ever.
 * What messages hold that have not arrived whole is limited, of a connection and of all; beyond it
 * a call that adds to it is refused at once. Answers that are not read count for their connection.
 */
final class MessageSize extends ServerStreamTracer {
  /** What all calls may hold together; one that holds little is never refused for it. */
  static final long HELD_BYTES_MAX = 64L * 1024 * 1024;

  /** What the calls of one connection may hold: the largest message that is let in. */
  static final long CONNECTION_BYTES_MAX = GrpcServer.DECLARED_BYTES_MAX + 1024 * 1024;

  /** A call that holds no more than this is little: the claims of others are not kept out. */
  private static final long LITTLE_BYTES = 64L * 1024;

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
  private final AtomicLong incomingBytes = new AtomicLong();
  private final AtomicLong outgoingBytes = new AtomicLong();
  private volatile @Nullable LongConsumer whenTooMuch;
  private volatile @Nullable Connection connection;

  /** Whether the call has ended: what it adds from then on it gives back at once. */
  private volatile boolean ended;

  /**
   * Has the current call refused when too much is held. Must be called before the call asks for a
   * message: none arrives earlier.
   *
   * @param of where it came from; null where nothing is known of it
   * @param refuse is told on the event loop, at most once, how much of the message has arrived
   */
  static void watch(@Nullable Connection of, LongConsumer refuse) {
    MessageSize current = KEY.get();
    if (current != null) {
      current.connection = of;
      current.whenTooMuch = refuse;
    }
  }

  /** What has arrived of the newest message of the current call, as it travels. */
  static long arrivedBytes() {
    MessageSize current = KEY.get();
    return current == null ? 0 : current.arrivedBytes;
  }

  /** What all calls hold now. */
  static long heldBytes() {
    return HELD_BYTES.get();
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
    incomingBytes.addAndGet(bytes);
    long heldByAll = HELD_BYTES.addAndGet(bytes);
    Connection from = connection;
    long heldByConnection = from == null ? 0 : from.hold(bytes);
    if (ended) {
      release(incomingBytes);
    }
    boolean tooMuch =
        heldByConnection > CONNECTION_BYTES_MAX
            || (heldByAll > HELD_BYTES_MAX && arrived > LITTLE_BYTES);
    LongConsumer refuse = whenTooMuch;
    if (tooMuch && refuse != null) {
      whenTooMuch = null;
      refuse.accept(arrived);
    }
  }

  /** The message is whole: from here on the limits of calls count it. */
  @Override
  public void inboundMessageRead(int number, long wireBytes, long bytes) {
    release(incomingBytes);
  }

  @Override
  public void outboundWireSize(long bytes) {
    Connection to = connection;
    if (to != null) {
      outgoingBytes.addAndGet(bytes);
      to.hold(bytes);
      // A worker answers whenever it is done; its caller may have gone before or goes now.
      if (ended) {
        to.hold(-outgoingBytes.getAndSet(0));
      }
    }
  }

  @Override
  public void streamClosed(Status status) {
    ended = true;
    release(incomingBytes);
    Connection to = connection;
    if (to != null) {
      to.hold(-outgoingBytes.getAndSet(0));
    }
  }

  private void release(AtomicLong counted) {
    long bytes = counted.getAndSet(0);
    HELD_BYTES.addAndGet(-bytes);
    Connection from = connection;
    if (from != null) {
      from.hold(-bytes);
    }
  }
}
