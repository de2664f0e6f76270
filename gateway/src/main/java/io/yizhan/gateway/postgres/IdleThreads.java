package io.yizhan.gateway.postgres;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/**
 * The threads of a queue that have nothing to do. The one that worked last is called first: its
 * connection, and what the server keeps for it, are still warm. All of it is called under the
 * queue's lock.
 */
final class IdleThreads {
  private final Lock lock;

  /** What each of them waits for, the last to end its work first. */
  private final Deque<Condition> idle = new ArrayDeque<>();

  /** Those of a queue with this lock. */
  IdleThreads(Lock lock) {
    this.lock = lock;
  }

  /** Waits as long as there is nothing to do, asked whenever called; the lock is free meanwhile. */
  void awaitWhile(BooleanSupplier nothingToDo) {
    while (nothingToDo.getAsBoolean()) {
      Condition called = lock.newCondition();
      idle.push(called);
      called.awaitUninterruptibly();
      idle.remove(called);
    }
  }

  /** Calls one that was not called yet, where there is one. */
  void call() {
    Condition called = idle.poll();
    if (called != null) {
      called.signal();
    }
  }

  /** Calls all. */
  void callAll() {
    idle.forEach(Condition::signal);
  }
}
