package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches how large a call's message grows while it arrives. The transport's own limit gives an
 * error no say, so it stands higher, and the call is refused here as soon as the true limit is
 * passed: of a message of any size no more than that is ever held.
 */
final class MessageSize extends ServerStreamTracer {
  private static final Context.Key<MessageSize> KEY = Context.key("yizhan-message-size");

  /** One for each call; the call's context knows it. */
  static final Factory FACTORY =
      new Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
          return new MessageSize();
        }
      };

  /** Of the message that is arriving, as it travels. Known to the event loop alone. */
  private long arrivedBytes;

  private volatile @Nullable LongConsumer whenPassed;

  /**
   * Has the limit watched for the current call, until it is passed once. Must be called before the
   * call asks for a message: none arrives earlier.
   *
   * @param refuse is given how many bytes had arrived, on the event loop
   */
  static void watch(LongConsumer refuse) {
    MessageSize current = KEY.get();
    if (current != null) {
      current.whenPassed = refuse;
    }
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
    arrivedBytes += bytes;
    LongConsumer refuse = whenPassed;
    if (arrivedBytes > GrpcServer.MESSAGE_BYTES_MAX && refuse != null) {
      whenPassed = null;
      refuse.accept(arrivedBytes);
    }
  }
}
