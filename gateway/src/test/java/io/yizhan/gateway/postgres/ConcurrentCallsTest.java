package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many calls at once, through two gateways' stores on one database. */
class ConcurrentCallsTest {
  private static TestDatabase database;
  private static StoreScene scene;
  private static PostgresStores second;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    second = PostgresStores.open(database.settings(), database.secrets());
  }

  @AfterAll
  static void close() {
    second.close();
    database.close();
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> call : calls) {
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call();
                }));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static SettleResult settleSomewhere(int which, SettleOrder order) {
    var store = which % 2 == 0 ? scene.store : second.settlements();
    return StoreScene.now(
        store.settle(
            order, standing -> scene.settler.settle(order.claim(), standing), scene.codec));
  }

  @Test
  void settle_eightIdenticalCallsAtOnce_oneSettlementSevenReplays() throws Exception {
    PersonDocument person = StoreScene.document("410105196002020011");
    String request = scene.next("R");
    List<Callable<SettleResult>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int which = i;
      SettleOrder order = scene.order(request, person, StoreScene.claim("C-a", 1_000_000));
      calls.add(() -> settleSomewhere(which, order));
    }
    List<SettleResult> results = atOnce(calls);
    byte[] bytes = ((SettleResult.Recorded) results.get(0)).reply();
    int replays = 0;
    for (SettleResult result : results) {
      SettleResult.Recorded recorded = assertInstanceOf(SettleResult.Recorded.class, result);
      assertArrayEquals(bytes, recorded.reply());
      replays += recorded.replayed() ? 1 : 0;
    }
    assertEquals(7, replays);
    assertEquals(1, database.number("SELECT count(*) FROM settlement WHERE encounter_id = 'C-a'"));
  }

  @Test
  void settle_sixtyFourClaimsOfOnePersonAtOnce_neverPassTheCap() throws Exception {
    PersonDocument person = scene.member("410105196002020022", 0);
    String personId = scene.standing(person).personId();
    List<Callable<SettleResult>> calls = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int which = i;
      SettleOrder order =
          scene.order(scene.next("R"), person, StoreScene.claim(scene.next("C"), 1_000_000));
      calls.add(() -> settleSomewhere(which, order));
    }
    atOnce(calls).forEach(result -> assertInstanceOf(SettleResult.Recorded.class, result));
    assertEquals(2_000_000, scene.usedFen(person, "zhengzhou/IN"));
    String ofPerson = " WHERE person_id = '" + personId + "'";
    assertEquals(64, database.number("SELECT count(*) FROM settlement" + ofPerson));
    assertEquals(
        2_000_000,
        database.number(
            "SELECT sum(amount_fen) FROM posting JOIN settlement USING (bucket, settlement_id)"
                + ofPerson
                + " AND account LIKE 'fund:610100@%/inpatient'"));
    assertEquals(
        0,
        database.number(
            "SELECT count(*) FROM settlement_usage u WHERE seq > 1 AND NOT EXISTS (SELECT 1 FROM"
                + " settlement_usage b WHERE b.account_id = u.account_id AND b.benefit_year ="
                + " u.benefit_year AND b.account_code = u.account_code AND b.seq = u.seq - 1 AND"
                + " b.after_fen = u.before_fen)"));
  }

  @Test
  void settle_finiteFundAtOnce_stopsAtZero() throws Exception {
    scene.fundMoney(500_000);
    List<Callable<SettleResult>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int which = i;
      PersonDocument person = scene.member("4101051960030300" + (10 + i), 1_000_000);
      SettleOrder order =
          scene.order(scene.next("R"), person, StoreScene.claim(scene.next("C"), 1_000_000));
      calls.add(() -> settleSomewhere(which, order));
    }
    atOnce(calls).forEach(result -> assertInstanceOf(SettleResult.Recorded.class, result));
    assertEquals("500000|450000", database.rows("SELECT budget_fen, used_fen FROM fund").get(0));
    assertEquals(
        450_000, database.number("SELECT sum(amount_fen) FROM fund_entry WHERE kind = 'TAKEN'"));
    assertEquals(450_000, database.number("SELECT sum(drawn_fen) FROM charity_grant"));
    assertEquals(450_000, database.number("SELECT sum(drawn_fen) FROM grant_draw"));
  }

  @Test
  void settle_newPersonNamedByManyAtOnce_isOnePerson() throws Exception {
    PersonDocument person = StoreScene.document("410105196002020044");
    List<Callable<SettleResult>> calls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int which = i;
      SettleOrder order =
          scene.order(scene.next("R"), person, StoreScene.claim("N-" + i, 1_000_000));
      calls.add(() -> settleSomewhere(which, order));
    }
    atOnce(calls).forEach(result -> assertInstanceOf(SettleResult.Recorded.class, result));
    assertEquals(
        1,
        database.number(
            "SELECT count(DISTINCT person_id) FROM settlement WHERE encounter_id LIKE 'N-%'"));
  }

  @Test
  void settle_oneClaimUnderManyIdsAtOnce_settlesOnce() throws Exception {
    PersonDocument person = scene.member("410105196002020055", 0);
    List<Callable<SettleResult>> calls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int which = i;
      SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("ONE", 1_000_000));
      calls.add(() -> settleSomewhere(which, order));
    }
    List<SettleResult> results = atOnce(calls);
    assertEquals(
        1, results.stream().filter(result -> result instanceof SettleResult.Recorded).count());
    assertEquals(
        15, results.stream().filter(result -> result instanceof SettleResult.ClaimSettled).count());
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void undoAndReverseAndSettle_atOnce_leaveNoEffectAndNoDeadlock() throws Exception {
    for (int round = 0; round < 10; round++) {
      PersonDocument person = scene.member("4101051960040400" + (10 + round), 0);
      SettleOrder order =
          scene.order(scene.next("R"), person, StoreScene.claim(scene.next("U"), 1_000_000));
      AtomicInteger reversed = new AtomicInteger();
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int which = i;
        calls.add(
            () -> {
              settleSomewhere(which, order);
              return 0;
            });
        calls.add(
            () -> {
              scene.undo(order.key().requestId());
              return 0;
            });
        calls.add(
            () -> {
              ReverseResult result = scene.reverse(scene.next("V"), order.stamp().id());
              return result instanceof ReverseResult.Recorded ? reversed.incrementAndGet() : 0;
            });
      }
      atOnce(calls);
      assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
      assertTrue(reversed.get() <= 1);
      String of = "'" + order.stamp().id() + "'";
      assertTrue(database.number("SELECT count(*) FROM settlement WHERE reverses = " + of) <= 1);
      assertEquals(
          0, database.number("SELECT count(*) FROM live_claim WHERE settlement_id = " + of));
    }
  }
}
