package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connections that die in the middle of a settlement. */
class LostConnectionTest {
  private static TestDatabase database;
  private static StoreScene scene;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** When a commit loses its answer. */
  private enum Loss {
    AFTER_COMMIT,
    BEFORE_COMMIT
  }

  /** A store whose first commits lose their answer. */
  private static SettlementStore losing(Loss loss, int losses) {
    DataSource real = database.stores().dataSource();
    AtomicInteger left = new AtomicInteger(losses);
    DataSource pool =
        proxy(
            DataSource.class,
            (method, arguments) ->
                method.getName().equals("getConnection")
                    ? losing(real.getConnection(), loss, left)
                    : method.invoke(real, arguments));
    return new PostgresSettlementStore(
        new Transactions(pool), new Transactions(pool), database.secrets(), new Months(), 1, 1);
  }

  private static Connection losing(Connection real, Loss loss, AtomicInteger left) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("commit") && left.getAndDecrement() > 0) {
            if (loss == Loss.AFTER_COMMIT) {
              real.commit();
            } else {
              real.rollback();
            }
            throw new SQLException("the connection was lost", "08006");
          }
          return method.invoke(real, arguments);
        });
  }

  private interface Call {
    Object run(Method method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.run(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static SettleResult settle(SettlementStore store, SettleOrder order) {
    return StoreScene.now(
        store.settle(
            order, standing -> scene.settler.settle(order.claim(), standing), scene.codec));
  }

  @Test
  void settle_answerOfCommitLost_findsItsOwnEffect() {
    PersonDocument person = scene.member("410105196006060011", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("L-a", 1_000_000));
    SettleResult.Recorded result =
        assertInstanceOf(SettleResult.Recorded.class, settle(losing(Loss.AFTER_COMMIT, 1), order));
    assertTrue(StoreScene.text(result.reply()).contains(order.stamp().id()));
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void settle_commitNeverArrived_settlesOnce() {
    PersonDocument person = scene.member("410105196006060022", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("L-b", 1_000_000));
    assertInstanceOf(SettleResult.Recorded.class, settle(losing(Loss.BEFORE_COMMIT, 2), order));
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(1, database.number("SELECT count(*) FROM settlement WHERE encounter_id = 'L-b'"));
  }

  @Test
  void settle_connectionLostForGood_saysUnavailable() {
    PersonDocument person = scene.member("410105196006060033", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("L-c", 1_000_000));
    SettlementStore store = losing(Loss.BEFORE_COMMIT, 100);
    assertThrows(StoreUnavailableException.class, () -> settle(store, order));
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void settle_backendTerminatedWhileDeciding_runsAgain() {
    PersonDocument person = scene.member("410105196006060044", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("L-d", 1_000_000));
    AtomicInteger calls = new AtomicInteger();
    SettleResult result =
        StoreScene.now(
            scene.store.settle(
                order,
                standing -> {
                  if (calls.getAndIncrement() == 0) {
                    database.rows(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                            + " current_database() AND state = 'idle in transaction'");
                  }
                  return scene.settler.settle(order.claim(), standing);
                },
                scene.codec));
    assertInstanceOf(SettleResult.Recorded.class, result);
    assertEquals(2, calls.get());
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void settle_databaseThatIsReadOnly_isKnownToHaveDoneNothing() {
    String name = database.rows("SELECT current_database()").get(0);
    HikariDataSource pool = (HikariDataSource) database.stores().dataSource();
    PersonDocument person = scene.member("410105196006060055", 0);
    String settled = scene.settled(person);
    database.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
    pool.getHikariPoolMXBean().softEvictConnections();
    try {
      SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("L-e", 1_000_000));
      Throwable settling =
          assertThrows(
              RuntimeException.class, () -> settle(database.stores().settlements(), order));
      while (settling.getCause() != null && !(settling instanceof StoreUnavailableException)) {
        settling = settling.getCause();
      }
      assertTrue(assertInstanceOf(StoreUnavailableException.class, settling).isNothingDone());
      StoreUnavailableException reversing =
          assertThrows(
              StoreUnavailableException.class, () -> scene.reverse(scene.next("V"), settled));
      assertTrue(reversing.isNothingDone());
    } finally {
      database.execute(
          "BEGIN READ WRITE; ALTER DATABASE "
              + name
              + " RESET default_transaction_read_only; COMMIT");
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }
}
