package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers bytes that are no message of the call (wrong encoding, wrong UTF-8) with INVALID_ARGUMENT
 * instead of the transport's UNKNOWN. The marshaller turns them into one marked message, because
 * the transport gives its errors no say; the call is closed when that message comes by.
 */
final class GarbledMessages {
  private GarbledMessages() {}

  /** The same service with every call guarded. */
  static ServerServiceDefinition guard(ServerServiceDefinition service) {
    ServerServiceDefinition.Builder out =
        ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
    service.getMethods().forEach(method -> out.addMethod(guarded(method)));
    return out.build();
  }

  private static <Q, R> ServerMethodDefinition<Q, R> guarded(ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
    Marshaller<Q> marshaller = descriptor.getRequestMarshaller();
    if (!(marshaller instanceof PrototypeMarshaller<Q> prototype)
        || !(prototype.getMessagePrototype() instanceof Message message)) {
      return method;
    }
    @SuppressWarnings("unchecked") // A builder of the prototype builds the prototype's type.
    Q mark = (Q) message.newBuilderForType().build();
    MethodDescriptor<Q, R> lenient =
        descriptor.toBuilder(new Lenient<>(marshaller, mark), descriptor.getResponseMarshaller())
            .build();
    ServerCallHandler<Q, R> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(
        lenient, (call, headers) -> new Guard<>(handler.startCall(call, headers), call, mark));
  }

  /** Answers the mark instead of throwing. */
  private record Lenient<Q>(Marshaller<Q> strict, Q mark) implements Marshaller<Q> {
    @Override
    public InputStream stream(Q value) {
      return strict.stream(value);
    }

    @Override
    public Q parse(InputStream stream) {
      try {
        return strict.parse(stream);
      } catch (StatusRuntimeException e) {
        return mark;
      }
    }
  }

  /** Closes the call when the mark comes by, and then hears nothing more. */
  private static final class Guard<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final Q mark;
    private final AtomicBoolean closed = new AtomicBoolean();

    Guard(ServerCall.Listener<Q> next, ServerCall<Q, ?> call, Q mark) {
      super(next);
      this.call = call;
      this.mark = mark;
    }

    @Override
    public void onMessage(Q message) {
      if (message != mark) {
        super.onMessage(message);
      } else if (closed.compareAndSet(false, true)) {
        CallerInterceptor.refuse(
            call,
            Failure.of(
                ErrorReason.GARBLED_MESSAGE,
                "消息无法解析：编码或 UTF-8 有误",
                "the bytes are not a message of this call: wrong encoding or wrong UTF-8"));
      }
    }

    @Override
    public void onHalfClose() {
      if (!closed.get()) {
        super.onHalfClose();
      }
    }
  }
}
