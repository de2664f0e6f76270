package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.gateway.desk.SettlementStore.UndoResult;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real server that must wait for a synchronous standby, which is not there. */
class StandbyTest {
  private static final String WAITING =
      "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname ="
          + " current_database()";
  private static final int LOOKS_MAX = 3_000;
  private static final long LOOK_MILLIS = 20;

  private static final Path FOLDER = TestDatabase.newFolder();
  private static EmbeddedDatabase server;
  private static TestDatabase database;
  private static StoreScene scene;

  @BeforeAll
  static void open() throws SQLException {
    server = EmbeddedDatabase.start(FOLDER);
    withholdWarnings();
    database = TestDatabase.create(server, FOLDER);
    scene = new StoreScene(database);
  }

  /** As some server may be set up: the gateway must hear of warnings all the same. */
  private static void withholdWarnings() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE " + server.user() + " SET client_min_messages = error");
    }
  }

  @AfterAll
  static void close() {
    database.close();
    server.close();
    TestDatabase.delete(FOLDER);
  }

  @AfterEach
  void standbyIsNotNeededAnyMore() {
    waitForNobody();
  }

  private static void waitForNobody() {
    database.execute("ALTER SYSTEM RESET synchronous_standby_names");
    database.rows("SELECT pg_reload_conf()");
  }

  /** From here on every commit that writes waits: the server learns of its settings when it may. */
  private static void waitForStandby() throws Exception {
    database.execute("ALTER SYSTEM SET synchronous_standby_names = 'missing'");
    database.rows("SELECT pg_reload_conf()");
    for (int look = 0; look < LOOKS_MAX; look++) {
      CompletableFuture<List<String>> probe =
          later(() -> database.rows("SELECT pg_logical_emit_message(true, 'probe', ''::text)"));
      if (waits(probe)) {
        cancelUntilDone(probe);
        return;
      }
    }
    throw new IllegalStateException("the server must have read its settings by now");
  }

  private static <T> CompletableFuture<T> later(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, work -> new Thread(work, "caller").start());
  }

  /** Whether a commit waits for the standby; false when the call has ended without. */
  private static boolean waits(CompletableFuture<?> call) throws InterruptedException {
    for (int look = 0; look < LOOKS_MAX && !call.isDone(); look++) {
      if (!database.rows(WAITING).isEmpty()) {
        return true;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return false;
  }

  /** As an operator who wants to get on, or a failing network: answers how often. */
  private static int cancelUntilDone(CompletableFuture<?> call) throws InterruptedException {
    int cancelled = 0;
    for (int look = 0; look < LOOKS_MAX && !call.isDone(); look++) {
      cancelled += database.rows("SELECT pg_cancel_backend(pid) FROM (" + WAITING + ") w").size();
      Thread.sleep(LOOK_MILLIS);
    }
    return cancelled;
  }

  private static SettleOrder order(String number) {
    PersonDocument person = scene.member(number, 0);
    return scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 1_000_000));
  }

  private static void assertUnavailable(CompletableFuture<?> call) {
    CompletionException failure = assertThrows(CompletionException.class, call::join);
    assertInstanceOf(StoreUnavailableException.class, failure.getCause());
  }

  private static byte[] reply(SettleResult result) {
    return assertInstanceOf(SettleResult.Recorded.class, result).reply();
  }

  @Test
  void settle_waitForStandbyCancelled_isUnknownUntilTheStandbyIsNotNeeded() throws Exception {
    SettleOrder order = order("410105196106060011");
    waitForStandby();
    CompletableFuture<SettleResult> first = later(() -> scene.settle(order));
    assertTrue(waits(first), "the commit must wait");
    assertTrue(cancelUntilDone(first) > 1, "what it found must wait as well");
    assertUnavailable(first);
    assertEquals(
        1,
        database.number(
            "SELECT count(*) FROM settlement WHERE settlement_id = '" + order.stamp().id() + "'"),
        "it stands on this server, which is not enough");

    CompletableFuture<SettleResult> replay = later(() -> scene.settle(order));
    assertTrue(waits(replay), "a replay must wait");
    cancelUntilDone(replay);
    assertUnavailable(replay);
    CompletableFuture<Optional<StoredRequest>> lookUp =
        later(() -> scene.store.findRequest(order.key()));
    assertTrue(waits(lookUp), "a look-up must wait");
    cancelUntilDone(lookUp);
    assertUnavailable(lookUp);

    CompletableFuture<SettleResult> patient = later(() -> scene.settle(order));
    assertTrue(waits(patient), "a replay must wait again");
    waitForNobody();
    byte[] reply = reply(patient.join());
    assertTrue(StoreScene.text(reply).contains(order.stamp().id()));
    assertArrayEquals(reply, reply(scene.settle(order)));
    assertArrayEquals(reply, scene.store.findRequest(order.key()).orElseThrow().settledReply());
  }

  @Test
  void settle_billSettledUnderAnotherId_isSaidOnlyWhenThatIsDurable() throws Exception {
    SettleOrder order = order("410105196106060022");
    waitForStandby();
    CompletableFuture<SettleResult> first = later(() -> scene.settle(order));
    assertTrue(waits(first), "the commit must wait");
    cancelUntilDone(first);
    SettleOrder again = scene.order(scene.next("R"), order.person(), order.claim());
    CompletableFuture<SettleResult> refused = later(() -> scene.settle(again));
    assertTrue(waits(refused), "a refusal by what was found must wait");
    waitForNobody();
    assertInstanceOf(SettleResult.ClaimSettled.class, refused.join());
  }

  @Test
  void undo_waitForStandbyCancelled_isUnknownUntilTheStandbyIsNotNeeded() throws Exception {
    String request = scene.next("R");
    waitForStandby();
    CompletableFuture<UndoResult> first = later(() -> scene.undoResult(request));
    assertTrue(waits(first), "the commit must wait");
    cancelUntilDone(first);
    assertUnavailable(first);
    CompletableFuture<UndoResult> again = later(() -> scene.undoResult(request));
    assertTrue(waits(again), "a replay must wait");
    waitForNobody();
    assertInstanceOf(UndoResult.Recorded.class, again.join());
  }

  @Test
  void month_madeWhileTheWaitForStandbyIsCancelled_isNotTakenForMade() throws Exception {
    waitForStandby();
    CompletableFuture<Void> making =
        later(
            () -> {
              database.stores().days().makeRoom(Instant.parse("2031-05-10T02:00:00Z"));
              return null;
            });
    assertTrue(waits(making), "the commit must wait");
    cancelUntilDone(making);
    assertUnavailable(making);
  }

  @Test
  void settle_noStandbyNeeded_waitsForNobody() {
    SettleOrder order = order("410105196106060033");
    assertFalse(assertInstanceOf(SettleResult.Recorded.class, scene.settle(order)).replayed());
    assertTrue(assertInstanceOf(SettleResult.Recorded.class, scene.settle(order)).replayed());
  }
}
