package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The messages of an import, one at a time. */
final class ImportStreamTest {
  private final WorkerPool pool = new WorkerPool(1, 8);
  private final CallRunner runner = new CallRunner(pool, new Random(1));
  private final Call call = new Call();
  private final AtomicBoolean known = new AtomicBoolean(true);
  private final Kept kept = new Kept(runner, known, call);

  @AfterEach
  void close() {
    pool.close();
  }

  /** A call as the transport has it: ready as long as its answers are read. */
  private static final class Call extends ServerCallStreamObserver<String> {
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Throwable> failures = new ArrayList<>();
    private Runnable onReady = () -> {};

    @Override
    public boolean isReady() {
      return ready.get();
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      onReady = handler;
    }

    @Override
    public void request(int count) {
      asked.addAndGet(count);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void onNext(String answer) {}

    @Override
    public void onError(Throwable failure) {
      failures.add(failure);
    }

    @Override
    public void onCompleted() {}
  }

  /** Keeps what comes. */
  private static final class Kept extends ImportStream<String> {
    private final List<String> messages = new ArrayList<>();

    Kept(CallRunner runner, AtomicBoolean known, Call call) {
      super(runner, known::get, call);
    }

    @Override
    void work(String message) {
      messages.add(message);
    }

    @Override
    void finish() {
      end();
    }
  }

  /** The pool has one thread: what was given to it before is done. */
  private void awaitWork() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    pool.execute(done::countDown);
    assertTrue(done.await(10, TimeUnit.SECONDS));
  }

  @Test
  void message_workedOn_asksForTheNext() throws InterruptedException {
    kept.begin();
    kept.onNext("1");
    awaitWork();
    assertEquals(List.of("1"), kept.messages);
    assertEquals(2, call.asked.get());
  }

  @Test
  void credential_withdrawnInMidStream_endsItBeforeTheNextMessageIsWorkedOn()
      throws InterruptedException {
    kept.begin();
    kept.onNext("1");
    awaitWork();
    known.set(false);
    kept.onNext("2");
    awaitWork();
    kept.onNext("3");
    awaitWork();
    assertEquals(List.of("1"), kept.messages);
    assertEquals(2, call.asked.get());
    assertEquals(1, call.failures.size());
    assertEquals(Status.Code.UNAUTHENTICATED, Status.fromThrowable(call.failures.get(0)).getCode());
  }

  @Test
  void answersThatNobodyReads_askForNoMore_untilTheyAreRead() throws InterruptedException {
    kept.begin();
    call.ready.set(false);
    kept.onNext("1");
    awaitWork();
    assertEquals(1, call.asked.get());
    call.ready.set(true);
    call.onReady.run();
    call.onReady.run();
    assertEquals(2, call.asked.get());
  }

  @Test
  void end_whileAnswersAreNotRead_isHeeded() throws InterruptedException {
    kept.begin();
    call.ready.set(false);
    kept.onNext("1");
    awaitWork();
    kept.onCompleted();
    assertTrue(kept.hasEnded());
    call.ready.set(true);
    call.onReady.run();
    assertEquals(1, call.asked.get());
  }
}
