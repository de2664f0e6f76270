package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settle requests of persons whose accounts another transaction has locked, and all others. */
class HeldAccountsTest {
  private static TestDatabase database;
  private static StoreScene scene;
  private static Transactions transactions;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    transactions = new Transactions(database.stores().dataSource());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static SettleOrder order(PersonDocument person) {
    return scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 1_000_000));
  }

  private static SettleResult.Recorded recorded(CompletableFuture<SettleResult> result) {
    return assertInstanceOf(SettleResult.Recorded.class, result.join());
  }

  /** Waits until some transaction of this database waits for a lock. */
  private static void awaitAWaiter() throws InterruptedException {
    while (database.number(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'")
        == 0) {
      Thread.sleep(5);
    }
  }

  private static CompletableFuture<SettleResult> begin(
      PostgresSettlementStore store, SettleOrder order) {
    return store
        .settle(order, standing -> scene.settler.settle(order.claim(), standing), scene.codec)
        .toCompletableFuture();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void settle_accountsLockedElsewhere_theOthersAreSettledWhileTheyAreLocked(int writers)
      throws Exception {
    List<PersonDocument> locked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      locked.add(scene.member("41010519780" + writers + "0100" + (10 + i), 0));
    }
    PersonDocument free = scene.member("41010519780" + writers + "010020", 0);
    List<CompletableFuture<SettleResult>> held = new ArrayList<>();
    try (PostgresSettlementStore store =
            new PostgresSettlementStore(
                transactions, transactions, database.secrets(), new Months(), writers, 1);
        Connection holder = database.stores().dataSource().getConnection()) {
      holder.setAutoCommit(false);
      for (PersonDocument each : locked) {
        new Persons(database.secrets()).lock(holder, database.secrets().alias(each));
      }
      for (PersonDocument each : locked) {
        held.add(begin(store, order(each)));
      }
      awaitAWaiter();
      for (int i = 0; i < 3; i++) {
        assertFalse(recorded(begin(store, order(free))).replayed());
        SettleOrder stranger = order(StoreScene.document(scene.next("stranger")));
        assertFalse(recorded(begin(store, stranger)).replayed());
      }
      held.forEach(each -> assertFalse(each.isDone(), "the accounts are locked"));
      holder.rollback();
      held.forEach(each -> assertFalse(recorded(each).replayed()));
    }
  }

  @Test
  void settle_severalOfOnePersonWhoIsLockedElsewhere_countInOrderOfArrival() throws Exception {
    PersonDocument person = scene.member("410105197901010011", 0);
    List<SettleOrder> orders = new ArrayList<>();
    List<CompletableFuture<SettleResult>> results = new ArrayList<>();
    try (PostgresSettlementStore store =
            new PostgresSettlementStore(
                transactions, transactions, database.secrets(), new Months(), 2, 1);
        Connection holder = database.stores().dataSource().getConnection()) {
      holder.setAutoCommit(false);
      new Persons(database.secrets()).lock(holder, database.secrets().alias(person));
      for (int i = 0; i < 6; i++) {
        SettleOrder order =
            scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 4_000_000));
        orders.add(order);
        results.add(begin(store, order));
      }
      results.add(begin(store, orders.get(0)));
      awaitAWaiter();
      holder.rollback();
      for (int i = 0; i < results.size(); i++) {
        assertEquals(i == orders.size(), recorded(results.get(i)).replayed());
      }
    }
    List<Long> added = new ArrayList<>();
    for (SettleOrder order : orders) {
      added.add(
          database.number(
              "SELECT coalesce(sum(added_fen), 0) FROM settlement_usage WHERE account_code ="
                  + " 'zhengzhou/IN' AND settlement_id = '"
                  + order.stamp().id()
                  + "'"));
    }
    assertEquals(List.of(840_000L, 630_000L, 420_000L, 110_000L, 0L, 0L), added);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /**
   * A connection on which the group finds the account of its first member locked elsewhere, and
   * those of all later ones free: as when it came free just after the first was looked at.
   */
  private static Connection withoutTheFirst(Connection real) {
    return proxy(
        Connection.class,
        (self, method, values) -> {
          Object made = call(() -> method.invoke(real, values));
          boolean locks =
              made instanceof PreparedStatement && values[0].toString().contains("SKIP LOCKED");
          return locks ? withoutTheFirst((PreparedStatement) made) : made;
        });
  }

  private static PreparedStatement withoutTheFirst(PreparedStatement real) {
    return proxy(
        PreparedStatement.class,
        (self, method, values) -> {
          Object made = call(() -> method.invoke(real, values));
          return made instanceof ResultSet rows && isOfLocks(rows) ? withoutTheFirst(rows) : made;
        });
  }

  /** Whether they are of the locks, and not of what is read after them. */
  private static boolean isOfLocks(ResultSet rows) throws SQLException {
    return rows.getMetaData().getColumnLabel(1).equals("place");
  }

  private static ResultSet withoutTheFirst(ResultSet real) {
    return proxy(
        ResultSet.class,
        (self, method, values) -> {
          Object made = call(() -> method.invoke(real, values));
          if (method.getName().equals("next")) {
            boolean there = (boolean) made;
            while (there && real.getInt(1) == 0) {
              there = real.next();
            }
            return there;
          }
          return made;
        });
  }

  private interface Call {
    Object made() throws ReflectiveOperationException;
  }

  private static Object call(Call call) throws Throwable {
    try {
      return call.made();
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void group_anAccountThatComesFreeAfterItsFirstClaimWasLookedAt_settlesNoneOfItsLaterOnes() {
    Requests requests = new Requests(database.secrets());
    PersonDocument person = scene.member("410105198001010011", 0);
    PersonDocument other = scene.member("410105198001010012", 0);
    List<SettleGroup.Member> members = new ArrayList<>();
    for (PersonDocument each : List.of(person, person, other, person)) {
      SettleOrder order = order(each);
      members.add(
          new SettleGroup.Member(
              order,
              database.secrets().alias(each),
              requests.fingerprint(order.content()),
              standing -> scene.settler.settle(order.claim(), standing)));
    }
    SettleGroup.Settled settled =
        transactions.write(
            SettleGroup.Settled.class,
            connection ->
                new SettleGroup(withoutTheFirst(connection), new Months(), scene.codec)
                    .run(members));
    assertEquals(Set.of(2), settled.replies().keySet());
    assertEquals(Set.of(0, 1, 3), settled.held());
  }
}
