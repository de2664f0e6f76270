package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.util.List;

/**
 * What the current call may have done where the store did not answer. A read has no outcome that
 * somebody could wait for; of a message that books, what is known to have done nothing has none.
 */
enum CallEffect {
  /** Changes nothing that a caller asks for; what it logs is no answer to anybody. */
  READS,
  /** One message that books. */
  BOOKS,
  /** Many messages, of which some may be done; also where nobody said what the call is. */
  BOOKS_IN_PARTS;

  private static final Context.Key<CallEffect> CURRENT =
      Context.keyWithDefault("yizhan-call-effect", BOOKS_IN_PARTS);

  /** How calls are named that read, whatever is read; a quote says itself what it is. */
  private static final List<String> READING = List.of("Get", "List", "Preview", "Audit", "Watch");

  private static final String READING_POLICY = "CheckPolicy";

  /** What a call may do by its name and kind. */
  static CallEffect of(MethodDescriptor<?, ?> method) {
    String name = String.valueOf(method.getBareMethodName());
    if (name.equals(READING_POLICY) || READING.stream().anyMatch(name::startsWith)) {
      return READS;
    }
    return method.getType().clientSendsOneMessage() ? BOOKS : BOOKS_IN_PARTS;
  }

  /** Runs what belongs to the current call and has this effect at most. */
  void run(Runnable work) {
    Context.current().withValue(CURRENT, this).run(work);
  }

  /** Whether the current call is known to have done nothing where this is what went wrong. */
  static boolean isNone(StoreUnavailableException failure) {
    return switch (CURRENT.get()) {
      case READS -> true;
      case BOOKS -> failure.isNothingDone();
      case BOOKS_IN_PARTS -> false;
    };
  }

  /** Tells each call what it is. */
  static final class Teller implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Context told = Context.current().withValue(CURRENT, of(call.getMethodDescriptor()));
      return Contexts.interceptCall(told, call, headers, next);
    }
  }
}
