package io.yizhan.gateway.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Threads that work off a queue until it is closed. */
final class QueueThreads {
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Starts so many.
   *
   * @param work of one thread; ends when the queue is closed and empty
   */
  QueueThreads(String name, int count, Supplier<Runnable> work) {
    for (int i = 1; i <= count; i++) {
      Thread thread = new Thread(work.get(), name + "-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Waits until all have ended; the queue must be closed. */
  void join() {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
