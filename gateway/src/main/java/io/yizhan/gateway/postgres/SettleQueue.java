package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Settle requests on their way to a writer: bounded, and those of one person strictly in order of
 * arrival. While a writer has a request of a person in hand, no other writer gets one of the same
 * person: so they are decided in their order whatever becomes of the first, and the writers of one
 * gateway do not wait for each other's accounts. A request for which another transaction is in the
 * way goes back to the head of its person's line, and such lines are given out one at a time: so
 * one writer at most waits for others' locks, whoever and however many hold them. Whoever was let
 * in is given to a writer, also when the queue closes.
 */
final class SettleQueue {
  private final int waitingMax;
  private final int perPersonMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final IdleThreads idle = new IdleThreads(lock);

  /** The persons who have a request here or in hand, each with those that wait. */
  private final Map<ByteBuffer, Line> byPerson = new HashMap<>();

  /** The persons of whom a request waits and none is in hand, the longest free first. */
  private final Deque<Line> ready = new ArrayDeque<>();

  /** The persons whose first request another transaction is in the way of, the next turn first. */
  private final Deque<Line> held = new ArrayDeque<>();

  /** Whether a writer has a turn at one that is held. */
  private boolean trying;

  private int waitingCount;
  private boolean closed;

  /** A queue in which so many may wait, and which gives out so many of one person at a time. */
  SettleQueue(int waitingMax, int perPersonMax) {
    this.waitingMax = waitingMax;
    this.perPersonMax = perPersonMax;
  }

  /**
   * A request and the one place where its caller's answer goes.
   *
   * @param heldUntilMillis how long it is tried, since another transaction was in its way; empty
   *     before
   * @param doubted whether of an earlier transaction of it it is not known that it did nothing
   */
  record Waiting(
      SettleGroup.Member member,
      ByteBuffer person,
      ReplyCodec codec,
      CompletableFuture<SettleResult> result,
      OptionalLong heldUntilMillis,
      boolean doubted) {
    Waiting heldUntil(long millis) {
      return new Waiting(member, person, codec, result, OptionalLong.of(millis), doubted);
    }

    Waiting inDoubt() {
      return new Waiting(member, person, codec, result, heldUntilMillis, true);
    }
  }

  /** The requests of one person. */
  private static final class Line {
    private final Deque<Waiting> waiting = new ArrayDeque<>(1);
    private int inHandCount;
  }

  /** Lets a request in, or refuses it at once with a {@link RejectedExecutionException}. */
  CompletionStage<SettleResult> add(SettleGroup.Member member, ReplyCodec codec) {
    Waiting waiting =
        new Waiting(
            member,
            ByteBuffer.wrap(member.alias()),
            codec,
            new CompletableFuture<>(),
            OptionalLong.empty(),
            false);
    if (!offer(waiting)) {
      waiting.result.completeExceptionally(
          new RejectedExecutionException("too many settle requests wait, or the store closes"));
    }
    return waiting.result;
  }

  private boolean offer(Waiting waiting) {
    lock.lock();
    try {
      if (closed || waitingCount >= waitingMax) {
        return false;
      }
      waitingCount++;
      Line line = byPerson.computeIfAbsent(waiting.person, person -> new Line());
      line.waiting.add(waiting);
      if (line.inHandCount == 0 && line.waiting.size() == 1) {
        ready.add(line);
        idle.call();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives out what waits, at most so many; none when nothing waits. */
  List<Waiting> take(int countMax) {
    lock.lock();
    try {
      List<Waiting> taken = new ArrayList<>();
      while (taken.size() < countMax && !ready.isEmpty()) {
        Line line = ready.remove();
        while (taken.size() < countMax
            && line.inHandCount < perPersonMax
            && !line.waiting.isEmpty()) {
          taken.add(line.waiting.remove());
          line.inHandCount++;
        }
      }
      waitingCount -= taken.size();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes note that a writer has these no longer in hand: the next of their persons may go. */
  void release(List<Waiting> ended) {
    lock.lock();
    try {
      for (Waiting each : ended) {
        Line line = Objects.requireNonNull(byPerson.get(each.person), "it must be in hand");
        line.inHandCount--;
        if (line.inHandCount == 0 && line.waiting.isEmpty()) {
          byPerson.remove(each.person);
        } else if (line.inHandCount == 0) {
          ready.add(line);
          idle.call();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes back what another transaction is in the way of, for a later turn; with their places, so
   * that the queue stays bounded.
   *
   * @param ofOnePerson in order of arrival, all that the writer has of the person
   */
  void putBack(List<Waiting> ofOnePerson) {
    lock.lock();
    try {
      Line line =
          Objects.requireNonNull(byPerson.get(ofOnePerson.get(0).person), "it must be in hand");
      for (int i = ofOnePerson.size() - 1; i >= 0; i--) {
        line.waiting.addFirst(ofOnePerson.get(i));
      }
      line.inHandCount -= ofOnePerson.size();
      waitingCount += ofOnePerson.size();
      held.add(line);
      idle.call();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives out a request that was put back, the longest untried first; none while a writer has its
   * turn at another, until {@link #endTurn}.
   */
  Optional<Waiting> takeHeld() {
    lock.lock();
    try {
      if (trying || held.isEmpty()) {
        return Optional.empty();
      }
      trying = true;
      Line line = held.remove();
      line.inHandCount++;
      waitingCount--;
      return Optional.of(line.waiting.remove());
    } finally {
      lock.unlock();
    }
  }

  /** Lets the next have its turn. */
  void endTurn() {
    lock.lock();
    try {
      trying = false;
      idle.call();
    } finally {
      lock.unlock();
    }
  }

  /** Of how many persons a request is held, not counting one that has its turn. */
  int heldCount() {
    lock.lock();
    try {
      return held.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to take; false when it is closed and there is nothing. */
  boolean await() {
    lock.lock();
    try {
      idle.awaitWhile(() -> hasNothing() && !closed);
      return !hasNothing();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is nothing to take now. */
  boolean isEmpty() {
    lock.lock();
    try {
      return hasNothing();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasNothing() {
    return ready.isEmpty() && (trying || held.isEmpty());
  }

  /** Lets nobody in any more; what was let in is still given out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      idle.callAll();
    } finally {
      lock.unlock();
    }
  }
}
