package io.yizhan.gateway.rpc;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.yizhan.gateway.desk.WatchStore;
import io.yizhan.gateway.desk.WatchStore.Head;
import io.yizhan.gateway.desk.WatchStore.Line;
import io.yizhan.gateway.desk.WatchStore.Page;
import io.yizhan.gateway.desk.WatchStore.Place;
import io.yizhan.proto.v1.WatchSettlementsResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * One who follows the ledger. It holds at most one page, and reads the next when that one is sent
 * and the transport takes more: a slow reader makes nothing pile up here. Where nothing is left it
 * waits until it is {@link #look}ed after.
 *
 * <p>One thread at a time works, whichever the pool gives; who comes meanwhile leaves word.
 */
final class WatchStream {
  private final WatchStore store;
  private final WatchStore.Audience audience;
  private final boolean untilCaughtUp;
  private final BooleanSupplier stillKnown;
  private final ServerCallStreamObserver<WatchSettlementsResponse> call;
  private final WorkerPool pool;
  private final Function<Throwable, StatusRuntimeException> failure;
  private final Runnable onEnd;
  private final Context context = Context.current();

  // Of the one thread that works.
  private final Deque<Line> unsent = new ArrayDeque<>();
  private Place sentTo;
  private Place readEnd;
  private boolean sent;

  // Guarded by this.
  private boolean working;
  private boolean again;
  private boolean signDue;
  private boolean ended;

  /** Every line of a smaller number was read; below 0 while there may be more. */
  private long readTo = -1;

  /**
   * A stream from a place.
   *
   * @param stillKnown whether the caller's credential is still good
   * @param failure what the caller is told of an exception
   * @param onEnd runs once, however it ends
   */
  WatchStream(
      WatchStore store,
      WatchStore.Audience audience,
      Place from,
      boolean untilCaughtUp,
      BooleanSupplier stillKnown,
      ServerCallStreamObserver<WatchSettlementsResponse> call,
      WorkerPool pool,
      Function<Throwable, StatusRuntimeException> failure,
      Runnable onEnd) {
    this.store = store;
    this.audience = audience;
    this.sentTo = from;
    this.readEnd = from;
    this.untilCaughtUp = untilCaughtUp;
    this.stillKnown = stillKnown;
    this.call = call;
    this.pool = pool;
    this.failure = failure;
    this.onEnd = onEnd;
  }

  /** Works on, unless somebody does. */
  void work() {
    synchronized (this) {
      again = true;
      if (working || ended) {
        return;
      }
      working = true;
    }
    if (!pool.offer(context.wrap(this::run))) {
      // Whoever looks after the streams comes again.
      synchronized (this) {
        working = false;
      }
    }
  }

  /** Works on where there may be something new. */
  void look(Head head) {
    boolean something;
    synchronized (this) {
      something = again || readTo < 0 || (head.horizon() > readTo && head.newest() >= readTo);
    }
    if (something) {
      work();
    }
  }

  /** Sends a sign of life when it is its turn. */
  void sign() {
    synchronized (this) {
      signDue = true;
    }
    work();
  }

  /** Ends it with an error. */
  void end(StatusRuntimeException why) {
    if (over()) {
      call.onError(why);
    }
  }

  /** The caller has gone. */
  void cancelled() {
    over();
  }

  private boolean over() {
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
    }
    onEnd.run();
    return true;
  }

  private void run() {
    try {
      while (mayWork()) {
        step();
      }
    } catch (Throwable e) {
      // An error too: a stream whose thread went without a word would never be worked on again.
      synchronized (this) {
        working = false;
      }
      end(failure.apply(e));
    }
  }

  /** Whether there is work and it may be done; else the thread goes, and says so. */
  private synchronized boolean mayWork() {
    if (!ended && again && call.isReady()) {
      again = false;
      return true;
    }
    working = false;
    return false;
  }

  /**
   * Sends what was read, or reads a page, or says that nothing is left; nothing to whom the
   * credential was taken from meanwhile.
   */
  private void step() {
    if (!stillKnown.getAsBoolean()) {
      end(CallerInterceptor.unknown());
      return;
    }
    if (unsent.isEmpty()) {
      boolean signed = takeSign();
      Page page = store.page(readEnd, audience);
      unsent.addAll(page.lines());
      readEnd = page.end();
      synchronized (this) {
        readTo = page.readTo().orElse(-1L);
        again |= readTo < 0;
      }
      if (unsent.isEmpty()) {
        nothing(page, signed);
        return;
      }
    }
    send();
  }

  private synchronized boolean takeSign() {
    boolean due = signDue;
    signDue = false;
    return due;
  }

  private void nothing(Page page, boolean signed) {
    boolean caughtUp = page.readTo().isPresent();
    boolean news = caughtUp && (!sent || untilCaughtUp);
    if (signed || news) {
      sentTo = readEnd;
      next(WatchWriter.sign(sentTo, caughtUp));
    }
    if (caughtUp && untilCaughtUp && over()) {
      call.onCompleted();
    }
  }

  private void send() {
    while (!unsent.isEmpty() && call.isReady()) {
      Line line = unsent.remove();
      sentTo = line.place();
      next(WatchWriter.line(line));
    }
    synchronized (this) {
      again |= !unsent.isEmpty() || readTo < 0 || untilCaughtUp;
    }
  }

  private void next(WatchSettlementsResponse message) {
    sent = true;
    synchronized (this) {
      if (ended) {
        return;
      }
      call.onNext(message);
    }
  }
}
