package io.yizhan.gateway.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts calls and their durations, by method and status code and nothing else. */
final class CallMeter implements ServerInterceptor {
  static final String NAME = "yizhan.rpc.calls";

  private final MeterRegistry registry;
  private final ConcurrentMap<Tags, Timer> timers = new ConcurrentHashMap<>();

  private record Tags(String method, Status.Code code) {}

  CallMeter(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Timer.Sample sample = Timer.start(registry);
    String method = call.getMethodDescriptor().getFullMethodName();
    return next.startCall(
        new SimpleForwardingServerCall<Q, R>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            sample.stop(
                timers.computeIfAbsent(new Tags(method, status.getCode()), tags -> timer(tags)));
            super.close(status, trailers);
          }
        },
        headers);
  }

  private Timer timer(Tags tags) {
    return Timer.builder(NAME)
        .description("gRPC calls")
        .tag("method", tags.method())
        .tag("code", tags.code().name())
        .publishPercentileHistogram()
        .register(registry);
  }
}
