package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.postgres.SettleQueue.Waiting;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * What a writer does with the requests that wait, step by step: a group in one transaction, in
 * halves when it fails, and alone whatever the group leaves. It knows no thread, no clock and no
 * database: these are its callers' and its transactions'. Not for two threads at once.
 */
class GroupWriter {
  private final SettleQueue queue;
  private final SettleTransactions transactions;
  private final int membersMax;

  /** In hand already, but left out of the group before: its request id stood in it. */
  private List<Waiting> carried = List.of();

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

    /** Settles one whatever is in the way. */
    SettleResult alone(SettleGroup.Member member, ReplyCodec codec);
  }

  /**
   * What became of a group.
   *
   * @param replies of each that was settled, by its place; the others are untouched
   * @param runAgain whether an earlier run did not end as it should: it may have settled some of
   *     the others
   */
  record Together(Map<Integer, byte[]> replies, boolean runAgain) {}

  /** Settles what waits now, as far as it fits in one group; false when nothing waits. */
  final boolean step() {
    List<Waiting> group = next();
    if (group.isEmpty()) {
      return false;
    }
    try {
      settle(group.stream().filter(this::isWanted).toList());
    } catch (Throwable e) {
      // Nothing that goes wrong with a group may end its writer, or leave a caller waiting.
      fail(group, new StoreUnavailableException(e));
    }
    return true;
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
      fail(List.of(waiting), new CancellationException("nobody waits any more"));
    } catch (RuntimeException e) {
      fail(List.of(waiting), e);
    }
    return false;
  }

  private void settle(List<Waiting> group) {
    doubted = false;
    List<Waiting> special = new ArrayList<>();
    if (!group.isEmpty()) {
      settleTogether(group, special);
    }
    special.forEach(this::settleAlone);
  }

  /**
   * Settles what goes together; the others are added to those that need a transaction alone, and so
   * are those behind them of the same persons.
   */
  private void settleTogether(List<Waiting> asked, List<Waiting> special) {
    Set<ByteBuffer> behind = new HashSet<>();
    special.forEach(each -> behind.add(each.person()));
    List<Waiting> group = new ArrayList<>();
    asked.forEach(each -> (behind.contains(each.person()) ? special : group).add(each));
    if (group.isEmpty()) {
      return;
    }
    Together together;
    try {
      together =
          transactions.together(group.stream().map(Waiting::member).toList(), group.get(0).codec());
    } catch (StoreUnavailableException e) {
      if (Transactions.concernsAll(e)) {
        fail(group, e);
      } else {
        doubted = true;
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
      if (!replies.containsKey(place)) {
        special.add(group.get(place));
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

  private void settleAlone(Waiting waiting) {
    SettleResult result;
    try {
      result = transactions.alone(waiting.member(), waiting.codec());
    } catch (StoreUnavailableException e) {
      fail(List.of(waiting), e);
      return;
    } catch (RuntimeException e) {
      // This one did nothing, but perhaps the group did.
      fail(List.of(waiting), doubted ? new StoreUnavailableException(e) : e);
      return;
    } catch (Throwable e) {
      fail(List.of(waiting), new StoreUnavailableException(e));
      return;
    }
    queue.release(List.of(waiting));
    waiting.result().complete(result);
  }

  /** Tells those that have no answer yet. */
  private void fail(List<Waiting> group, RuntimeException failure) {
    List<Waiting> unanswered =
        group.stream().filter(waiting -> !waiting.result().isDone()).toList();
    queue.release(unanswered);
    unanswered.forEach(waiting -> waiting.result().completeExceptionally(failure));
  }
}
