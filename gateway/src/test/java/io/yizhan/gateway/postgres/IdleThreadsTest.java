package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdleThreadsTest {
  private final ReentrantLock lock = new ReentrantLock();
  private final IdleThreads idle = new IdleThreads(lock);
  private final BlockingQueue<String> woken = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    locked(idle::callAll);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void call_severalWait_wakesWhoBeganToWaitLast() throws InterruptedException {
    startsToWait("first");
    startsToWait("second");
    startsToWait("third");

    assertEquals("third", calledIs());
    startsToWait("fourth");
    assertEquals("fourth", calledIs());
    assertEquals("second", calledIs());
    assertEquals("first", calledIs());
  }

  @Test
  void call_calledTwiceAtOnce_wakesTwo() throws InterruptedException {
    startsToWait("first");
    startsToWait("second");

    locked(
        () -> {
          idle.call();
          idle.call();
        });

    assertEquals(List.of("first", "second"), Stream.of(next(), next()).sorted().toList());
  }

  @Test
  void call_nobodyWaits_isNotKept() throws InterruptedException {
    locked(idle::call);
    startsToWait("first");

    assertTrue(woken.isEmpty());
    assertEquals("first", calledIs());
  }

  @Test
  void callAll_severalWait_wakesAll() throws InterruptedException {
    startsToWait("first");
    startsToWait("second");

    locked(idle::callAll);

    assertEquals(List.of("first", "second"), Stream.of(next(), next()).sorted().toList());
  }

  /** A thread waits; whoever else waits has begun before. */
  private void startsToWait(String name) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              AtomicBoolean called = new AtomicBoolean();
              locked(() -> idle.awaitWhile(() -> !called.getAndSet(true)));
              woken.add(name);
            });
    threads.add(thread);
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private String calledIs() throws InterruptedException {
    locked(idle::call);
    return next();
  }

  private String next() throws InterruptedException {
    return woken.take();
  }

  private void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
