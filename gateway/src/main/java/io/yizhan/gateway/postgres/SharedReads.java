package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.Seen;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets quotes that arrive together share a reading statement. A few readers take what waits: groups
 * form by themselves while others read, without a timer, so a lone quote never waits for company.
 * Whoever was let in gets an answer, also when this closes.
 */
final class SharedReads implements AutoCloseable {
  /** How many share a statement at most. */
  static final int MEMBERS_MAX = 32;

  /** How many may wait for a reader. */
  static final int WAITING_MAX = 8_192;

  /** While half of them wait for the database the others decide what they have read. */
  private static final int READERS_A_PROCESSOR = 2;

  private final Statements statements;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final IdleThreads idle = new IdleThreads(lock);
  private final QueueThreads threads;
  private boolean closed;

  /** Reads with so many threads. */
  SharedReads(Statements statements, int readerCount) {
    this.statements = statements;
    this.threads = new QueueThreads("yizhan-reader", readerCount, () -> this::run);
  }

  /** How many readers this machine has use for, with so many connections. */
  static int readerCount(int connectionCount) {
    return Math.min(
        connectionCount, READERS_A_PROCESSOR * Runtime.getRuntime().availableProcessors());
  }

  /** How claims are looked at. */
  interface Statements {
    /** What is known for each, in their order. */
    List<Seen> read(List<Asked> asked);
  }

  /**
   * Which claim is looked at.
   *
   * @param bill whose standing that is, and what else of the claim the statement asks for
   * @param wanted whether somebody still waits for the answer; asked before it is read
   */
  record Asked(StandingReader.AskedBill bill, Claim claim, BooleanSupplier wanted) {}

  private record Waiting(Asked asked, CompletableFuture<Seen> result) {}

  /**
   * Lets one in. The stage ends on a reader's thread: with {@link CancellationException} where
   * nobody waited any more, with {@link RejectedExecutionException} at once where too many wait,
   * with {@link StoreUnavailableException} where the database did not answer.
   */
  CompletionStage<Seen> read(Asked asked) {
    Waiting one = new Waiting(asked, new CompletableFuture<>());
    lock.lock();
    try {
      if (closed || waiting.size() == WAITING_MAX) {
        return CompletableFuture.failedFuture(
            new RejectedExecutionException("too many quotes wait, or the store closes"));
      }
      waiting.add(one);
      idle.call();
    } finally {
      lock.unlock();
    }
    return one.result;
  }

  private void run() {
    for (List<Waiting> group = take(); !group.isEmpty(); group = take()) {
      read(group.stream().filter(SharedReads::isWanted).toList());
    }
  }

  /** What waits, as soon as something does; nothing when this is closed and nothing waits. */
  private List<Waiting> take() {
    lock.lock();
    try {
      idle.awaitWhile(() -> waiting.isEmpty() && !closed);
      List<Waiting> taken = new ArrayList<>();
      while (taken.size() < MEMBERS_MAX && !waiting.isEmpty()) {
        taken.add(waiting.remove());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isWanted(Waiting each) {
    try {
      if (each.asked.wanted().getAsBoolean()) {
        return true;
      }
      each.result.completeExceptionally(new CancellationException("nobody waits any more"));
    } catch (Throwable e) {
      each.result.completeExceptionally(e);
    }
    return false;
  }

  /** Whatever goes wrong with one must not be another's failure, nor end the reader. */
  private void read(List<Waiting> group) {
    if (group.isEmpty()) {
      return;
    }
    List<Seen> seen;
    try {
      seen = statements.read(group.stream().map(Waiting::asked).toList());
    } catch (StoreUnavailableException e) {
      group.forEach(each -> each.result.completeExceptionally(e));
      return;
    } catch (Throwable e) {
      if (group.size() == 1) {
        group.get(0).result.completeExceptionally(e);
      } else {
        group.stream().filter(SharedReads::isWanted).forEach(each -> read(List.of(each)));
      }
      return;
    }
    for (int i = 0; i < group.size(); i++) {
      group.get(i).result.complete(seen.get(i));
    }
  }

  /** Reads what was taken and ends the readers; what comes from now on is refused. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.callAll();
    } finally {
      lock.unlock();
    }
    threads.join();
  }
}
