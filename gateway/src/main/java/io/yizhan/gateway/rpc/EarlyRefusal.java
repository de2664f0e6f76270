package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/**
 * Refuses a call that would not be let in when its message is there: before the message is asked
 * for, parsed and read. It holds no place for the others, so that nobody can take all places with
 * messages that never come; when the message is there they are asked again.
 */
final class EarlyRefusal implements ServerInterceptor {
  private final Crowded service;
  private final CallRunner runner;

  EarlyRefusal(Crowded service, CallRunner runner) {
    this.service = service;
    this.runner = runner;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Optional<Turnstile> turnstile =
        service.turnstile(call.getMethodDescriptor().getFullMethodName());
    if (turnstile.isPresent()
        && !turnstile.get().hasRoom(CallBounds.leftNanos(Context.current()))) {
      return CallerInterceptor.refuse(call, runner.overloaded(turnstile.get()));
    }
    return next.startCall(call, headers);
  }
}
