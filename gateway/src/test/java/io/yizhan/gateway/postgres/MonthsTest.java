package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yizhan.gateway.desk.DayDesk;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ledger at the end of a month. */
class MonthsTest {
  private static final Instant LAST_DAY = Instant.parse("2016-10-31T02:00:00Z");

  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
          + " AND datname = current_database()";

  private final IdSource ids = new IdSource(new SecureRandom());
  private TestDatabase database;
  private StoreScene scene;
  private PersonDocument person;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    person = scene.member("410105197601010011", 0);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private SettleOrder at(Instant time, PersonDocument who) {
    SettleOrder order =
        scene.order(scene.next("R"), who, StoreScene.claim(scene.next("E"), 1_000_000));
    LocalDate day = LocalDate.ofInstant(time, SettlementDesk.CIVIL_ZONE);
    return new SettleOrder(
        order.key(),
        order.content(),
        order.person(),
        order.claim(),
        new Stamp(ids.next(time), order.key().requestId(), time, day),
        order.callerId(),
        order.wanted());
  }

  private String settled(Instant time) {
    return settled(at(time, person));
  }

  private String settled(SettleOrder order) {
    SettleResult result = scene.settle(order);
    assertFalse(assertInstanceOf(SettleResult.Recorded.class, result).replayed());
    return database
        .rows(
            "SELECT posting_date FROM settlement WHERE settlement_id = '"
                + order.stamp().id()
                + "'")
        .get(0);
  }

  private List<String> months() {
    return database.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'settlement\\_2016\\_%'"
            + " ORDER BY 1");
  }

  @Test
  void settle_lastDayOfAMonthWhileATableIsVacuumed_succeeds() throws Exception {
    try (Connection holder = database.stores().dataSource().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      // What a vacuum holds.
      statement.execute("LOCK TABLE reversal IN SHARE UPDATE EXCLUSIVE MODE");
      assertEquals("2016-10-31", settled(LAST_DAY));
      holder.rollback();
    }
  }

  @Test
  void settle_lastDayOfAMonthWhileNoMonthCanBeMade_succeeds() throws Exception {
    assertEquals("2016-10-01", settled(Instant.parse("2016-10-01T02:00:00Z")));
    try (Connection holder = database.stores().dataSource().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      // Neither by whose turn it is, nor beside the ledger.
      statement.execute("SELECT 1 FROM posting_clock FOR UPDATE");
      statement.execute("LOCK TABLE settlement IN SHARE UPDATE EXCLUSIVE MODE");
      assertEquals("2016-10-31", settled(LAST_DAY));
      holder.rollback();
    }
    assertEquals(List.of("settlement_2016_10"), months());
  }

  @Test
  @Timeout(60)
  void month_thatAnotherMakesMeanwhile_isNotMadeAgain() throws Exception {
    LocalDate day = LocalDate.of(2016, 10, 31);
    try (Connection first = database.stores().dataSource().getConnection();
        Connection second = database.stores().dataSource().getConnection()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      PostingClocks.lock(first);
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> {
                try {
                  new Months().require(second, day);
                } catch (SQLException e) {
                  throw new CompletionException(e);
                }
              });
      while (database.number(WAITING) == 0) {
        Thread.sleep(5);
      }
      new Months().require(first, day);
      waiting.get(1, TimeUnit.MINUTES);
    }
    assertEquals(List.of("settlement_2016_10"), months());
  }

  @Test
  void settle_afterTheCutOffOfTheLastDay_makesTheNextMonthItself() {
    database
        .stores()
        .days()
        .setCutOff(18 * 60, LocalDate.of(2016, 10, 2), Instant.parse("2016-10-01T02:00:00Z"));
    assertEquals("2016-11-01", settled(Instant.parse("2016-10-31T11:00:00Z")));
    assertEquals(List.of("settlement_2016_10", "settlement_2016_11"), months());
  }

  @Test
  void look_sevenDaysBeforeAMonth_makesIt() {
    DayDesk desk =
        new DayDesk(database.stores().days(), database.stores().shifts(), () -> LAST_DAY);
    assertEquals(0, desk.look(Instant.parse("2016-10-24T15:00:00Z"), Optional.empty()));
    assertEquals(List.of("settlement_2016_10"), months());
    assertEquals(0, desk.look(Instant.parse("2016-10-24T17:00:00Z"), Optional.empty()));
    assertEquals(List.of("settlement_2016_10", "settlement_2016_11"), months());
  }

  /** As after the loss of a server whose standby had not heard of what was made ahead. */
  private void lose(String month) {
    database.execute("DROP TABLE " + month);
  }

  @Test
  void settle_monthThatWasMadeAndIsGone_makesItAgain() {
    settled(LAST_DAY);
    lose("settlement_2016_10");
    assertEquals("2016-10-31", settled(LAST_DAY), "in a group");
    assertEquals(1, database.number("SELECT count(*) FROM settlement"));
    lose("settlement_2016_10");
    scene.fundMoney(10_000_000);
    PersonDocument granted = scene.member("410105197601010022", 500_000);
    assertEquals("2016-10-31", settled(at(LAST_DAY, granted)), "alone");
  }

  @Test
  void reverseAndUndo_monthThatWasMadeAndIsGone_makeItAgain() {
    SettleOrder reversed = at(LAST_DAY, person);
    settled(reversed);
    SettleOrder undone = at(LAST_DAY, person);
    settled(undone);
    scene.settled(person);
    lose("settlement_2016_09");
    assertInstanceOf(
        ReverseResult.Recorded.class, scene.reverse(scene.next("V"), reversed.stamp().id()));
    assertEquals(List.of("settlement_2016_09", "settlement_2016_10"), months());
    lose("settlement_2016_09");
    scene.undo(undone.key().requestId());
    assertEquals(
        1,
        database.number("SELECT count(*) FROM settlement WHERE posting_date < '2016-10-01'"),
        "the undone one's reversal");
  }

  @Test
  void look_monthThatWasMadeAheadAndIsGone_makesItAgain() {
    DayDesk desk =
        new DayDesk(database.stores().days(), database.stores().shifts(), () -> LAST_DAY);
    desk.look(LAST_DAY, Optional.empty());
    lose("settlement_2016_11");
    desk.look(LAST_DAY, Optional.empty());
    assertEquals(List.of("settlement_2016_10", "settlement_2016_11"), months());
  }

  @Test
  void work_thatMeetsNoMonthTwice_fails() {
    AtomicInteger runs = new AtomicInteger();
    Transactions transactions = new Transactions(database.stores().dataSource());
    assertThrows(
        IllegalStateException.class,
        () ->
            transactions.write(
                Integer.class,
                new Months()
                    .booking(
                        connection -> {
                          runs.incrementAndGet();
                          return Sql.update(
                              connection,
                              "INSERT INTO settlement (posting_date) VALUES ('1999-01-01')");
                        })));
    assertEquals(2, runs.get());
  }

  @Test
  void undo_whileTheMonthIsDetached_failsAndKeepsNoAnswer() {
    SettleOrder order = at(LAST_DAY, person);
    settled(order);
    String request = order.key().requestId();
    database.execute("ALTER TABLE settlement DETACH PARTITION settlement_2016_10");
    assertThrows(IllegalStateException.class, () -> scene.undo(request));
    database.execute(
        "ALTER TABLE settlement ATTACH PARTITION settlement_2016_10"
            + " FOR VALUES FROM ('2016-10-01') TO ('2016-11-01')");
    assertEquals(
        List.of("SETTLED|null"),
        database.rows(
            "SELECT state, undo_reply FROM request WHERE request_id = '" + request + "'"));
    assertEquals("REVERSED", StoreScene.text(scene.undo(request)).substring(0, 8));
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
  }
}
