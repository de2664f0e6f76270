package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One life of a gateway: the real queue, the real writers and the real transactions, on simulated
 * threads and connections. When it dies its callers hear of it, and of nothing else.
 */
final class SimulatedGateway implements GroupWriter.SettleTransactions {
  static final ReplyCodec NO_CODEC = new NoCodec();

  final String name;
  private final SimulatedTime time;
  private final Faults faults;
  private final Plant plant;
  private final SimulatedPool pool;
  private final SimulatedWork work;
  private final Transactions transactions;
  private final SettleQueue queue;
  private final Map<String, SimulatedWork.Order> orders = new HashMap<>();
  private final Deque<Runnable> undos = new ArrayDeque<>();
  private final List<Runnable> whenDead = new ArrayList<>();
  private boolean dead;
  private boolean closed;

  SimulatedGateway(
      String name, SimulatedStore store, Faults faults, Plant plant, Runnable whenCrashed) {
    this.name = name;
    this.time = store.time;
    this.faults = faults;
    this.plant = plant;
    this.pool =
        new SimulatedPool(
            store,
            faults,
            plant,
            () -> dead,
            () -> {
              crash();
              whenCrashed.run();
            });
    this.work = new SimulatedWork(store, plant);
    this.transactions = new Transactions(pool.dataSource(), this::pause);
    this.queue = new SettleQueue(faults.random().nextInt(3, 13), faults.random().nextInt(1, 5));
    int writers = faults.random().nextInt(1, 4);
    int membersMax = faults.random().nextInt(2, 9);
    for (int i = 1; i <= writers; i++) {
      GroupWriter writer = BrokenWriter.of(plant, queue, this, membersMax);
      time.start(name + " writer " + i, () -> write(writer));
    }
    time.start(name + " desk", this::runUndos);
  }

  private void pause(long millis) {
    if (dead) {
      throw new SimulatedPool.Crashed();
    }
    time.sleep(millis);
  }

  private void write(GroupWriter writer) {
    while (!dead && (writer.step() || hasMore())) {}
  }

  private boolean hasMore() {
    time.waitFor(() -> dead || closed || !queue.isEmpty(), Long.MAX_VALUE);
    return !queue.isEmpty();
  }

  private void runUndos() {
    while (true) {
      time.waitFor(() -> dead || closed || !undos.isEmpty(), Long.MAX_VALUE);
      Runnable undo = undos.poll();
      if (undo == null || dead) {
        return;
      }
      undo.run();
    }
  }

  boolean isDead() {
    return dead;
  }

  boolean isClosed() {
    return closed;
  }

  /** As a gateway that is stopped in good order. */
  void close() {
    time.note(() -> name + " closes");
    queue.close();
    closed = true;
  }

  void crash() {
    time.note(() -> name + " dies");
    dead = true;
    whenDead.forEach(Runnable::run);
  }

  /** Calls back when it dies: to whoever is connected. */
  void onDeath(Runnable callback) {
    whenDead.add(callback);
  }

  CompletionStage<SettleResult> settle(SimulatedWork.Order order, BooleanSupplier wanted) {
    orders.put(order.stamp(), order);
    String alias =
        plant == Plant.LATER_CLAIM_OVERTAKES ? order.person() + order.stamp() : order.person();
    SettleOrder asked =
        new SettleOrder(
            new RequestKey("H", order.id()),
            new RequestContent(List.of()),
            new PersonDocument("resident_id", order.person()),
            StoreScene.claim(order.bill(), 1),
            new Stamp(order.stamp(), order.id(), Instant.EPOCH, StoreScene.POSTING_DATE),
            "caller",
            wanted);
    return queue.add(
        new SettleGroup.Member(
            asked,
            alias.getBytes(StandardCharsets.UTF_8),
            new Requests.Fingerprint(new byte[0], new byte[0]),
            standing -> {
              throw new IllegalStateException("the simulated work decides by itself");
            }),
        NO_CODEC);
  }

  /** Undoes on the desk's thread; the answer, or the failure as it would be told. */
  void undo(String id, String stamp, Consumer<String> answer, Consumer<RuntimeException> failure) {
    undos.add(
        () -> {
          String reply;
          try {
            reply =
                transactions.write(
                    String.class,
                    found -> true,
                    connection -> work.undo(pool.of(connection), id, stamp));
          } catch (RuntimeException e) {
            failure.accept(e);
            return;
          } catch (SimulatedPool.Crashed e) {
            return;
          }
          answer.accept(reply);
        });
  }

  private SimulatedWork.Order order(SettleGroup.Member member) {
    return Optional.ofNullable(orders.get(member.order().stamp().id())).orElseThrow();
  }

  @Override
  public GroupWriter.Together together(List<SettleGroup.Member> members, ReplyCodec codec) {
    if (members.size() > 1) {
      faults.count("several in a group");
    }
    Map<Integer, byte[]> early = new HashMap<>();
    int[] runs = {0};
    try {
      SettleGroup.Settled settled =
          transactions.write(
              SettleGroup.Settled.class,
              connection -> {
                runs[0]++;
                early.clear();
                SettleGroup.Settled found =
                    work.together(pool.of(connection), members.stream().map(this::order).toList());
                early.putAll(found.replies());
                return found;
              });
      return new GroupWriter.Together(
          settled.replies(), settled.held(), runs[0] > 1 && plant != Plant.FIRST_RUN_FORGOTTEN);
    } catch (RuntimeException e) {
      if (members.size() > 1
          && !(e instanceof StoreUnavailableException all && Transactions.concernsAll(all))) {
        faults.count("group halved");
      }
      if (plant == Plant.ANSWERED_BEFORE_COMMIT && !early.isEmpty()) {
        return new GroupWriter.Together(early, Set.of(), false);
      }
      throw e;
    }
  }

  @Override
  public SettleResult alone(SettleGroup.Member member, ReplyCodec codec, long lockWaitMillis) {
    boolean[] again = {false};
    try {
      return transactions.write(
          SettleResult.class,
          result -> !(result instanceof SettleResult.Recorded recorded) || recorded.replayed(),
          connection -> {
            boolean before = again[0];
            again[0] = true;
            return work.alone(pool.of(connection), order(member), lockWaitMillis, before);
          });
    } catch (StoreUnavailableException e) {
      if (Transactions.isHeld(e)) {
        faults.count("held, to be tried again");
      }
      throw plant == Plant.UNKNOWN_CALLED_UNDONE ? new CancellationException("wrongly") : e;
    }
  }

  @Override
  public long nowMillis() {
    return time.nowMillis();
  }

  private static final class NoCodec implements ReplyCodec {
    @Override
    public byte[] settled(Decision decision, Stamp stamp) {
      throw new IllegalStateException("the simulated work encodes by itself");
    }

    @Override
    public byte[] reversed(
        byte[] settledReply,
        Stamp stamp,
        List<AccountUse> restored,
        List<String> couldNowDiffer,
        Corrected corrected,
        List<Cancelled> cancelled) {
      throw new IllegalStateException("the simulated work encodes by itself");
    }

    @Override
    public byte[] undone(UndoFinding finding, Optional<byte[]> reversedReply) {
      throw new IllegalStateException("the simulated work encodes by itself");
    }
  }
}
