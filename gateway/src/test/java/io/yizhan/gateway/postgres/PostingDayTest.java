package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.desk.DayStore;
import io.yizhan.gateway.desk.DayStore.CloseResult;
import io.yizhan.gateway.desk.DayStore.State;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Posting days over one database, with the stores of two gateways. */
class PostingDayTest {
  private static final LocalDate DAY = StoreScene.POSTING_DATE;
  private static final LocalDate NEXT = DAY.plusDays(1);

  /** Just after the cut-off of the day. */
  private static final Instant OVER = Instant.parse("2016-09-01T16:00:00Z");

  private static final int LOOKS_MAX = 1_000;

  private TestDatabase database;
  private PostgresStores second;
  private StoreScene scene;
  private DayStore days;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    second = PostgresStores.open(database.settings(), database.secrets());
    scene = new StoreScene(database);
    days = database.stores().days();
  }

  @AfterEach
  void close() throws SQLException {
    try (Connection connection = database.stores().dataSource().getConnection()) {
      assertEquals(List.of(), LedgerAuditor.findings(connection));
    }
    second.close();
    database.close();
  }

  private String dayOf(String settlementId) {
    return database
        .rows("SELECT posting_date FROM settlement WHERE settlement_id = '" + settlementId + "'")
        .get(0);
  }

  private static void closed(DayStore days, LocalDate day) {
    for (int i = 0; i < LOOKS_MAX; i++) {
      days.goOn(OVER, 10);
      if (days.find(day).state() == State.CLOSED) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the day must close");
  }

  @Test
  void close_dayThatIsNotOver_isRefusedAndStaysOpen() {
    scene.settled(scene.member("410105196001010101", 0));
    assertInstanceOf(CloseResult.NotOver.class, days.startClosing(DAY, OVER.minusSeconds(1), "op"));
    assertEquals(State.OPEN, days.find(DAY).state());
    assertInstanceOf(CloseResult.Started.class, days.startClosing(DAY, OVER, "op"));
  }

  @Test
  void settle_afterTheDayIsMarked_fallsInTheNext() {
    PersonDocument person = scene.member("410105196001010102", 0);
    String before = scene.settled(person);
    days.startClosing(DAY, OVER, "op");
    String after = scene.settled(person);
    String reversal = scene.next("V");
    scene.reverse(reversal, before);
    assertEquals(DAY.toString(), dayOf(before));
    assertEquals(NEXT.toString(), dayOf(after));
    assertEquals(
        List.of(NEXT.toString()),
        database.rows("SELECT posting_date FROM settlement WHERE reverses = '" + before + "'"));
    closed(second.days(), DAY);
    assertEquals(1, days.find(DAY).lineCount());
    assertTrue(scene.store.findSettlement(after).isPresent(), "it is looked for there");
  }

  @Test
  void settle_daysClosedBeyondTheGatewaysClock_isKnownToHaveDoneNothing() {
    PersonDocument person = scene.member("410105196001010112", 0);
    String before = scene.settled(person);
    days.startClosing(DAY, OVER, "op");
    days.startClosing(NEXT, OVER.plus(Duration.ofDays(1)), "op");
    String reversal = scene.next("V");
    StoreUnavailableException reversing =
        assertThrows(StoreUnavailableException.class, () -> scene.reverse(reversal, before));
    assertTrue(reversing.isNothingDone());
    Throwable settling = assertThrows(RuntimeException.class, () -> scene.settled(person));
    while (settling.getCause() != null && !(settling instanceof StoreUnavailableException)) {
      settling = settling.getCause();
    }
    assertTrue(assertInstanceOf(StoreUnavailableException.class, settling).isNothingDone());
    assertEquals(1, database.number("SELECT count(*) FROM settlement"));
  }

  @Test
  void day_thatABookingStillSawOpen_isClosedAfterItAndCountsIt() throws Exception {
    PersonDocument slow = scene.member("410105196001010103", 0);
    PersonDocument quick = scene.member("410105196001010104", 0);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    SettleOrder order =
        scene.order(scene.next("R"), slow, StoreScene.claim(scene.next("E"), 1_000_000));
    CompletionStage<SettleResult> running =
        second
            .settlements()
            .settle(
                order,
                standing -> {
                  inside.countDown();
                  await(go);
                  return scene.settler.settle(order.claim(), standing);
                },
                scene.codec);
    await(inside);
    days.startClosing(DAY, OVER, "op");
    assertEquals(0, days.goOn(OVER, 10));
    assertEquals(State.CLOSING, days.find(DAY).state());
    assertEquals(NEXT.toString(), dayOf(scene.settled(quick)));
    assertEquals(0, second.days().goOn(OVER, 10));
    go.countDown();
    StoreScene.now(running);
    assertEquals(DAY.toString(), dayOf(order.stamp().id()));
    closed(days, DAY);
    assertEquals(1, days.find(DAY).lineCount());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closing_amongSettlesAndReversalsOfTwoGateways_leavesNoGap() throws Exception {
    List<PersonDocument> persons = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      persons.add(scene.member("41010519610101010" + i, 0));
    }
    List<Callable<Object>> calls = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      PostgresStores stores = thread % 2 == 0 ? database.stores() : second;
      PersonDocument person = persons.get(thread);
      calls.add(
          () -> {
            for (int i = 0; i < 40; i++) {
              SettleOrder order =
                  scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 10_000));
              assertInstanceOf(
                  SettleResult.Recorded.class,
                  StoreScene.now(
                      stores
                          .settlements()
                          .settle(
                              order,
                              standing -> scene.settler.settle(order.claim(), standing),
                              scene.codec)));
              if (i % 4 == 0) {
                assertInstanceOf(
                    ReverseResult.Recorded.class,
                    scene.reverse(scene.next("V"), order.stamp().id()));
              }
            }
            return "";
          });
    }
    calls.add(
        () -> {
          while (database.number("SELECT count(*) FROM settlement") < 100) {
            Thread.onSpinWait();
          }
          days.startClosing(DAY, OVER, "op");
          closed(second.days(), DAY);
          return "";
        });
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Future<Object>> futures = new ArrayList<>();
      calls.forEach(call -> futures.add(threads.submit(call)));
      for (Future<Object> future : futures) {
        future.get();
      }
    } finally {
      threads.shutdownNow();
    }
    long onDay =
        database.number("SELECT count(*) FROM settlement WHERE posting_date = '" + DAY + "'");
    long onNext =
        database.number("SELECT count(*) FROM settlement WHERE posting_date = '" + NEXT + "'");
    assertEquals(8 * 50, onDay + onNext);
    assertTrue(onDay >= 100 && onNext > 0, () -> onDay + " and " + onNext);
    assertEquals(onDay, days.find(DAY).lineCount());
    assertEquals(
        onDay,
        database.number(
            "SELECT sum(with_count) FROM posting_day_total WHERE bearer = 'bill' AND posting_date ="
                + " '"
                + DAY
                + "'"));
    days.startClosing(NEXT, OVER.plus(Duration.ofDays(1)), "op");
    closed(days, NEXT);
    assertEquals(onNext, days.find(NEXT).lineCount());
  }

  @Test
  void totals_ofADay_areThreeFiguresOfTheSpan() {
    PersonDocument person = scene.member("410105196001010105", 0);
    String kept = scene.settled(person);
    String taken = scene.settled(person);
    scene.reverse(scene.next("V"), taken);
    days.startClosing(DAY, OVER, "op");
    closed(days, DAY);
    scene.reverse(scene.next("V"), kept);
    days.startClosing(NEXT, OVER.plus(Duration.ofDays(1)), "op");
    closed(days, NEXT);
    assertEquals(
        List.of(
            "2016-09-01|390|inpatient|bill|3|1000000|2|2000000|1|1000000",
            "2016-09-02|390|inpatient|bill|1|-1000000|0|0|0|0"),
        database.rows(
            "SELECT posting_date, scheme, care, bearer, with_count, with_fen, without_count,"
                + " without_fen, live_count, live_fen FROM posting_day_total"
                + " WHERE bearer = 'bill' ORDER BY 1"));
    assertEquals(
        List.of("2016-09-01|1000000|2000000|1000000", "2016-09-02|-1000000|0|0"),
        database.rows(
            "SELECT posting_date, sum(with_fen), sum(without_fen), sum(live_fen)"
                + " FROM posting_day_total WHERE bearer <> 'bill' GROUP BY 1 ORDER BY 1"));
  }

  /** A gateway that dies in the middle of a step: its connection goes, and what it did with it. */
  private interface Step {
    void run(Connection connection) throws SQLException;
  }

  private void dieAfter(Step step) throws SQLException {
    try (Connection connection = second.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      step.run(connection);
      connection.rollback();
    }
  }

  @Test
  void closing_thatDiesInAnyStep_isGoneOnWithByAnother() throws SQLException {
    PersonDocument person = scene.member("410105196001010106", 0);
    scene.settled(person);
    dieAfter(connection -> DayClosing.mark(connection, DAY, OVER, "op"));
    assertEquals(State.OPEN, days.find(DAY).state(), "nothing is marked");
    assertEquals(DAY.toString(), dayOf(scene.settled(person)));

    second.days().startClosing(DAY, OVER, "op");
    assertEquals(State.CLOSING, days.find(DAY).state(), "died after the mark");
    assertEquals(NEXT.toString(), dayOf(scene.settled(person)));
    dieAfter(DayClosing::giveHorizon);
    assertEquals(
        List.of("null"), database.rows("SELECT horizon FROM posting_day"), "nothing is given");

    assertEquals(0, second.days().goOn(OVER, 0));
    assertEquals(1, database.number("SELECT count(horizon) FROM posting_day"), "died before");
    dieAfter(connection -> assertTrue(DayClosing.closeNext(connection, OVER).isPresent()));
    assertEquals(0, database.number("SELECT count(*) FROM posting_day_total"));
    assertEquals(State.CLOSING, days.find(DAY).state());

    closed(days, DAY);
    assertEquals(2, days.find(DAY).lineCount());
    assertEquals(0, days.goOn(OVER, 10), "once");
    days.startClosing(DAY, OVER, "op");
    assertEquals(State.CLOSED, days.find(DAY).state(), "a closed day stays closed");
  }

  @Test
  void cutOff_theSameForAllGateways_partsTheEvening() {
    assertTrue(days.stateCutOff(600 + 480));
    assertEquals(false, second.days().stateCutOff(1_440), "another gateway states another");
    Instant evening = Instant.parse("2016-09-01T10:00:00Z");
    assertEquals(NEXT, second.days().clock().dayOf(evening));
    assertEquals(DAY, second.days().clock().dayOf(evening.minusSeconds(1)));
    assertInstanceOf(CloseResult.Started.class, days.startClosing(DAY, evening, "op"));
  }

  @Test
  void cutOff_ofADatabaseInUse_isTheOneByWhichItBooked() {
    scene.settled(scene.member("410105196001010113", 0));
    assertEquals(false, days.stateCutOff(720), "nobody has stated one, but it is booked by");
    assertEquals(1_440, days.clock().cutOff());
    assertTrue(days.stateCutOff(1_440));
  }

  @Test
  void cutOff_ofADatabaseWithAClosedDay_isTheOneByWhichItClosed() {
    assertInstanceOf(CloseResult.Started.class, days.startClosing(DAY, OVER, "op"));
    assertEquals(false, days.stateCutOff(720));
    assertTrue(days.stateCutOff(1_440));
    assertEquals(false, second.days().stateCutOff(720));
  }
}
