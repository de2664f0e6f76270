package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers bytes that are no message of the call (too many, wrong encoding, wrong UTF-8) with
 * INVALID_ARGUMENT instead of the transport's RESOURCE_EXHAUSTED or UNKNOWN. The marshaller turns
 * them into a marked message, because the transport gives its errors no say; the call is closed
 * when that message comes by, or when {@link MessageSize} says that too much is held.
 */
final class GarbledMessages {
  private static final int HELD_RETRY_MILLIS = 1_000;

  private GarbledMessages() {}

  /**
   * The same service with every call guarded whose messages are protobuf's. It keeps its schema:
   * reflection lists no service without.
   */
  static ServerServiceDefinition guard(ServerServiceDefinition service) {
    ServiceDescriptor own = service.getServiceDescriptor();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(own.getName()).setSchemaDescriptor(own.getSchemaDescriptor());
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      ServerMethodDefinition<?, ?> guarded = guarded(method);
      methods.add(guarded);
      descriptor.addMethod(guarded.getMethodDescriptor());
    }
    ServerServiceDefinition.Builder out = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(out::addMethod);
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
    Marks<Q> marks =
        new Marks<>(
            message.getDescriptorForType().getName(),
            (Q) message.newBuilderForType().build(),
            (Q) message.newBuilderForType().build());
    MethodDescriptor<Q, R> lenient =
        descriptor.toBuilder(new Lenient<>(marshaller, marks), descriptor.getResponseMarshaller())
            .build();
    ServerCallHandler<Q, R> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(
        lenient,
        (call, headers) -> {
          Refusal<Q> refusal = new Refusal<>(call, marks);
          Connection connection = Connection.of(call.getAttributes());
          MessageSize.watch(connection, refusal::tooMuch);
          if (connection != null && connection.heldBytes() > MessageSize.CONNECTION_BYTES_MAX) {
            refusal.tooMuch(0);
          }
          return new Guard<>(handler.startCall(call, headers), refusal);
        });
  }

  /**
   * Two messages that stand for bytes which are none; they are known by identity.
   *
   * @param type the name of the call's message, named as the bad field
   */
  private record Marks<Q>(String type, Q garbled, Q tooLarge) {}

  /** Answers a mark instead of throwing. */
  private record Lenient<Q>(Marshaller<Q> strict, Marks<Q> marks) implements Marshaller<Q> {
    @Override
    public InputStream stream(Q value) {
      return strict.stream(value);
    }

    @Override
    public Q parse(InputStream stream) {
      try {
        if (stream instanceof KnownLength) {
          return stream.available() > GrpcServer.MESSAGE_BYTES_MAX
              ? marks.tooLarge
              : strict.parse(stream);
        }
        // Compressed: how long it is shows only by reading.
        byte[] bytes = stream.readNBytes(GrpcServer.MESSAGE_BYTES_MAX + 1);
        return bytes.length > GrpcServer.MESSAGE_BYTES_MAX
            ? marks.tooLarge
            : strict.parse(new ByteArrayInputStream(bytes));
      } catch (StatusRuntimeException | IOException e) {
        return marks.garbled;
      }
    }
  }

  /** Closes the call, once. */
  private record Refusal<Q>(ServerCall<Q, ?> call, Marks<Q> marks, AtomicBoolean closed) {
    Refusal(ServerCall<Q, ?> call, Marks<Q> marks) {
      this(call, marks, new AtomicBoolean());
    }

    /** More than the limit has arrived; a compressed message may have shown only that. */
    void tooLarge(long arrivedBytes) {
      long bytes = Math.max(arrivedBytes, GrpcServer.MESSAGE_BYTES_MAX + 1L);
      String limit = Integer.toString(GrpcServer.MESSAGE_BYTES_MAX);
      refuseWhole(
          ErrorReason.MESSAGE_TOO_LARGE,
          "消息不得超过 " + limit + " 字节，实为 " + bytes + " 字节或更多",
          "must be at most " + limit + " bytes, was " + bytes + " bytes or more",
          Map.of("limit_bytes", limit, "read_bytes", Long.toString(bytes)));
    }

    /** The call, or its connection, or all together hold too much that has not come or gone. */
    void tooMuch(long arrivedBytes) {
      if (arrivedBytes > GrpcServer.MESSAGE_BYTES_MAX) {
        tooLarge(arrivedBytes);
      } else {
        refuse(
            Failure.of(
                ErrorReason.OVERLOADED,
                "未完整到达的消息或未取走的应答过多，未作任何处理，请稍后重试",
                "too much is held of messages that have not arrived and answers that were not"
                    + " read; nothing was done, repeat later",
                Map.of(),
                Failure.retryAfterMillis(HELD_RETRY_MILLIS)));
      }
    }

    void garbled() {
      refuseWhole(
          ErrorReason.GARBLED_MESSAGE,
          "消息无法解析：编码或 UTF-8 有误",
          "the bytes are not a message of this call: wrong encoding or wrong UTF-8",
          Map.of());
    }

    private void refuseWhole(
        ErrorReason reason, String zh, String en, Map<String, String> metadata) {
      refuse(Failure.of(reason, zh, en, metadata, Violations.whole(marks.type, zh, en)));
    }

    private void refuse(StatusRuntimeException failure) {
      if (closed.compareAndSet(false, true)) {
        CallerInterceptor.refuse(call, failure);
      }
    }
  }

  /** Has the call closed when a mark comes by; after a refusal it hears nothing more. */
  private static final class Guard<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Refusal<Q> refusal;

    Guard(ServerCall.Listener<Q> next, Refusal<Q> refusal) {
      super(next);
      this.refusal = refusal;
    }

    @Override
    public void onMessage(Q message) {
      if (message == refusal.marks.tooLarge) {
        refusal.tooLarge(MessageSize.arrivedBytes());
      } else if (message == refusal.marks.garbled) {
        refusal.garbled();
      } else if (!refusal.closed.get()) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (!refusal.closed.get()) {
        super.onHalfClose();
      }
    }
  }
}
