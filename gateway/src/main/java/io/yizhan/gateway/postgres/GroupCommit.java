package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Lets settle requests that arrive together share a transaction. A few writers take what waits:
 * groups form by themselves while others commit, without a timer, so a lone call never waits for
 * company. Here are the threads; the queue and the writers beside them are what they run.
 */
final class GroupCommit implements AutoCloseable {
  /** How many requests share a transaction at most. */
  static final int MEMBERS_MAX = 128;

  /** How many requests may wait for a writer. */
  static final int WAITING_MAX = 1_024;

  /** How many of one person a group may hold; so one person never fills it. */
  private static final int PER_PERSON_MAX = 32;

  private final SettleQueue queue = new SettleQueue(WAITING_MAX, PER_PERSON_MAX);
  private final QueueThreads threads;

  /** Groups for so many transactions at a time. */
  GroupCommit(Transactions transactions, Months months, Alone alone, int writerCount) {
    GroupWriter.SettleTransactions settle = new Real(transactions, months, alone);
    this.threads =
        new QueueThreads(
            "yizhan-writer",
            writerCount,
            () -> {
              GroupWriter writer = new GroupWriter(queue, settle, MEMBERS_MAX);
              return () -> run(writer);
            });
  }

  /** Settles one request in a transaction of its own. */
  interface Alone {
    /** What became of it, where it had to wait for no lock longer than this. */
    SettleResult settle(SettleGroup.Member member, ReplyCodec codec, long lockWaitMillis);
  }

  private record Real(Transactions transactions, Months months, Alone alone)
      implements GroupWriter.SettleTransactions {
    @Override
    public GroupWriter.Together together(List<SettleGroup.Member> members, ReplyCodec codec) {
      int[] runs = {0};
      SettleGroup.Settled settled =
          transactions.write(
              SettleGroup.Settled.class,
              months.booking(
                  connection -> {
                    runs[0]++;
                    return new SettleGroup(connection, months, codec).run(members);
                  }));
      return new GroupWriter.Together(settled.replies(), settled.held(), runs[0] > 1);
    }

    @Override
    public SettleResult alone(SettleGroup.Member member, ReplyCodec codec, long lockWaitMillis) {
      return alone.settle(member, codec, lockWaitMillis);
    }

    @Override
    public long nowMillis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
  }

  /**
   * Takes a request; the stage ends as {@link io.yizhan.gateway.desk.SettlementStore#settle} says.
   */
  CompletionStage<SettleResult> settle(SettleGroup.Member member, ReplyCodec codec) {
    return queue.add(member, codec);
  }

  private void run(GroupWriter writer) {
    while (writer.step() || queue.await()) {}
  }

  /** Settles what was taken and ends the writers; what comes from now on is refused. */
  @Override
  public void close() {
    queue.close();
    threads.join();
  }
}
