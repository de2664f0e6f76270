package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.SettledBefore;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.postgres.SimulatedStore.Row;
import io.yizhan.gateway.postgres.SimulatedStore.State;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link SettleGroup}, {@link SettleRun} and {@link Reversals} do in a transaction, over the
 * simulated store: the same locks in the same order, the same things left alone.
 */
final class SimulatedWork {
  private static final long GROUP_LOCK_MILLIS = 250;
  private static final long LOCK_MILLIS = 10_000;

  private final SimulatedStore store;
  private final Plant plant;
  private final long cap;

  SimulatedWork(SimulatedStore store, Plant plant) {
    this.store = store;
    this.plant = plant;
    this.cap = plant == Plant.CAP_NOT_CHECKED ? Long.MAX_VALUE : SimulatedStore.CAP;
  }

  /** A settle request as one gateway got it. */
  record Order(
      String id,
      String content,
      String person,
      String bill,
      long wanted,
      boolean refused,
      boolean bad,
      String stamp) {
    private Row settled(long usedBefore, long cap) {
      long paid = Math.min(wanted, cap - usedBefore);
      String reply = "settled " + stamp + " paid " + paid + " after " + usedBefore;
      return new Row(id, content, State.SETTLED, reply, "", person, bill, paid, stamp);
    }

    private void decide() {
      if (bad) {
        throw new IllegalStateException("a bad member");
      }
    }
  }

  private static byte[] bytes(String reply) {
    return reply.getBytes(StandardCharsets.UTF_8);
  }

  /** Settles those with whom nothing is in the way. */
  SettleGroup.Settled together(SimulatedPool.Handle on, List<Order> orders) throws SQLException {
    SimulatedStore.Txn txn = on.txn();
    Map<String, Long> readEarly = new HashMap<>();
    orders.forEach(order -> readEarly.put(order.person(), store.used(order.person())));
    on.reach(Faults.Point.LOCK);
    List<Integer> held = new ArrayList<>();
    Set<Integer> elsewhere = new HashSet<>();
    for (int place = 0; place < orders.size(); place++) {
      String person = orders.get(place).person();
      if (store.isRegistered(person)) {
        (store.tryLock(txn, "person " + person) ? held : elsewhere).add(place);
      }
    }
    on.reach(Faults.Point.READ);
    Map<Integer, Row> settled = new HashMap<>();
    Map<String, Long> used = new HashMap<>();
    Set<String> left = new HashSet<>();
    Set<String> bills = new HashSet<>();
    for (int place : held) {
      Order order = orders.get(place);
      if (left.contains(order.person())
          || store.row(order.id()) != null
          || store.live(order.bill()) != null
          || !bills.add(order.bill())) {
        left.add(order.person());
        continue;
      }
      order.decide();
      if (order.refused()) {
        left.add(order.person());
        continue;
      }
      long before =
          plant == Plant.READ_BEFORE_LOCK
              ? readEarly.getOrDefault(order.person(), 0L)
              : used.getOrDefault(order.person(), store.used(order.person()));
      Row row = order.settled(before, cap);
      used.put(order.person(), before + row.paid());
      settled.put(place, row);
    }
    on.reach(Faults.Point.BOOK);
    for (Row row : settled.values().stream().sorted((a, b) -> a.id().compareTo(b.id())).toList()) {
      store.lock(txn, "id " + row.id(), GROUP_LOCK_MILLIS);
      if (store.row(row.id()) != null) {
        throw new SQLException("an id was claimed at the same time", "40001");
      }
    }
    for (Row row :
        settled.values().stream().sorted((a, b) -> a.bill().compareTo(b.bill())).toList()) {
      store.lock(txn, "bill " + row.bill(), GROUP_LOCK_MILLIS);
      if (store.live(row.bill()) != null) {
        throw new SQLException("a bill was settled at the same time", "40001");
      }
    }
    settled.keySet().stream().sorted().forEach(place -> txn.rows.add(settled.get(place)));
    Map<Integer, byte[]> replies = new HashMap<>();
    settled.forEach((place, row) -> replies.put(place, bytes(row.reply())));
    return new SettleGroup.Settled(Map.copyOf(replies), elsewhere);
  }

  /**
   * Settles one whatever is in the way.
   *
   * @param lockMillis how long it waits for a lock
   * @param again whether it has run before, for the one plant that would then not claim its id
   */
  SettleResult alone(SimulatedPool.Handle on, Order order, long lockMillis, boolean again)
      throws SQLException {
    SimulatedStore.Txn txn = on.txn();
    on.reach(Faults.Point.CLAIM);
    if (!again || plant != Plant.CLAIM_SKIPPED_WHEN_RUN_AGAIN) {
      store.lock(txn, "id " + order.id(), lockMillis);
      Row known = store.row(order.id());
      if (known != null) {
        return repeated(known, order);
      }
    }
    on.reach(Faults.Point.LOCK);
    store.lock(txn, "person " + order.person(), lockMillis);
    if (!store.isRegistered(order.person())) {
      txn.persons.add(order.person());
    }
    on.reach(Faults.Point.READ);
    order.decide();
    Row row = order.settled(store.used(order.person()), cap);
    on.reach(Faults.Point.BOOK);
    store.lock(txn, "bill " + order.bill(), lockMillis);
    String first = store.live(order.bill());
    if (first != null) {
      throw new Transactions.RolledBack(
          new SettleResult.ClaimSettled(
              new SettledBefore(SettledBefore.What.BILL, "", first, first)));
    }
    String reply = order.refused() ? "refused " + order.stamp() : row.reply();
    txn.rows.add(
        order.refused()
            ? new Row(
                order.id(),
                order.content(),
                State.REFUSED,
                reply,
                "",
                order.person(),
                order.bill(),
                0,
                order.stamp())
            : row);
    return new SettleResult.Recorded(bytes(reply), false);
  }

  private static SettleResult repeated(Row known, Order order) {
    if (known.state() == State.FORBIDDEN) {
      return new SettleResult.Undone();
    }
    return known.content().equals(order.content())
        ? new SettleResult.Recorded(bytes(known.reply()), true)
        : new SettleResult.IdReused(List.of("bill"));
  }

  /** Makes sure that a request has no effect; answers what was found. */
  String undo(SimulatedPool.Handle on, String id, String stamp) throws SQLException {
    SimulatedStore.Txn txn = on.txn();
    on.reach(Faults.Point.CLAIM);
    store.lock(txn, "id " + id, LOCK_MILLIS);
    Row known = store.row(id);
    if (known == null) {
      String reply = "forbidden " + stamp;
      if (plant != Plant.UNDO_LEAVES_NO_TOMBSTONE) {
        txn.rows.add(new Row(id, "", State.FORBIDDEN, "", reply, "", "", 0, stamp));
      }
      return reply;
    }
    if (known.state() == State.SETTLED) {
      on.reach(Faults.Point.LOCK);
      store.lock(txn, "person " + known.person(), LOCK_MILLIS);
    }
    on.reach(Faults.Point.READ);
    Row row = store.row(id);
    if (row == null) {
      throw new SQLException("a row went away", "40001");
    }
    if (!row.undoReply().isEmpty()) {
      return row.undoReply();
    }
    boolean settled = row.state() == State.SETTLED;
    String reply = (settled ? "reversed " : "nothing ") + stamp;
    on.reach(Faults.Point.BOOK);
    txn.rows.add(
        new Row(
            id,
            row.content(),
            settled ? State.REVERSED : row.state(),
            row.reply(),
            reply,
            row.person(),
            row.bill(),
            row.paid(),
            row.stamp()));
    return reply;
  }
}
