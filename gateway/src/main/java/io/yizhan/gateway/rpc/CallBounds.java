package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets no call last for ever. A unary call has a deadline, its own or the server's; work that finds
 * it passed before it begins does not begin. A message that was asked for must come, whole, within
 * a time, or the call is ended: a client that sends a byte a minute holds nothing for long.
 */
final class CallBounds implements ServerInterceptor, AutoCloseable {
  private static final Context.Key<Deadline> SERVERS = Context.key("yizhan-servers-deadline");

  private final ServerLimits limits;
  private final ScheduledThreadPoolExecutor timer;

  CallBounds(ServerLimits limits) {
    this.limits = limits;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "yizhan-call-bounds");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** How long somebody still waits for the call of this context, nanoseconds; negative: no more. */
  static long leftNanos(Context context) {
    return Math.min(left(context.getDeadline()), left(SERVERS.get(context)));
  }

  private static long left(@Nullable Deadline deadline) {
    return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Bounded<Q, R> bounded = new Bounded<>(call);
    if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      return new Arriving<>(next.startCall(bounded, headers), bounded);
    }
    boolean ofPolicies =
        PolicyServiceGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName());
    Duration callMax = ofPolicies ? limits.policyCallMax() : limits.callMax();
    Deadline deadline = Deadline.after(callMax.toNanos(), TimeUnit.NANOSECONDS);
    return new Arriving<>(
        Contexts.interceptCall(
            Context.current().withValue(SERVERS, deadline), bounded, headers, next),
        bounded);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static StatusRuntimeException tooSlow() {
    return Failure.of(
        ErrorReason.MESSAGE_TOO_SLOW,
        "消息未在时限内完整到达，此消息未作任何处理",
        "the message did not arrive whole in time; nothing of it was done");
  }

  /** A call that is closed once, whoever closes it first, and waits for no message for ever. */
  private final class Bounded<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final boolean oneMessage;

    // Guarded by this: the timer's thread meets those of the call.
    private boolean closed;
    private boolean arrived;
    private boolean gaveUp;
    private @Nullable ScheduledFuture<?> waiting;

    Bounded(ServerCall<Q, R> call) {
      super(call);
      this.oneMessage = call.getMethodDescriptor().getType().clientSendsOneMessage();
    }

    @Override
    public void request(int messageCount) {
      synchronized (this) {
        if (!closed && !arrived && waiting == null) {
          Duration patience = oneMessage ? limits.messageMax() : limits.callMax();
          waiting = timer.schedule(this::giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
        }
      }
      super.request(messageCount);
    }

    /**
     * One message has come; of a stream the next is waited for when it is asked for. False when it
     * came too late: its sender was told that nothing is done.
     */
    synchronized boolean messageArrived() {
      if (!oneMessage) {
        stopWaiting();
      }
      return !gaveUp;
    }

    /** Nothing more comes. False when the end came too late. */
    synchronized boolean allArrived() {
      arrived = true;
      stopWaiting();
      return !gaveUp;
    }

    private void stopWaiting() {
      ScheduledFuture<?> was = waiting;
      if (was != null) {
        was.cancel(false);
        waiting = null;
      }
    }

    private void giveUp() {
      synchronized (this) {
        if (arrived || waiting == null) {
          return;
        }
        gaveUp = true;
      }
      StatusRuntimeException failure = tooSlow();
      Metadata trailers = failure.getTrailers();
      close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      synchronized (this) {
        if (!closed) {
          super.sendHeaders(headers);
        }
      }
    }

    @Override
    public void sendMessage(R message) {
      synchronized (this) {
        if (!closed) {
          super.sendMessage(message);
        }
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      synchronized (this) {
        if (!closed) {
          closed = true;
          stopWaiting();
          super.close(status, trailers);
        }
      }
    }
  }

  /** Tells the call what has arrived. */
  private static final class Arriving<Q> extends SimpleForwardingServerCallListener<Q> {
    private final CallBounds.Bounded<Q, ?> call;

    Arriving(ServerCall.Listener<Q> next, CallBounds.Bounded<Q, ?> call) {
      super(next);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      if (call.messageArrived()) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (call.allArrived()) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      call.allArrived();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      call.allArrived();
      super.onComplete();
    }
  }
}
