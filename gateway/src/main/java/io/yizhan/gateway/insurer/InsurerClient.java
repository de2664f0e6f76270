package io.yizhan.gateway.insurer;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.yizhan.gateway.desk.BrokenRule;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc.InsurerServiceBlockingStub;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One insurer: a channel, a breaker, and a bound on the calls that wait for it, so that one insurer
 * that does not answer cannot take the places of the others.
 */
final class InsurerClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InsurerClient.class);

  /** How often one call is sent, the first time included. */
  static final int TRIES_MAX = 3;

  /** How many calls may wait for one insurer. */
  private static final int CALLS_MAX = 32;

  private static final long PAUSE_MILLIS = 20;

  /**
   * What the contract gives an insurer for one call. Another try has what is left: all of it after
   * a fast failure, and after a slow one enough for an answer that the insurer has kept by then.
   */
  private static final long TRY_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);

  /** A try with less time is not worth its message. */
  private static final long TRY_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int WINDOW_CALLS = 20;
  private static final int CALLS_MIN = 10;
  private static final float FAILED_PERCENT_MAX = 50;
  private static final Duration LEFT_IN_PEACE = Duration.ofSeconds(2);
  private static final int PROBES = 3;
  private static final long CLOSE_SECONDS = 2;

  /** What says that the insurer could not judge now; all else is an answer. */
  private static final Set<Status.Code> AWAY =
      Set.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.CANCELLED,
          Status.Code.UNKNOWN,
          Status.Code.INTERNAL,
          Status.Code.ABORTED);

  /** The same, if it names no reason, by the contract or by the transport. */
  private static final Set<Status.Code> PAUSES =
      Set.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.CANCELLED);

  private final String name;
  private final ManagedChannel channel;
  private final BrokenRules broken;
  private final CircuitBreaker breaker;
  private final Semaphore places = new Semaphore(CALLS_MAX);

  InsurerClient(String name, ManagedChannel channel, BrokenRules broken) {
    this(name, channel, broken, LEFT_IN_PEACE);
  }

  /** One that is left in peace for another time. */
  InsurerClient(String name, ManagedChannel channel, BrokenRules broken, Duration leftInPeace) {
    this.name = name;
    this.broken = broken;
    this.channel = channel;
    this.breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(WINDOW_CALLS)
                .minimumNumberOfCalls(CALLS_MIN)
                .failureRateThreshold(FAILED_PERCENT_MAX)
                .waitDurationInOpenState(leftInPeace)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> LOG.warn("insurer {}: {}", name, event.getStateTransition().name()));
  }

  /** What came of a call. */
  sealed interface Reply<T> {
    /** The insurer's message. */
    record Message<T>(T message) implements Reply<T> {}

    /** An error that the contract names. */
    record Named<T>(String reason) implements Reply<T> {}

    /** No answer. */
    record Silence<T>(String why) implements Reply<T> {}
  }

  /** Whether calls are let through now. */
  boolean isWell() {
    CircuitBreaker.State state = breaker.getState();
    if (state != CircuitBreaker.State.OPEN) {
      return true;
    }
    // An open breaker becomes half open when somebody asks after its time is over.
    boolean permitted = breaker.tryAcquirePermission();
    if (permitted) {
      breaker.releasePermission();
    }
    return permitted;
  }

  /** Calls, again where there is no answer, all within the time. */
  <T> Reply<T> call(Function<InsurerServiceBlockingStub, T> call, long nanosMax) {
    if (!places.tryAcquire()) {
      return new Reply.Silence<>("CALLS_MAX");
    }
    try {
      return tries(call, System.nanoTime() + nanosMax);
    } finally {
      places.release();
    }
  }

  private <T> Reply<T> tries(Function<InsurerServiceBlockingStub, T> call, long deadlineNanos) {
    String why = "NO_TIME";
    for (int tried = 0; tried < TRIES_MAX; tried++) {
      long nanos = Math.min(TRY_NANOS_MAX, deadlineNanos - System.nanoTime());
      if (nanos < TRY_NANOS_MIN) {
        break;
      }
      if (!breaker.tryAcquirePermission()) {
        return new Reply.Silence<>("LEFT_IN_PEACE");
      }
      connectAgain();
      long begun = System.nanoTime();
      try {
        T message =
            call.apply(
                InsurerServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
        breaker.onSuccess(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        return new Reply.Message<>(message);
      } catch (StatusRuntimeException failure) {
        long took = System.nanoTime() - begun;
        Optional<String> reason = reason(failure);
        if (!AWAY.contains(failure.getStatus().getCode()) && reason.isPresent()) {
          breaker.onSuccess(took, TimeUnit.NANOSECONDS);
          return new Reply.Named<>(reason.get());
        }
        breaker.onError(took, TimeUnit.NANOSECONDS, failure);
        why = failure.getStatus().getCode().name();
        if (reason.isEmpty() && !PAUSES.contains(failure.getStatus().getCode())) {
          broken.add(name, BrokenRule.ERROR_WITHOUT_REASON, why);
        }
      } catch (RuntimeException | Error failure) {
        // The permission must be given back, or a breaker that tries again is short of it for ever.
        breaker.onError(System.nanoTime() - begun, TimeUnit.NANOSECONDS, failure);
        throw failure;
      }
      if (!pause(tried)) {
        break;
      }
    }
    return new Reply.Silence<>(why);
  }

  /**
   * A channel that could not connect waits longer each time, up to two minutes, and fails every
   * call meanwhile. How long the insurer is left in peace is the breaker's to say: a call that it
   * lets through has the connection tried at once.
   */
  private void connectAgain() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
  }

  private static boolean pause(int tried) {
    try {
      Thread.sleep(PAUSE_MILLIS << tried);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Optional<String> reason(StatusRuntimeException failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return Optional.empty();
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          String reason = detail.unpack(ErrorInfo.class).getReason();
          return InsurerMessages.isCode(reason) ? Optional.of(reason) : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("the channel to insurer {} closes late", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
