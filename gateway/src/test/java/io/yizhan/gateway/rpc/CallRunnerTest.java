package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls in which an error is thrown: each is answered, and its place is free again. */
class CallRunnerTest {
  private static final int CALLS = 5;

  /** Fewer are let in at a time than there are calls. */
  private final WorkerPool pool = new WorkerPool(1, 1);

  private final CallRunner runner = new CallRunner(pool, new Random(1));
  private final Turnstile one =
      new Turnstile(
          new Turnstile.Limits(1, 1 << 20, 1, TimeUnit.SECONDS.toNanos(5)), System::nanoTime);

  @AfterEach
  void close() {
    pool.close();
  }

  private static LinkageError broken() {
    return new LinkageError("broken on purpose");
  }

  /** What one call ends with: its reply, or the status that it is told. */
  private static String answer(Consumer<StreamObserver<String>> call) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    call.accept(
        new StreamObserver<>() {
          private String reply = "";

          @Override
          public void onNext(String value) {
            reply = value;
          }

          @Override
          public void onError(Throwable failure) {
            answer.complete(Status.fromThrowable(failure).getCode().toString());
          }

          @Override
          public void onCompleted() {
            answer.complete(reply);
          }
        });
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private void isAnswered(Consumer<StreamObserver<String>> call) {
    for (int i = 0; i < CALLS; i++) {
      assertEquals("INTERNAL", answer(call));
    }
    assertEquals("well", answer(observer -> runner.run(observer, () -> () -> "well")));
    assertEquals("well", answer(observer -> begin(observer, "well")));
  }

  private void begin(StreamObserver<String> observer, String reply) {
    runner.begin(observer, one, () -> CompletableFuture.completedFuture(reply), same -> same);
  }

  @Test
  void run_errorWhileReading_isInternalAndLeaves() {
    isAnswered(
        observer ->
            runner.<String>run(
                observer,
                () -> {
                  throw broken();
                }));
  }

  @Test
  void run_errorInTheWork_isInternalAndLeaves() {
    isAnswered(
        observer ->
            runner.<String>run(
                observer,
                () ->
                    () -> {
                      throw broken();
                    }));
  }

  @Test
  void begin_errorWhileBeginning_isInternalAndLeaves() {
    isAnswered(
        observer ->
            runner.<String, String>begin(
                observer,
                one,
                () -> {
                  throw broken();
                },
                same -> same));
  }

  @Test
  void begin_errorOfTheWork_isInternalAndLeaves() {
    isAnswered(
        observer ->
            runner.begin(
                observer,
                one,
                () -> CompletableFuture.<String>failedFuture(new LinkageError("broken")),
                same -> same));
  }

  @Test
  void begin_errorInTheReply_isInternalAndLeaves() {
    isAnswered(
        observer ->
            runner.begin(
                observer,
                one,
                () -> CompletableFuture.completedFuture("well"),
                same -> {
                  throw broken();
                }));
  }

  @Test
  void runPatiently_errorInTheWork_isInternal() {
    isAnswered(
        observer ->
            runner.runPatiently(
                () -> {
                  throw broken();
                },
                observer::onError));
  }
}
