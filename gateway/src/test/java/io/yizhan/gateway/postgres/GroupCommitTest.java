package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Settle requests that share a transaction. */
class GroupCommitTest {
  private static TestDatabase database;
  private static StoreScene scene;
  private static Transactions transactions;
  private static Requests requests;
  private static final Months months = new Months();

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    transactions = new Transactions(database.stores().dataSource());
    requests = new Requests(database.secrets());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static SettleGroup.Member member(SettleOrder order) {
    return member(order, standing -> scene.settler.settle(order.claim(), standing));
  }

  private static SettleGroup.Member member(SettleOrder order, Function<Standing, Decision> decide) {
    return new SettleGroup.Member(
        order,
        database.secrets().alias(order.person()),
        requests.fingerprint(order.content()),
        decide);
  }

  private static SettleOrder order(PersonDocument person) {
    return scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 1_000_000));
  }

  private static PersonDocument ofHousehold(String number) {
    PersonDocument person = scene.member(number, 0);
    scene
        .registry()
        .putPerson(
            new RegistryStore.PersonRecord(
                List.of(person),
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(
                    new RegistryStore.HouseholdMembership(
                        StoreScene.COUNTY, "HH-1", StoreScene.START, Optional.of(StoreScene.END)))),
            PutRight.ANY,
            "office",
            StoreScene.NOW);
    return person;
  }

  private static Standing withoutHospital(Standing known) {
    return new Standing(
        known.personId(),
        Optional.empty(),
        known.identities(),
        known.approvals(),
        known.grants(),
        known.usage(),
        known.funds());
  }

  /** What was written for a request, without what names it, its person or its stay. */
  private static List<String> rows(SettleOrder order) {
    String id = order.stamp().id();
    return List.of(
        database
            .rows(
                "SELECT to_jsonb(s) - 'bucket' - 'settlement_id' - 'person_id' - 'request_id' -"
                    + " 'encounter_id' - 'commit_xid' - 'inputs' || jsonb_build_object('inputs',"
                    + " length(s.inputs::text)) FROM settlement s WHERE settlement_id = '"
                    + id
                    + "'")
            .get(0),
        database
            .rows(
                "SELECT to_jsonb(r) - 'bucket' - 'request_id' - 'settlement_id' - 'content_hash' -"
                    + " 'field_hashes' - 'reply' || jsonb_build_object('reply', replace("
                    + "convert_from(reply, 'UTF8'), settlement_id, '')) FROM request r"
                    + " WHERE settlement_id = '"
                    + id
                    + "'")
            .get(0),
        database
            .rows(
                "SELECT to_jsonb(l) - 'bucket' - 'encounter_id' - 'settlement_id' - 'request_id'"
                    + " FROM live_claim l WHERE settlement_id = '"
                    + id
                    + "'")
            .get(0),
        database
            .rows(
                "SELECT to_jsonb(y) - 'bucket' - 'account_id' FROM account_year y JOIN settlement s"
                    + " ON y.account_id = s.person_id WHERE s.settlement_id = '"
                    + id
                    + "'")
            .get(0));
  }

  @Test
  void group_ofOne_writesTheRowsThatAGroupOfManyWrites() {
    SettleOrder alone = order(scene.member("410105197001010091", 0));
    SettleOrder first = order(scene.member("410105197001010092", 0));
    SettleOrder second = order(scene.member("410105197001010093", 0));
    for (List<SettleOrder> orders : List.of(List.of(alone), List.of(first, second))) {
      List<SettleGroup.Member> members = orders.stream().map(GroupCommitTest::member).toList();
      SettleGroup.Settled settled =
          transactions.write(
              SettleGroup.Settled.class,
              connection -> new SettleGroup(connection, months, scene.codec).run(members));
      assertEquals(orders.size(), settled.replies().size());
    }
    assertEquals(rows(alone), rows(first));
    assertEquals(rows(alone), rows(second));
  }

  @Test
  void group_everyKindOfMember_settlesThePlainAndLeavesTheOthersUntouched() {
    scene.fundMoney(500_000);
    SettleOrder first = order(scene.member("410105197001010011", 0));
    SettleOrder second = order(scene.member("410105197001010012", 0));
    SettleOrder replayed = order(scene.member("410105197001010013", 0));
    scene.settle(replayed);
    SettleOrder before = order(scene.member("410105197001010014", 0));
    scene.settle(before);
    SettleOrder billAgain =
        scene.order(scene.next("R"), scene.member("410105197001010015", 0), before.claim());
    SettleOrder stranger = order(StoreScene.document("410105197001010016"));
    SettleOrder refused = order(scene.member("410105197001010017", 0));
    SettleOrder behind = order(refused.person());
    SettleOrder ofFund = order(scene.member("410105197001010018", 90_000));
    SettleOrder family = order(ofHousehold("410105197001010019"));
    SettleOrder sameFamily = order(ofHousehold("410105197001010020"));
    SettleOrder undone = order(scene.member("410105197001010021", 0));
    scene.undo(undone.key().requestId());
    List<SettleGroup.Member> members =
        List.of(
            member(first),
            member(second),
            member(replayed),
            member(billAgain),
            member(stranger),
            member(
                refused,
                standing -> scene.settler.settle(refused.claim(), withoutHospital(standing))),
            member(ofFund),
            member(family),
            member(sameFamily),
            member(undone),
            member(behind));
    SettleGroup.Settled settled =
        transactions.write(
            SettleGroup.Settled.class,
            connection -> new SettleGroup(connection, months, scene.codec).run(members));
    assertEquals(Set.of(0, 1, 7, 8), settled.replies().keySet());
    assertEquals(
        List.of("settled " + first.stamp().id() + " patient 90000"),
        settled.replies().values().stream().map(StoreScene::text).limit(1).toList());
    for (SettleOrder untouched : List.of(billAgain, stranger, refused, behind, ofFund)) {
      assertEquals(Optional.empty(), scene.store.findRequest(untouched.key()));
    }
    assertEquals(
        1,
        database.number(
            "SELECT count(DISTINCT commit_xid) FROM settlement WHERE settlement_id IN ('"
                + String.join("', '", first.stamp().id(), second.stamp().id(), family.stamp().id())
                + "')"));
    assertInstanceOf(SettleResult.ClaimSettled.class, scene.settle(billAgain));
    assertInstanceOf(SettleResult.Undone.class, scene.settle(undone));
    for (SettleOrder alone : List.of(stranger, behind, ofFund)) {
      assertFalse(assertInstanceOf(SettleResult.Recorded.class, scene.settle(alone)).replayed());
    }
    for (SettleOrder done : List.of(first, second, family, sameFamily, replayed)) {
      assertTrue(assertInstanceOf(SettleResult.Recorded.class, scene.settle(done)).replayed());
    }
  }

  /** A single writer that is busy until it is let go: what comes meanwhile is one group. */
  private static List<CompletableFuture<SettleResult>> whileBusy(List<SettleGroup.Member> members)
      throws InterruptedException {
    return whileBusy(members, (place, result) -> {});
  }

  private static List<CompletableFuture<SettleResult>> whileBusy(
      List<SettleGroup.Member> members, BiConsumer<Integer, SettleResult> whenSettled)
      throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    GroupCommit.Alone alone =
        (member, codec, lockWaitMillis) ->
            StoreScene.now(scene.store.settle(member.order(), member.decide(), codec));
    try (GroupCommit groups = new GroupCommit(transactions, months, alone, 1)) {
      SettleOrder blocker = order(StoreScene.document(scene.next("blocker")));
      groups.settle(
          member(
              blocker,
              standing -> {
                busy.countDown();
                await(go);
                return scene.settler.settle(blocker.claim(), standing);
              }),
          scene.codec);
      busy.await();
      List<CompletableFuture<SettleResult>> results = new ArrayList<>();
      List<CompletableFuture<Void>> seen = new ArrayList<>();
      for (SettleGroup.Member each : members) {
        int place = results.size();
        CompletableFuture<SettleResult> result =
            groups.settle(each, scene.codec).toCompletableFuture();
        seen.add(result.thenAccept(settled -> whenSettled.accept(place, settled)));
        results.add(result);
      }
      go.countDown();
      CompletableFuture.allOf(seen.toArray(CompletableFuture[]::new))
          .exceptionally(failure -> null)
          .join();
      return results;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SettleResult.Recorded recorded(CompletableFuture<SettleResult> result) {
    return assertInstanceOf(SettleResult.Recorded.class, result.join());
  }

  @Test
  void settle_callsThatWaitTogether_shareOneTransaction() throws Exception {
    List<SettleOrder> orders = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      orders.add(order(scene.member("4101051971010100" + (10 + i), 0)));
    }
    whileBusy(orders.stream().map(GroupCommitTest::member).toList())
        .forEach(result -> assertFalse(recorded(result).replayed()));
    String ids = String.join("', '", orders.stream().map(each -> each.stamp().id()).toList());
    assertEquals(
        "20|1",
        database
            .rows(
                "SELECT count(*), count(DISTINCT commit_xid) FROM settlement WHERE settlement_id"
                    + " IN ('"
                    + ids
                    + "')")
            .get(0));
    assertEquals(
        0,
        database.number(
            "SELECT sum(amount_fen) FROM posting WHERE settlement_id IN ('" + ids + "')"));
  }

  @Test
  void group_accountHeldByAnotherTransaction_isNotWaitedFor() {
    PersonDocument held = scene.member("410105197601010011", 0);
    SettleOrder waiting = order(held);
    SettleOrder free = order(scene.member("410105197601010012", 0));
    SettleGroup.Settled settled =
        transactions.write(
            SettleGroup.Settled.class,
            holder -> {
              Persons persons = new Persons(database.secrets());
              assertNotNull(persons.lock(holder, database.secrets().alias(held)));
              return transactions.write(
                  SettleGroup.Settled.class,
                  connection ->
                      new SettleGroup(connection, months, scene.codec)
                          .run(List.of(member(waiting), member(free))));
            });
    assertEquals(Set.of(1), settled.replies().keySet());
    assertEquals(Optional.empty(), scene.store.findRequest(waiting.key()));
    assertFalse(assertInstanceOf(SettleResult.Recorded.class, scene.settle(waiting)).replayed());
  }

  @Test
  void settle_anIdHeldElsewhereInAGroup_theOthersAreSettledMeanwhile() throws Exception {
    List<SettleOrder> orders = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      orders.add(order(scene.member("4101051977010100" + (10 + i), 0)));
    }
    SettleOrder stuck = orders.get(0);
    try (Connection holder = database.stores().dataSource().getConnection()) {
      holder.setAutoCommit(false);
      assertTrue(
          requests.claim(
              holder,
              stuck.key(),
              Requests.Kind.SETTLE,
              requests.fingerprint(stuck.content()),
              StoreScene.COUNTY,
              "caller",
              StoreScene.NOW));
      AtomicInteger settled = new AtomicInteger();
      List<CompletableFuture<SettleResult>> results =
          whileBusy(
              orders.stream().map(GroupCommitTest::member).toList(),
              (place, result) -> {
                // The id comes free only when all the others have their answers.
                if (place > 0 && settled.incrementAndGet() == orders.size() - 1) {
                  rollBack(holder);
                }
              });
      for (CompletableFuture<SettleResult> result : results) {
        assertFalse(recorded(result).replayed());
      }
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void settle_oneOfAGroupFails_theOthersAreSettled() throws Exception {
    List<SettleGroup.Member> members = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      SettleOrder order = order(scene.member("4101051972010100" + (10 + i), 0));
      boolean bad = i == 3;
      members.add(
          member(
              order,
              standing -> {
                if (bad) {
                  throw new IllegalStateException("broken on purpose");
                }
                return scene.settler.settle(order.claim(), standing);
              }));
    }
    List<CompletableFuture<SettleResult>> results = whileBusy(members);
    for (int i = 0; i < results.size(); i++) {
      if (i == 3) {
        CompletionException failure = assertThrows(CompletionException.class, results.get(i)::join);
        assertInstanceOf(IllegalStateException.class, failure.getCause());
        assertEquals(Optional.empty(), scene.store.findRequest(members.get(i).order().key()));
      } else {
        assertFalse(recorded(results.get(i)).replayed());
      }
    }
  }

  @Test
  void settle_severalOfOnePersonAndOneIdTwice_countInOrderOfArrival() throws Exception {
    PersonDocument person = scene.member("410105197301010011", 0);
    List<SettleOrder> orders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      orders.add(
          scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 4_000_000)));
    }
    orders.add(orders.get(1));
    List<CompletableFuture<SettleResult>> results =
        whileBusy(orders.stream().map(GroupCommitTest::member).toList());
    // 12,000 are left each time. Of the year's 12,000, 24,000, 36,000 and 48,000 serious-illness
    // insurance pays 0, 3,000, 6,000 and 6,000; the aid is 70 % of the rest, as far as 20,000 go.
    List<Long> added = new ArrayList<>();
    for (SettleOrder order : orders.subList(0, 4)) {
      added.add(
          database.number(
              "SELECT added_fen FROM settlement_usage WHERE account_code = 'zhengzhou/IN' AND"
                  + " settlement_id = '"
                  + order.stamp().id()
                  + "'"));
    }
    assertEquals(List.of(840_000L, 630_000L, 420_000L, 110_000L), added);
    assertEquals(
        1,
        database.number(
            "SELECT count(DISTINCT commit_xid) FROM settlement WHERE settlement_id IN ('"
                + String.join(
                    "', '", orders.subList(0, 4).stream().map(each -> each.stamp().id()).toList())
                + "')"));
    assertEquals(recorded(results.get(1)).reply().length, recorded(results.get(4)).reply().length);
    assertTrue(recorded(results.get(4)).replayed());
    assertEquals(2_000_000, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void settle_nobodyWaitsAnyMore_isLeftAlone() throws Exception {
    PersonDocument person = scene.member("410105197401010011", 0);
    SettleOrder order = order(person);
    AtomicBoolean wanted = new AtomicBoolean(true);
    SettleOrder impatient =
        new SettleOrder(
            order.key(),
            order.content(),
            order.person(),
            order.claim(),
            order.stamp(),
            order.callerId(),
            wanted::get);
    SettleOrder patient = order(scene.member("410105197401010012", 0));
    wanted.set(false);
    List<CompletableFuture<SettleResult>> results =
        whileBusy(List.of(member(impatient), member(patient)));
    assertThrows(CancellationException.class, results.get(0)::join);
    assertFalse(recorded(results.get(1)).replayed());
    assertEquals(Optional.empty(), scene.store.findRequest(order.key()));
  }

  @Test
  void settle_moreThanMayWait_isRefusedAtOnceAndTheOthersAreSettled() throws Exception {
    PersonDocument person = scene.member("410105197501010011", 0);
    SettleOrder once = order(person);
    List<SettleGroup.Member> members =
        Collections.nCopies(GroupCommit.WAITING_MAX + 1, member(once));
    List<CompletableFuture<SettleResult>> results = whileBusy(members);
    CompletionException refused =
        assertThrows(CompletionException.class, results.get(results.size() - 1)::join);
    assertInstanceOf(RejectedExecutionException.class, refused.getCause());
    assertFalse(recorded(results.get(0)).replayed());
    for (CompletableFuture<SettleResult> again : results.subList(1, GroupCommit.WAITING_MAX)) {
      assertTrue(recorded(again).replayed());
    }
  }
}
