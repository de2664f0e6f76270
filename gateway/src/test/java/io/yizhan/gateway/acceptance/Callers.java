package io.yizhan.gateway.acceptance;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Callers that begin at the same moment, and the patience of a good client. */
final class Callers {
  private static final int TRIES_MAX = 60;
  private static final long RETRY_MILLIS = 100;
  private static final long ALL_SECONDS_MAX = 120;
  private static final Set<Status.Code> WORTH_REPEATING =
      Set.of(Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNAVAILABLE);

  private Callers() {}

  /** Runs all at once, each on a thread of its own; answers in their order. */
  static <T> List<T> atOnce(List<Callable<T>> calls) {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> call : calls) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call();
                }));
      }
      start.countDown();
      List<T> answers = new ArrayList<>();
      for (Future<T> one : running) {
        answers.add(one.get(ALL_SECONDS_MAX, TimeUnit.SECONDS));
      }
      return answers;
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Repeats the same call while the gateway says that repeating helps. */
  static <T> T patiently(Callable<T> call) throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        return call.call();
      } catch (StatusRuntimeException e) {
        if (tries == TRIES_MAX || !WORTH_REPEATING.contains(e.getStatus().getCode())) {
          throw e;
        }
        World.pause(RETRY_MILLIS);
      }
    }
  }
}
