package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.BooleanSupplier;

/**
 * The messages of one import. They are worked on one at a time and the next is asked for when the
 * last is done, so that an import never holds more than one place of the pool. When it is full the
 * import waits: what was kept before stays kept. It waits, too, for a caller who does not read what
 * is answered: answers that nobody takes would pile up here. A credential that is withdrawn ends
 * it: an import may last for hours, and each message is asked for as a call is.
 */
abstract class ImportStream<Q> implements StreamObserver<Q> {
  /** So many refusals are named in an answer; all are counted. */
  static final int REFUSALS_NAMED_MAX = 1_000;

  private final CallRunner runner;
  private final BooleanSupplier stillKnown;
  private final ServerCallStreamObserver<?> call;

  // Guarded by this: the event loop and one worker meet here.
  private long place;
  private boolean busy;
  private boolean asking;
  private boolean halfClosed;
  private boolean ended;

  /**
   * An import.
   *
   * @param stillKnown whether the caller's credential is still good
   */
  ImportStream(CallRunner runner, BooleanSupplier stillKnown, ServerCallStreamObserver<?> call) {
    this.runner = runner;
    this.stillKnown = stillKnown;
    this.call = call;
  }

  /** Works on a message, on the pool; what it throws ends the import. */
  abstract void work(Q message);

  /** All messages were worked on: answers what is left to answer, and {@link #end}s. */
  abstract void finish();

  /** What the caller is told of a failure that ends the import. */
  StatusRuntimeException explain(StatusRuntimeException failure) {
    return failure;
  }

  /** The import has ended, in whatever way. */
  void ended() {}

  /** Where {@link #finish} runs when no message is being worked on: at once, or on the pool. */
  void finishIdle() {
    finish();
  }

  /** Begins: one message at a time. */
  final void begin() {
    call.disableAutoRequest();
    call.setOnCancelHandler(this::end);
    call.setOnReadyHandler(this::askIfRead);
    call.request(1);
  }

  /** The message that is being worked on, from 1. */
  final synchronized long place() {
    return place;
  }

  final synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public final void onNext(Q message) {
    synchronized (this) {
      if (ended) {
        return;
      }
      place++;
      busy = true;
    }
    runner.runPatiently(() -> take(message), this::fail);
  }

  /** Refuses a caller whose credential was withdrawn meanwhile. May block. */
  final void requireKnown() {
    if (!stillKnown.getAsBoolean()) {
      throw CallerInterceptor.unknown();
    }
  }

  private void take(Q message) {
    requireKnown();
    work(message);
    boolean finish;
    synchronized (this) {
      busy = false;
      asking = true;
      finish = halfClosed && !ended;
    }
    if (finish) {
      finish();
    } else {
      askIfRead();
    }
  }

  /** Asks for the next message, once, when answers go out. */
  private void askIfRead() {
    synchronized (this) {
      if (!asking || ended || !call.isReady()) {
        return;
      }
      asking = false;
    }
    call.request(1);
  }

  @Override
  public final void onCompleted() {
    boolean finish;
    synchronized (this) {
      halfClosed = true;
      finish = !busy && !ended;
      busy = true;
    }
    if (finish) {
      finishIdle();
    }
  }

  /** Fails the import, once. */
  final void fail(StatusRuntimeException failure) {
    if (end()) {
      call.onError(explain(failure));
    }
  }

  /** Ends it once; false where it had ended. */
  final boolean end() {
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
    }
    ended();
    return true;
  }

  @Override
  public final void onError(Throwable thrown) {
    end();
  }
}
