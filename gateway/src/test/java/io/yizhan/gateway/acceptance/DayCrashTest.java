package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.receipt.Receipt;
import io.yizhan.gateway.receipt.VerifyingKey;
import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.ClosePostingDayResponse;
import io.yizhan.proto.v1.GetReceiptRequest;
import io.yizhan.proto.v1.ListReceiptKeysRequest;
import io.yizhan.proto.v1.PostingDayState;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of a gateway's process in the middle of closing a day, at each table that closing writes
 * to: another connection holds the table, the closing waits in its transaction, and the process
 * dies there. The next gateway goes on; in the end the day is closed once and has one root.
 */
class DayCrashTest {
  private static final int WAITS_MAX = 600;
  private static final long PAUSE_MILLIS = 50;
  private static final int ENTRIES = 4;

  private final LocalDate yesterday = LocalDate.now(SettlementDesk.CIVIL_ZONE).minusDays(1);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Settlement settled;

  @BeforeEach
  void bookYesterday() throws IOException {
    Instant booked = yesterday.atTime(10, 0).atZone(SettlementDesk.CIVIL_ZONE).toInstant();
    house = House.open(() -> booked);
    for (int i = 1; i <= 3; i++) {
      house.world().put(house.client(), World.known(Invented.person(i), "dibao"));
      settled =
          house.settle(
              Claims.request(
                  "R-" + i,
                  Claims.stay(
                      World.HOSPITAL, Invented.person(i), "E-" + i, "2016-08-01", 1_000_000)));
    }
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("V")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
    house.stopServing();
    Files.writeString(folder.resolve("password"), house.database().settings().password());
  }

  @AfterEach
  void close() {
    house.close();
  }

  private GatewayProcess serve() {
    return GatewayProcess.start(
        folder.resolve("data"),
        folder.resolve("serve.log"),
        "UTC",
        List.of(),
        List.of(
            "--database-url",
            house.database().settings().jdbcUrl(),
            "--database-user",
            house.database().settings().user(),
            "--database-password-file",
            folder.resolve("password").toString(),
            "--secrets-file",
            house.database().secretsFile().toString()));
  }

  private ClosePostingDayResponse closeDay(Client client) {
    return client
        .days(house.world().operatorToken())
        .closePostingDay(
            ClosePostingDayRequest.newBuilder()
                .setPostingDate(Claims.date(yesterday.toString()))
                .build());
  }

  /** Kills a gateway while a closing that is asked for waits for the table. */
  private void killClosingAt(String table) throws SQLException {
    try (Connection holder = holding(table);
        GatewayProcess gateway = serve();
        Client client = new Client(gateway.port())) {
      CompletableFuture<ClosePostingDayResponse> closing =
          CompletableFuture.supplyAsync(() -> closeDay(client));
      awaitWaiting(table);
      gateway.kill();
      CompletionException failed = assertThrows(CompletionException.class, closing::join);
      assertTrue(failed.getCause() instanceof StatusRuntimeException, String.valueOf(failed));
      holder.rollback();
    }
  }

  /** Kills a gateway while what it does by itself waits for the table. */
  private void killRoundsAt(String table) throws SQLException {
    try (Connection holder = holding(table);
        GatewayProcess gateway = serve()) {
      awaitWaiting(table);
      gateway.kill();
      holder.rollback();
    }
  }

  /** Readers pass; who writes waits. */
  private Connection holding(String table) throws SQLException {
    Connection holder = house.connection();
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
    }
    return holder;
  }

  private void awaitWaiting(String table) {
    for (int i = 0; i < WAITS_MAX; i++) {
      if (count(
              "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '"
                  + table
                  + "'::regclass")
          > 0) {
        return;
      }
      World.pause(PAUSE_MILLIS);
    }
    throw new AssertionError("the closing must come to wait for " + table);
  }

  private long count(String sql) {
    return house.database().number(sql);
  }

  private List<String> day() {
    return house
        .database()
        .rows("SELECT state, horizon IS NOT NULL, line_count FROM posting_day ORDER BY 1");
  }

  @Test
  void gateway_killedInTheMiddleOfClosingADay_leavesNothingHalfDone() throws Exception {
    for (String table : List.of("posting_day", "posting_clock")) {
      killClosingAt(table);
      assertEquals(List.of(), day(), "nothing is marked, killed at " + table);
      assertEquals(1, count("SELECT count(*) FROM posting_clock WHERE open_from = '1970-01-01'"));
    }
    killClosingAt("posting_day_total");
    assertEquals(List.of("CLOSING|t|null"), day(), "marked, and not closed");
    assertEquals(0, count("SELECT count(*) FROM posting_day_total"));
    // As one that died between the mark and the horizon leaves it.
    house.execute("UPDATE posting_day SET horizon = NULL");
    killClosingAt("posting_day");
    assertEquals(List.of("CLOSING|f|null"), day(), "no horizon is given");

    closeAndDieBeforeTheRoot();
    assertEquals(List.of("CLOSED|t|" + ENTRIES), day());
    List<String> totals = house.database().rows("SELECT * FROM posting_day_total ORDER BY bearer");
    assertEquals(0, count("SELECT count(*) FROM day_root_page"));
    killRoundsAt("day_root_page");
    assertEquals(0, count("SELECT count(*) FROM day_root_page"), "no page is half kept");
    killRoundsAt("day_root");
    assertEquals(1, count("SELECT count(*) FROM day_root_page"), "a page is kept, whole");
    assertEquals(0, count("SELECT count(*) FROM day_root"));

    try (GatewayProcess gateway = serve();
        Client client = new Client(gateway.port())) {
      assertEquals(PostingDayState.POSTING_DAY_STATE_CLOSED, closeDay(client).getDay().getState());
      AskedWorld.await(() -> count("SELECT count(*) FROM day_root") == 1);
      assertReceiptLeadsToTheRoot(client);
    }
    assertEquals(List.of("CLOSED|t|" + ENTRIES), day());
    assertEquals(totals, house.database().rows("SELECT * FROM posting_day_total ORDER BY bearer"));
    assertEquals(List.of(), house.audit());
  }

  /** Nothing of the root can be written while the day is closed. */
  private void closeAndDieBeforeTheRoot() throws SQLException {
    try (Connection holder = holding("day_root_page");
        GatewayProcess gateway = serve();
        Client client = new Client(gateway.port())) {
      assertEquals(PostingDayState.POSTING_DAY_STATE_CLOSED, closeDay(client).getDay().getState());
      gateway.kill();
      holder.rollback();
    }
  }

  private void assertReceiptLeadsToTheRoot(Client client) {
    var receipts = client.receipts(house.world().operatorToken());
    StringBuilder pem = new StringBuilder();
    receipts
        .listReceiptKeys(ListReceiptKeysRequest.getDefaultInstance())
        .getKeysList()
        .forEach(key -> pem.append(key.getPublicKeyPem()));
    Receipt receipt =
        Receipt.parse(
            receipts
                .getReceipt(
                    GetReceiptRequest.newBuilder().setEntryId(settled.getSettlementId()).build())
                .getReceiptText());
    assertTrue(receipt.day().isPresent());
    assertEquals(Receipt.Finding.VALID, receipt.check(VerifyingKey.ofPem(pem.toString())));
  }
}
