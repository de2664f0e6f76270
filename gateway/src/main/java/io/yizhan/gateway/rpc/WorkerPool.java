package io.yizhan.gateway.rpc;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where blocking work runs: as many threads as the store has connections, and a bounded queue
 * before them. When it is full a call is refused at once, so that accepted calls keep their
 * latency.
 */
public final class WorkerPool implements AutoCloseable, Executor {
  /** How many calls may wait, unless said otherwise. */
  public static final int QUEUE_MAX_DEFAULT = 256;

  /** How many threads look up credentials that nobody is known by. */
  private static final int STRANGERS_THREADS = 2;

  /** How many of these look-ups may wait. */
  private static final int STRANGERS_QUEUE_MAX = 64;

  /** How many threads read, prove and compare policies. */
  private static final int POLICIES_THREADS = 2;

  /** How many of these calls may wait. */
  private static final int POLICIES_QUEUE_MAX = 16;

  /** How many threads compare statements with the ledger; each keeps a connection for seconds. */
  private static final int COMPARISONS_THREADS = 2;

  /** How many of these calls may wait. */
  private static final int COMPARISONS_QUEUE_MAX = 32;

  /** How many threads read days' totals and lines; each keeps a connection for seconds. */
  private static final int DAYS_THREADS = 2;

  /** How many of these calls may wait. */
  private static final int DAYS_QUEUE_MAX = 32;

  /** How many closings of days and shifts wait at a time; they keep no connection meanwhile. */
  private static final int CLOSINGS_THREADS = 16;

  /** How many of these calls may wait. */
  private static final int CLOSINGS_QUEUE_MAX = 128;

  /** How many audits run at a time. */
  private static final int AUDITS_THREADS = 1;

  /** How many of these may wait. */
  private static final int AUDITS_QUEUE_MAX = 16;

  /** How many claims wait for insurers at a time; each waits seconds at most. */
  private static final int INSURERS_THREADS = 64;

  /** How many of these claims may wait. */
  private static final int INSURERS_QUEUE_MAX = 256;

  /** How many threads read the ledger for those who follow it. */
  private static final int WATCHERS_THREADS = 2;

  /** No call waits longer for a thread, whatever its deadline. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(5);

  /** Proofs take seconds each. */
  private static final Duration POLICIES_WAIT_MAX = Duration.ofSeconds(60);

  private final ThreadPoolExecutor executor;
  private final int queueMax;
  private final Duration waitMax;

  /**
   * A pool.
   *
   * @param threadCount 1 or more
   * @param queueMax 1 or more
   */
  public WorkerPool(int threadCount, int queueMax) {
    this(threadCount, queueMax, WAIT_MAX);
  }

  private WorkerPool(int threadCount, int queueMax, Duration waitMax) {
    this.queueMax = queueMax;
    this.waitMax = waitMax;
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads =
        work -> {
          Thread thread = new Thread(work, "yizhan-worker-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    executor =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueMax),
            threads,
            new ThreadPoolExecutor.AbortPolicy());
  }

  /** The small pool for look-ups of credentials that nobody is known by. */
  public static WorkerPool forStrangers() {
    return new WorkerPool(STRANGERS_THREADS, STRANGERS_QUEUE_MAX);
  }

  /** The small pool for policies: a proof takes seconds, and settling must not wait for one. */
  public static WorkerPool forPolicies() {
    return new WorkerPool(POLICIES_THREADS, POLICIES_QUEUE_MAX, POLICIES_WAIT_MAX);
  }

  /** The pool of reconciliation: a comparison must not take a settlement's place. */
  public static WorkerPool forComparisons() {
    return new WorkerPool(COMPARISONS_THREADS, COMPARISONS_QUEUE_MAX, POLICIES_WAIT_MAX);
  }

  /** The pool for what reads days or a year of them: it must not take settlements' places. */
  public static WorkerPool forDays() {
    return new WorkerPool(DAYS_THREADS, DAYS_QUEUE_MAX, POLICIES_WAIT_MAX);
  }

  /** The pool for closings of days and shifts, which sleep until what had begun is over. */
  public static WorkerPool forClosings() {
    return new WorkerPool(CLOSINGS_THREADS, CLOSINGS_QUEUE_MAX, POLICIES_WAIT_MAX);
  }

  /** The pool for claims whose insurers are asked: those of the others must not wait for them. */
  public static WorkerPool forInsurers() {
    return new WorkerPool(INSURERS_THREADS, INSURERS_QUEUE_MAX);
  }

  /** The small pool for those who follow the ledger: each has at most one page under way. */
  public static WorkerPool forWatchers() {
    return new WorkerPool(WATCHERS_THREADS, 2 * WatchEndpoint.WATCHERS_MAX);
  }

  /** The pool for audits: each takes minutes, and settling must not wait for one. */
  public static WorkerPool forAudits() {
    return new WorkerPool(AUDITS_THREADS, AUDITS_QUEUE_MAX);
  }

  /** Takes the work; false when the queue is full or the pool is closed. */
  boolean offer(Runnable work) {
    try {
      executor.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Takes the work or refuses it with a {@link RejectedExecutionException}. */
  @Override
  public void execute(Runnable work) {
    executor.execute(work);
  }

  /** A turnstile that lets in what the threads and the queue take. */
  Turnstile turnstile(long bytesMax) {
    int threadCount = executor.getMaximumPoolSize();
    return new Turnstile(
        new Turnstile.Limits(threadCount + queueMax, bytesMax, threadCount, waitMax.toNanos()),
        System::nanoTime);
  }

  /** How many calls wait now. */
  public int waitingCount() {
    return executor.getQueue().size();
  }

  /** Takes no more work and waits for what it has taken, at most this long. */
  public boolean finish(long timeoutMillis) throws InterruptedException {
    executor.shutdown();
    return executor.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  /** Takes no more work; what it has taken still runs. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
