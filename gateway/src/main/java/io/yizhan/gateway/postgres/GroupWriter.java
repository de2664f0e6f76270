package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.postgres.SettleQueue.Waiting;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * What a writer does with the requests that wait, step by step: a group in one transaction, in
 * halves when it fails, and alone whatever the group leaves. It waits for others' locks once a step
 * and for a moment: what another transaction is still in the way of goes back to the queue, where
 * such requests have their turns one at a time, and the others are settled meanwhile. It knows no
 * thread, no clock and no database: these are its callers' and its transactions'. Not for two
 * threads at once.
 */
class GroupWriter {
  /** How long a request that is settled alone waits for a lock; also all that are held, in turn. */
  static final long LOCK_WAIT_MILLIS = 250;

  /** However many are held, each waits so long in its turn. */
  static final long LOCK_WAIT_MILLIS_MIN = 10;

  /** How long a request is tried while another transaction is in its way. */
  static final long HELD_MILLIS_MAX = 10_000;

  private final SettleQueue queue;
  private final SettleTransactions transactions;
  private final int membersMax;

  /** In hand already, but left out of the group before: its request id stood in it. */
  private List<Waiting> carried = List.of();

  /** What another transaction is in the way of, of this step, in order of arrival. */
  private final List<Waiting> stuck = new ArrayList<>();

  /** Whether of a transaction of this step it is not known that it did nothing. */
  private boolean doubted;

  /** A writer whose groups have at most so many members. */
  GroupWriter(SettleQueue queue, SettleTransactions transactions, int membersMax) {
    this.queue = queue;
    this.transactions = transactions;
    this.membersMax = membersMax;
  }

  /**
   * The transactions of a writer. Whatever ends one of them without an answer is an exception: a
   * {@link StoreUnavailableException} where the outcome is unknown or the database gave up; after
   * any other nothing was done.
   */
  interface SettleTransactions {
    /**
     * Settles those with whom nothing is in the way.
     *
     * @param members in order of arrival, no request id twice
     */
    Together together(List<SettleGroup.Member> members, ReplyCodec codec);

    /** Settles one whatever is in the way, as soon as it has each lock within so long. */
    SettleResult alone(SettleGroup.Member member, ReplyCodec codec, long lockWaitMillis);

    /** The time of a clock that only goes forward. */
    long nowMillis();
  }

  /**
   * What became of a group.
   *
   * @param replies of each that was settled, by its place; the others are untouched
   * @param held the places of those of which another transaction has locked an account
   * @param runAgain whether an earlier run did not end as it should: it may have settled some of
   *     the others
   */
  record Together(Map<Integer, byte[]> replies, Set<Integer> held, boolean runAgain) {}

  /**
   * Settles what waits now, as far as it fits in one group, and tries one of those that are held;
   * false when there is neither.
   */
  final boolean step() {
    List<Waiting> group = next();
    if (!group.isEmpty()) {
      take(group, () -> settle(group.stream().filter(this::isWanted).toList()));
    }
    Optional<Waiting> held = queue.takeHeld();
    held.ifPresent(this::retry);
    return !group.isEmpty() || held.isPresent();
  }

  /** Nothing that goes wrong with a group may end its writer, or leave a caller waiting. */
  private void take(List<Waiting> group, Runnable settling) {
    doubted = false;
    try {
      settling.run();
    } catch (Throwable e) {
      stuck.clear();
      fail(group, new StoreUnavailableException(e));
    }
    putBackStuck();
  }

  /** The turn of one that is held: as long as one round over all of them may take. */
  private void retry(Waiting held) {
    long lockWaitMillis =
        Math.max(LOCK_WAIT_MILLIS_MIN, LOCK_WAIT_MILLIS / (1 + queue.heldCount()));
    take(
        List.of(held),
        () -> {
          if (isWanted(held)) {
            settleAlone(held, lockWaitMillis);
          }
        });
    queue.endTurn();
  }

  /** What waits, in order of arrival; whose id stands there already is carried, and who follows. */
  List<Waiting> next() {
    List<Waiting> waiting = new ArrayList<>(carried);
    waiting.addAll(queue.take(membersMax - waiting.size()));
    List<Waiting> group = new ArrayList<>();
    List<Waiting> left = new ArrayList<>();
    Set<RequestKey> keys = new HashSet<>();
    Set<ByteBuffer> behind = new HashSet<>();
    for (Waiting each : waiting) {
      if (behind.contains(each.person()) || !keys.add(each.member().order().key())) {
        behind.add(each.person());
        left.add(each);
      } else {
        group.add(each);
      }
    }
    carried = left;
    return group;
  }

  private boolean isWanted(Waiting waiting) {
    try {
      if (waiting.member().order().wanted().getAsBoolean()) {
        return true;
      }
      failUndone(waiting, new CancellationException("nobody waits any more"));
    } catch (RuntimeException e) {
      failUndone(waiting, e);
    }
    return false;
  }

  private void settle(List<Waiting> group) {
    List<Waiting> special = new ArrayList<>();
    if (!group.isEmpty()) {
      settleTogether(group, special);
    }
    boolean waited = false;
    for (Waiting each : special) {
      if (waited || isIn(stuck, each.person())) {
        stuck.add(each);
      } else {
        waited = !settleAlone(each, LOCK_WAIT_MILLIS);
      }
    }
  }

  private static boolean isIn(List<Waiting> list, ByteBuffer person) {
    return list.stream().anyMatch(each -> each.person().equals(person));
  }

  /**
   * Settles what goes together; the others are added to those that need a transaction alone, or are
   * stuck, and so are those behind them of the same persons.
   */
  private void settleTogether(List<Waiting> asked, List<Waiting> special) {
    List<Waiting> group = new ArrayList<>();
    for (Waiting each : asked) {
      if (isIn(stuck, each.person())) {
        stuck.add(each);
      } else {
        (isIn(special, each.person()) ? special : group).add(each);
      }
    }
    if (group.isEmpty()) {
      return;
    }
    Together together;
    try {
      together =
          transactions.together(group.stream().map(Waiting::member).toList(), group.get(0).codec());
    } catch (StoreUnavailableException e) {
      if (Transactions.concernsAll(e) && e.isNothingDone()) {
        group.forEach(waiting -> failUndone(waiting, e));
      } else if (Transactions.concernsAll(e)) {
        fail(group, e);
      } else {
        doubted |= !e.isNothingDone();
        settleHalves(group, special);
      }
      return;
    } catch (Throwable e) {
      settleHalves(group, special);
      return;
    }
    doubted |= together.runAgain();
    Map<Integer, byte[]> replies = together.replies();
    queue.release(replies.keySet().stream().map(group::get).toList());
    replies.forEach(
        (place, reply) ->
            group.get(place).result().complete(new SettleResult.Recorded(reply, false)));
    for (int place = 0; place < group.size(); place++) {
      Waiting left = group.get(place);
      if (!replies.containsKey(place)) {
        boolean held = together.held().contains(place) && !isIn(special, left.person());
        (held || isIn(stuck, left.person()) ? stuck : special).add(left);
      }
    }
  }

  /** What fails alone goes last: whatever is in its way may be so for long. */
  void settleHalves(List<Waiting> group, List<Waiting> special) {
    if (group.size() == 1) {
      special.addAll(group);
      return;
    }
    settleTogether(group.subList(0, group.size() / 2), special);
    settleTogether(group.subList(group.size() / 2, group.size()), special);
  }

  /** Settles one alone; false when another transaction is in its way and it is tried again. */
  private boolean settleAlone(Waiting waiting, long lockWaitMillis) {
    SettleResult result;
    try {
      result = transactions.alone(waiting.member(), waiting.codec(), lockWaitMillis);
    } catch (StoreUnavailableException e) {
      long nowMillis = transactions.nowMillis();
      if (Transactions.isHeld(e)
          && nowMillis < waiting.heldUntilMillis().orElse(nowMillis + HELD_MILLIS_MAX)) {
        // Held or lost on the way before: which of the two is not told.
        stuck.add(waiting.inDoubt());
        return false;
      }
      if (e.isNothingDone()) {
        failUndone(waiting, e);
      } else {
        fail(List.of(waiting), e);
      }
      return true;
    } catch (RuntimeException e) {
      failUndone(waiting, e);
      return true;
    } catch (Throwable e) {
      fail(List.of(waiting), new StoreUnavailableException(e));
      return true;
    }
    queue.release(List.of(waiting));
    waiting.result().complete(result);
    return true;
  }

  /** Gives back what is stuck, and what was carried behind it of the same persons. */
  private void putBackStuck() {
    if (stuck.isEmpty()) {
      return;
    }
    long untilMillis = transactions.nowMillis() + HELD_MILLIS_MAX;
    Map<ByteBuffer, List<Waiting>> lines = new LinkedHashMap<>();
    for (Waiting each : stuck) {
      Waiting held = doubted ? each.inDoubt() : each;
      List<Waiting> line = lines.computeIfAbsent(each.person(), person -> new ArrayList<>());
      boolean first = line.isEmpty() && held.heldUntilMillis().isEmpty();
      line.add(first ? held.heldUntil(untilMillis) : held);
    }
    stuck.clear();
    List<Waiting> kept = new ArrayList<>();
    carried.forEach(each -> lines.getOrDefault(each.person(), kept).add(each));
    carried = kept;
    lines.values().forEach(this::putBack);
  }

  /** Gives back all of one person, in order of arrival. */
  void putBack(List<Waiting> ofOnePerson) {
    queue.putBack(ofOnePerson);
  }

  /** This one did nothing; but perhaps the group did, or an earlier try. */
  private void failUndone(Waiting waiting, RuntimeException failure) {
    boolean unknown = doubted || waiting.doubted();
    fail(List.of(waiting), unknown ? new StoreUnavailableException(failure) : failure);
  }

  /** Tells those that have no answer yet. */
  private void fail(List<Waiting> group, RuntimeException failure) {
    List<Waiting> unanswered =
        group.stream().filter(waiting -> !waiting.result().isDone()).toList();
    queue.release(unanswered);
    unanswered.forEach(waiting -> waiting.result().completeExceptionally(failure));
  }
}
