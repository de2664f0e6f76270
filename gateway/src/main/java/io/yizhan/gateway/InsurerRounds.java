package io.yizhan.gateway;

import io.yizhan.gateway.desk.InsurerOutbox;
import io.yizhan.gateway.desk.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the outbox: a few that tell insurers what is due, at once when they are poked and
 * now and then anyway, and one that looks for what insurers cancelled themselves. A gateway without
 * insurers has none.
 */
final class InsurerRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InsurerRounds.class);

  /** One insurer that is slow to fail keeps one of them. */
  private static final int OUTBOX_THREADS = 4;

  private static final long ROUND_MILLIS = 500;
  private static final long CHECK_MILLIS = 10_000;
  private static final long CLOSE_MILLIS = 5_000;

  private final InsurerOutbox outbox;
  private final List<String> insurers;
  private final Semaphore poked = new Semaphore(0);
  private final Semaphore stopped = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running = true;

  InsurerRounds(InsurerOutbox outbox, List<String> insurers) {
    this.outbox = outbox;
    this.insurers = List.copyOf(insurers);
  }

  /** Works from now on. */
  void start() {
    if (insurers.isEmpty()) {
      return;
    }
    for (int i = 1; i <= OUTBOX_THREADS; i++) {
      begin(new Thread(this::tell, "insurer-outbox-" + i));
    }
    begin(new Thread(this::look, "insurer-check"));
  }

  private void begin(Thread thread) {
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Something is due. */
  void poke() {
    if (poked.availablePermits() < OUTBOX_THREADS) {
      poked.release();
    }
  }

  private void tell() {
    try {
      while (running) {
        if (workSafely() == 0 && poked.tryAcquire(ROUND_MILLIS, TimeUnit.MILLISECONDS)) {
          poked.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What fails is due again when its lease has run out. */
  private int workSafely() {
    return Rounds.safely("the insurers' outbox", outbox::work);
  }

  private void look() {
    try {
      while (running && !stopped.tryAcquire(CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
        checkSafely();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkSafely() {
    int gone = Rounds.safely("the check of confirmed claims", () -> outbox.check(insurers));
    if (gone > 0) {
      LOG.warn("insurers have cancelled {} settlements of their own accord", gone);
    }
  }

  /** Finishes what is in hand. */
  @Override
  public void close() {
    running = false;
    stopped.release();
    poked.release(OUTBOX_THREADS);
    for (Thread thread : threads) {
      try {
        thread.join(CLOSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
