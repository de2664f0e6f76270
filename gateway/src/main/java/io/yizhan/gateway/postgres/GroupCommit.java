package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Lets settle requests that arrive together share a transaction. A few writers take what waits:
 * groups form by themselves while others commit, without a timer, so a lone call never waits for
 * company. What a group leaves is settled alone by the same writer, before its next group; so are
 * all members of a group that fails, in halves first.
 */
final class GroupCommit implements AutoCloseable {
  /** How many requests share a transaction at most. */
  static final int MEMBERS_MAX = 128;

  /** How many a writer has in hand at most: a group, and those that must wait for the next. */
  private static final int LOOKED_AT_MAX = 2 * MEMBERS_MAX;

  /** How many requests may wait for a writer. */
  static final int WAITING_MAX = 1_024;

  private static final long LOOK_MILLIS = 50;

  private final Transactions transactions;
  private final Months months;
  private final Alone alone;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean closed;

  /** Groups for so many transactions at a time. */
  GroupCommit(Transactions transactions, Months months, Alone alone, int writerCount) {
    this.transactions = transactions;
    this.months = months;
    this.alone = alone;
    for (int i = 1; i <= writerCount; i++) {
      Thread writer = new Thread(this::write, "yizhan-writer-" + i);
      writer.setDaemon(true);
      writers.add(writer);
      writer.start();
    }
  }

  /** Settles one request in a transaction of its own. */
  interface Alone {
    /** What became of it. */
    SettleResult settle(SettleGroup.Member member, ReplyCodec codec);
  }

  private record Waiting(
      SettleGroup.Member member, ReplyCodec codec, CompletableFuture<SettleResult> result) {}

  /**
   * Takes a request; the stage ends as {@link io.yizhan.gateway.desk.SettlementStore#settle} says.
   */
  CompletionStage<SettleResult> settle(SettleGroup.Member member, ReplyCodec codec) {
    Waiting waiting = new Waiting(member, codec, new CompletableFuture<>());
    if (closed || !queue.offer(waiting)) {
      refuse(waiting);
    }
    return waiting.result;
  }

  private void write() {
    Deque<Waiting> carried = new ArrayDeque<>();
    try {
      while (true) {
        List<Waiting> group = next(carried);
        if (!group.isEmpty()) {
          settleOrFail(group);
        } else if (closed && queue.isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What waits, in order of arrival, no request id and no document twice: the second of a person
   * goes into the next group of the same writer and sees what the first has used.
   */
  private List<Waiting> next(Deque<Waiting> carried) throws InterruptedException {
    List<Waiting> waiting = new ArrayList<>(carried);
    carried.clear();
    if (waiting.isEmpty()) {
      Waiting first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (first == null) {
        return List.of();
      }
      waiting.add(first);
    }
    queue.drainTo(waiting, Math.max(0, LOOKED_AT_MAX - waiting.size()));
    List<Waiting> group = new ArrayList<>();
    Set<RequestKey> keys = new HashSet<>();
    Set<ByteBuffer> aliases = new HashSet<>();
    for (Waiting each : waiting) {
      if (!each.member.order().wanted().getAsBoolean()) {
        each.result.completeExceptionally(new CancellationException("nobody waits any more"));
        continue;
      }
      boolean newKey = keys.add(each.member.order().key());
      boolean newPerson = aliases.add(ByteBuffer.wrap(each.member.alias()));
      boolean fits = newKey && newPerson && group.size() < MEMBERS_MAX;
      (fits ? group : carried).add(each);
    }
    return group;
  }

  /** Nothing that goes wrong with a group may end its writer, or leave a caller waiting. */
  private void settleOrFail(List<Waiting> group) {
    try {
      settle(group);
    } catch (Throwable e) {
      RuntimeException failure = new IllegalStateException("a group could not be settled", e);
      group.forEach(each -> each.result.completeExceptionally(failure));
    }
  }

  private void settle(List<Waiting> group) {
    List<Waiting> special = new ArrayList<>();
    settleTogether(group, special);
    special.forEach(this::settleAlone);
  }

  /** Settles what goes together; the others are added to those that need a transaction alone. */
  private void settleTogether(List<Waiting> group, List<Waiting> special) {
    Map<Integer, byte[]> replies;
    try {
      replies =
          transactions
              .write(
                  SettleGroup.Settled.class,
                  connection ->
                      new SettleGroup(connection, months, group.get(0).codec)
                          .run(group.stream().map(Waiting::member).toList()))
              .replies();
    } catch (StoreUnavailableException e) {
      if (Transactions.isLockTimeout(e)) {
        settleHalves(group, special);
      } else {
        group.forEach(each -> each.result.completeExceptionally(e));
      }
      return;
    } catch (RuntimeException e) {
      settleHalves(group, special);
      return;
    }
    replies.forEach(
        (place, reply) ->
            group.get(place).result.complete(new SettleResult.Recorded(reply, false)));
    for (int place = 0; place < group.size(); place++) {
      if (!replies.containsKey(place)) {
        special.add(group.get(place));
      }
    }
  }

  private void settleHalves(List<Waiting> group, List<Waiting> special) {
    if (group.size() == 1) {
      special.addAll(group);
      return;
    }
    settleTogether(group.subList(0, group.size() / 2), special);
    settleTogether(group.subList(group.size() / 2, group.size()), special);
  }

  private void settleAlone(Waiting waiting) {
    try {
      waiting.result.complete(alone.settle(waiting.member, waiting.codec));
    } catch (RuntimeException e) {
      waiting.result.completeExceptionally(e);
    }
  }

  /** Settles what was taken, ends the writers, and refuses what came in that very moment. */
  @Override
  public void close() {
    closed = true;
    for (Thread writer : writers) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    List<Waiting> late = new ArrayList<>();
    queue.drainTo(late);
    late.forEach(GroupCommit::refuse);
  }

  private static void refuse(Waiting waiting) {
    waiting.result.completeExceptionally(
        new RejectedExecutionException("too many settle requests wait, or the store closes"));
  }
}
