package io.yizhan.gateway.rpc;

import com.google.rpc.RetryInfo;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.InsurerAwayException;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.desk.TooManyStatementsException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a call in two steps: reading and checking on the event loop, work that asks the store on the
 * pool. Turns whatever goes wrong into an error that a caller may see, an {@link Error} too: a call
 * that nobody answers is held by its caller until the deadline, and by the server for ever.
 */
public final class CallRunner {
  private static final int UNKNOWN_RETRY_MILLIS_MIN = 1_000;
  private static final int UNKNOWN_RETRY_MILLIS_SPREAD = 900;
  private static final int PLACE_RETRY_MILLIS = 20;

  /** 30 seconds of waiting for a place, where no deadline is shorter. */
  private static final int PLACE_TRIES_MAX = 1_500;

  private static final Executor PLACE_TIMER =
      CompletableFuture.delayedExecutor(PLACE_RETRY_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);

  /** What the messages of calls may hold that are inside; a policy document may have 1 MiB. */
  private static final long BYTES_INSIDE_MAX = 64L * 1024 * 1024;

  private final WorkerPool pool;
  private final RandomGenerator random;
  private final FailureLog failures;
  private final Turnstile turnstile;

  /** A runner over a pool; randomness spreads retries. */
  public CallRunner(WorkerPool pool, RandomGenerator random, FailureLog failures) {
    this.pool = pool;
    this.random = random;
    this.failures = failures;
    this.turnstile = pool.turnstile(BYTES_INSIDE_MAX);
  }

  /** One with a log of its own, which is told no SQLSTATE. */
  CallRunner(WorkerPool pool, RandomGenerator random) {
    this(pool, random, new FailureLog(random, System::nanoTime, failure -> ""));
  }

  /** Where calls are let in that run on the pool. */
  Turnstile turnstile() {
    return turnstile;
  }

  /**
   * Runs a unary call.
   *
   * @param read runs at once on the event loop, may refuse, and answers the work
   */
  <T> void run(StreamObserver<T> observer, Supplier<Supplier<T>> read) {
    heedNoCancel(observer);
    Turnstile.Pass pass = enter(turnstile, observer);
    if (pass == null) {
      return;
    }
    boolean handedOver = false;
    try {
      Supplier<T> work = read.get();
      handedOver =
          pool.offer(
              Context.current()
                  .wrap(
                      () -> {
                        try {
                          answerInTime(observer, work);
                        } finally {
                          pass.leave();
                        }
                      }));
      if (!handedOver) {
        observer.onError(overloaded(turnstile));
      }
    } catch (Throwable e) {
      observer.onError(failure(e));
    } finally {
      if (!handedOver) {
        pass.leave();
      }
    }
  }

  /**
   * Runs a unary call whose work ends later, on another thread.
   *
   * @param through where calls of its kind are let in
   * @param begin runs at once on the event loop, may refuse, never waits, and begins the work
   * @param reply makes the reply of what came out, or refuses
   */
  <R, T> void begin(
      StreamObserver<T> observer,
      Turnstile through,
      Supplier<CompletionStage<R>> begin,
      Function<R, T> reply) {
    heedNoCancel(observer);
    Turnstile.Pass pass = enter(through, observer);
    if (pass == null) {
      return;
    }
    Context context = Context.current();
    CompletionStage<R> begun;
    try {
      begun = begin.get();
    } catch (Throwable e) {
      pass.leave();
      observer.onError(failure(e, through));
      return;
    }
    begun.whenComplete(
        (result, failure) -> {
          pass.leave();
          context.run(
              () -> {
                if (failure == null) {
                  answer(observer, () -> reply.apply(result));
                } else {
                  observer.onError(failure(unwrapped(failure), through));
                }
              });
        });
  }

  /** What a stage behind another was told is in an exception of its own. */
  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** A call that was cancelled is finished all the same: its answer goes nowhere. */
  private static void heedNoCancel(StreamObserver<?> observer) {
    if (observer instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(() -> {});
    }
  }

  /** Lets the current call in, or ends it and answers null. */
  private Turnstile.@Nullable Pass enter(Turnstile through, StreamObserver<?> observer) {
    try {
      return through.enter(MessageSize.arrivedBytes(), CallBounds.leftNanos(Context.current()));
    } catch (Turnstile.Full e) {
      observer.onError(overloaded(through));
      return null;
    }
  }

  /**
   * Runs a part of a call's work on the pool, waiting for a place as long as the deadline lets;
   * whatever stops it goes to the failure.
   */
  void runPatiently(Runnable work, Consumer<StatusRuntimeException> onFailure) {
    Context context = Context.current();
    offerPatiently(context, context.wrap(guarded(work, onFailure)), onFailure, PLACE_TRIES_MAX);
  }

  private void offerPatiently(
      Context context, Runnable work, Consumer<StatusRuntimeException> onFailure, int triesLeft) {
    if (pool.offer(work)) {
      return;
    }
    if (!isWanted(context) || triesLeft == 0) {
      onFailure.accept(overloaded(turnstile));
    } else {
      PLACE_TIMER.execute(() -> offerPatiently(context, work, onFailure, triesLeft - 1));
    }
  }

  private Runnable guarded(Runnable work, Consumer<StatusRuntimeException> onFailure) {
    return () -> {
      try {
        checkDeadline();
        work.run();
      } catch (Throwable e) {
        onFailure.accept(failure(e));
      }
    };
  }

  private <T> void answerInTime(StreamObserver<T> observer, Supplier<T> work) {
    answer(
        observer,
        () -> {
          checkDeadline();
          return work.get();
        });
  }

  private <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
    try {
      T reply = work.get();
      observer.onNext(reply);
      observer.onCompleted();
    } catch (Throwable e) {
      observer.onError(failure(e));
    }
  }

  /** Refuses work that nobody waits for any more. */
  static void checkDeadline() {
    if (!isWanted()) {
      throw deadlinePassed();
    }
  }

  /** Whether somebody still waits for the current call. */
  static boolean isWanted() {
    return isWanted(Context.current());
  }

  /** How long somebody still waits for the call that is current now, whenever it is asked. */
  static LongSupplier nanosLeft() {
    Context context = Context.current();
    return () -> CallBounds.leftNanos(context);
  }

  /** Whether somebody still waits for the call that is current now, whenever it is asked. */
  static BooleanSupplier wanted() {
    Context context = Context.current();
    return () -> isWanted(context);
  }

  private static boolean isWanted(Context context) {
    return !context.isCancelled() && CallBounds.leftNanos(context) > 0;
  }

  private static StatusRuntimeException deadlinePassed() {
    return Failure.of(
        ErrorReason.DEADLINE_PASSED,
        "期限已过，未作任何处理",
        "the deadline passed before the work was done; nothing was written");
  }

  /** Refuses work that would begin too late to be of use to anybody. */
  static void checkTimeLeft(long leftNanosMin) {
    if (CallBounds.leftNanos(Context.current()) < leftNanosMin) {
      throw deadlinePassed();
    }
  }

  /** The error for a call that a turnstile does not let in. */
  StatusRuntimeException overloaded(Turnstile full) {
    return Failure.of(
        ErrorReason.OVERLOADED,
        "系统繁忙，未作任何处理，请用同一请求号稍后重试",
        "overloaded, nothing was done; repeat the same request id later",
        Map.of(),
        Failure.retryAfterMillis(full.retryMillis(random)));
  }

  /** What the caller may see of an exception. */
  StatusRuntimeException failure(Throwable exception) {
    return failure(exception, turnstile);
  }

  /** The same of what only read, whatever the call is: a look-up of its credential, or a report. */
  StatusRuntimeException failureOfRead(Throwable exception) {
    return exception instanceof StoreUnavailableException
        ? unavailable(failures.add(exception))
        : failure(exception);
  }

  private StatusRuntimeException failure(Throwable exception, Turnstile through) {
    if (exception instanceof StatusRuntimeException known) {
      return known;
    }
    if (exception instanceof CancellationException) {
      return deadlinePassed();
    }
    if (exception instanceof RejectedExecutionException) {
      return overloaded(through);
    }
    if (exception instanceof InsurerAwayException away) {
      return InsurerFailure.of(away, retryUnknown());
    }
    if (exception instanceof TooManyStatementsException many) {
      return tooMany(many);
    }
    String incident = failures.add(exception);
    if (exception instanceof StoreUnavailableException away) {
      return CallEffect.isNone(away) ? unavailable(incident) : unknown(incident);
    }
    return Failure.of(
        ErrorReason.INTERNAL,
        "网关内部错误，请报告编号 " + incident,
        "internal error, please report incident " + incident,
        Map.of("incident_id", incident));
  }

  private StatusRuntimeException unavailable(String incident) {
    return Failure.of(
        ErrorReason.STORE_UNAVAILABLE,
        "数据库没有应答，或本网关的时钟与它不符：此次未作任何处理。请稍后再问，或问另一网关；有请求号的用同一请求号",
        "the store did not answer, or this gateway's clock is not its: this call did nothing. Ask"
            + " again later, or another gateway; by the same request id where there is one",
        Map.of("incident_id", incident),
        retryUnknown());
  }

  private StatusRuntimeException unknown(String incident) {
    return Failure.of(
        ErrorReason.OUTCOME_UNKNOWN,
        "数据库没有应答，结果未知。请用同一请求号重发：若已结算，得到原结果，不会重复结算",
        "the store did not answer, the outcome is unknown. Repeat the same request id: if it was"
            + " settled you get the first answer, never a second settlement",
        Map.of("incident_id", incident),
        retryUnknown());
  }

  private RetryInfo retryUnknown() {
    return Failure.retryAfterMillis(
        UNKNOWN_RETRY_MILLIS_MIN + random.nextInt(UNKNOWN_RETRY_MILLIS_SPREAD));
  }

  private static StatusRuntimeException tooMany(TooManyStatementsException many) {
    return Failure.of(
        ErrorReason.TOO_MANY_STATEMENTS,
        "该方在这些日期内报送的对账单超过 " + many.statementsMax() + " 份，未作比对；请缩短日期，或报送整日的对账单",
        "the party has sent more than "
            + many.statementsMax()
            + " statements of these days, nothing was compared: ask for fewer days, or send whole"
            + " days",
        Map.of("statements_max", Integer.toString(many.statementsMax())));
  }
}
