package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Lets an endpoint add trailers to its answer. */
final class CallTrailers implements ServerInterceptor {
  static final Metadata.Key<String> REPLAYED =
      Metadata.Key.of("yizhan-replayed", Metadata.ASCII_STRING_MARSHALLER);

  static final Metadata.Key<String> REVERSED =
      Metadata.Key.of("yizhan-reversed", Metadata.ASCII_STRING_MARSHALLER);

  private static final Context.Key<Metadata> TRAILERS = Context.key("yizhan-trailers");

  /** Says that the answer of the current call was given before. */
  static void markReplayed() {
    mark(REPLAYED);
  }

  /** Says that what the answer of the current call settled has been taken back since. */
  static void markReversed() {
    mark(REVERSED);
  }

  private static void mark(Metadata.Key<String> trailer) {
    Metadata trailers = TRAILERS.get();
    if (trailers != null) {
      trailers.put(trailer, "true");
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Metadata extra = new Metadata();
    ServerCall<Q, R> adding =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            trailers.merge(extra);
            super.close(status, trailers);
          }
        };
    return Contexts.interceptCall(
        Context.current().withValue(TRAILERS, extra), adding, headers, next);
  }
}
