package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.Counter;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore;
import io.yizhan.gateway.desk.SettlementStore.ReverseOrder;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.policy.IncludedBy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/** Calls that wait for a locked account, as many as there are connections, and all others. */
class PoolShareTest {
  private static final int CONNECTIONS = 8;

  private static SettleOrder order(StoreScene scene, PersonDocument person) {
    return scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 1_000_000));
  }

  private static void settle(StoreScene scene, SettlementStore store, PersonDocument person) {
    SettleOrder order = order(scene, person);
    SettleResult result =
        StoreScene.now(
            store.settle(
                order, standing -> scene.settler.settle(order.claim(), standing), scene.codec));
    assertFalse(assertInstanceOf(SettleResult.Recorded.class, result).replayed());
  }

  /** Each waits: the first for the account, the others for it or for a place to wait there. */
  private static void awaitAllWait(TestDatabase database, List<Thread> calls)
      throws InterruptedException {
    long waiting = 0;
    while (waiting < calls.size()) {
      Thread.sleep(5);
      waiting =
          database.number(
                  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                      + " AND wait_event_type = 'Lock'")
              + calls.stream()
                  .filter(call -> call.getState() == Thread.State.TIMED_WAITING)
                  .count();
    }
  }

  @Test
  void calls_asManyAsConnectionsWaitForALockedAccount_othersSettleAndAreReadMeanwhile()
      throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      StoreScene scene = new StoreScene(database);
      PersonDocument locked = scene.member("410105197601010011", 0);
      PersonDocument free = scene.member("410105197601010012", 0);
      List<String> settlements = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        settlements.add(scene.settled(locked));
      }
      DatabaseSettings all = database.settings();
      DatabaseSettings few =
          new DatabaseSettings(all.jdbcUrl(), all.user(), all.password(), CONNECTIONS, 4, 9_000);
      try (PostgresStores stores = PostgresStores.open(few, database.secrets());
          Connection holder = database.stores().dataSource().getConnection()) {
        SettlementStore store = stores.settlements();
        settle(scene, store, free);
        holder.setAutoCommit(false);
        new Persons(database.secrets()).lock(holder, database.secrets().alias(locked));
        AtomicReferenceArray<ReverseResult> reversed = new AtomicReferenceArray<>(CONNECTIONS);
        List<Thread> calls = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
          int place = i;
          ReverseOrder order = reverse(scene, settlements.get(i));
          Thread call =
              new Thread(() -> reversed.set(place, store.reverse(order, scene.codec)), "call-" + i);
          calls.add(call);
          call.start();
        }
        awaitAllWait(database, calls);
        for (int i = 0; i < 3; i++) {
          settle(scene, store, free);
          assertTrue(store.findRequest(new RequestKey(StoreScene.HOSPITAL, "none")).isEmpty());
          store.see(free, StoreScene.claim("E-0", 1), () -> true).toCompletableFuture().join();
        }
        calls.forEach(call -> assertTrue(call.isAlive(), "the account is locked"));
        holder.rollback();
        for (int i = 0; i < CONNECTIONS; i++) {
          calls.get(i).join();
          assertInstanceOf(ReverseResult.Recorded.class, reversed.get(i));
        }
      }
    }
  }

  private static ReverseOrder reverse(StoreScene scene, String settlement) {
    String request = scene.next("V");
    return new ReverseOrder(
        new RequestKey(StoreScene.HOSPITAL, request),
        StoreScene.content("settlement_id", settlement),
        settlement,
        scene.stamp(request),
        Counter.of("op2"),
        "错误",
        "caller",
        IncludedBy.NOTHING);
  }
}
