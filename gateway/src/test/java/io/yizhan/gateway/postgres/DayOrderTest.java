package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.DayDesk;
import io.yizhan.gateway.desk.DayStore;
import io.yizhan.gateway.desk.DayStore.Span;
import io.yizhan.gateway.desk.DayStore.State;
import io.yizhan.gateway.desk.DayStore.TotalKey;
import io.yizhan.gateway.desk.DayStore.TotalQuery;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReceiptStore;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.ShiftStore;
import io.yizhan.gateway.desk.ShiftStore.BeginResult;
import io.yizhan.gateway.desk.ShiftStore.Shift;
import io.yizhan.gateway.desk.ShiftStore.ShiftKey;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Days close and are signed in their order; nothing else keeps them, or shifts, waiting. */
class DayOrderTest {
  private static final LocalDate DAY = StoreScene.POSTING_DATE;
  private static final LocalDate NEXT = DAY.plusDays(1);
  private static final Instant OVER = Instant.parse("2016-09-02T16:00:00Z");
  private static final int LOOKS_MAX = 100_000;
  private static final Caller CASHIER =
      new Caller("his", Caller.Role.HOSPITAL, StoreScene.HOSPITAL, List.of());

  private TestDatabase database;
  private StoreScene scene;
  private DayStore days;
  private ShiftStore shifts;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    days = database.stores().days();
    shifts = database.stores().shifts();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Something of two persons of this server may still run that everybody waits for. */
  private interface Look {
    boolean isDone() throws SQLException;
  }

  private static void until(Look look) throws SQLException {
    for (int i = 0; i < LOOKS_MAX; i++) {
      if (look.isDone()) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("it must come");
  }

  private void markBoth() {
    days.startClosing(DAY, OVER, "op");
    days.startClosing(NEXT, OVER, "op");
    days.goOn(OVER, 0);
  }

  @Test
  void day_whileTheOneBeforeIsBeingClosed_waitsForIt() throws SQLException {
    markBoth();
    try (Connection other = database.stores().dataSource().getConnection()) {
      other.setAutoCommit(false);
      until(() -> DayClosing.closeNext(other, OVER).isPresent());
      assertEquals(0, days.goOn(OVER, 10), "another closes the day before");
      assertEquals(State.CLOSING, days.find(NEXT).state());
      other.rollback();
    }
    until(() -> days.goOn(OVER, 10) >= 0 && days.find(NEXT).state() == State.CLOSED);
  }

  @Test
  void root_whileADayBeforeIsNotClosed_isNotGiven() throws SQLException {
    markBoth();
    until(() -> days.goOn(OVER, 10) >= 0 && days.find(NEXT).state() == State.CLOSED);
    ReceiptStore receipts = database.stores().receipts();
    assertEquals(Optional.of(DAY), receipts.nextWithoutRoot());
    database.execute(
        "UPDATE posting_day SET state = 'CLOSING', closed_time = NULL, line_count = NULL"
            + " WHERE posting_date = '"
            + DAY
            + "'");
    assertEquals(Optional.empty(), receipts.nextWithoutRoot());
  }

  @Test
  void place_ofAnEntry_isCountedWithinItsPage() {
    PersonDocument person = scene.member("410105196001010110", 0);
    List<String> ids =
        List.of(scene.settled(person), scene.settled(person), scene.settled(person)).stream()
            .sorted()
            .toList();
    String page =
        "INSERT INTO day_root_page (posting_date, page, last_id, leaves, root_sha256) VALUES ('"
            + DAY
            + "', %d, '%s', '\\x%s', '\\x%s')";
    String hash = "00".repeat(32);
    database.execute(String.format(page, 0, ids.get(0), hash, hash));
    database.execute(String.format(page, 1, ids.get(2), hash + hash, hash));
    ReceiptStore receipts = database.stores().receipts();
    assertEquals(Optional.of(0L), receipts.placeOf(DAY, ids.get(0)));
    assertEquals(Optional.of(1_024L), receipts.placeOf(DAY, ids.get(1)));
    assertEquals(Optional.of(1_025L), receipts.placeOf(DAY, ids.get(2)));
    assertEquals(Optional.empty(), receipts.placeOf(DAY, "~"));
  }

  /** The same port, one of whose calls fails. */
  private static <T> T failing(Class<T> port, T whole, String call) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, values) -> {
              if (method.getName().equals(call)) {
                throw new IllegalStateException(call);
              }
              return method.invoke(whole, values);
            }));
  }

  @Test
  void day_whileShiftsOrMarksFail_isClosed() throws SQLException {
    markBoth();
    DayDesk desk =
        new DayDesk(
            failing(DayStore.class, days, "startClosingOver"),
            failing(ShiftStore.class, shifts, "goOn"),
            () -> OVER);
    until(
        () -> {
          assertThrows(
              IllegalStateException.class, () -> desk.look(OVER, Optional.of(Duration.ZERO)));
          return days.find(NEXT).state() == State.CLOSED;
        });
  }

  @Test
  void totals_thatTakeTooLong_areGivenUp() {
    markBoth();
    database.execute("ALTER TABLE posting_day RENAME TO kept_day");
    database.execute("CREATE VIEW posting_day AS SELECT d.* FROM kept_day d, pg_sleep(20)");
    DayStore hasty =
        new PostgresDayStore(
            new Transactions(database.stores().dataSource()), new Months(), Duration.ofMillis(200));
    assertThrows(
        StoreUnavailableException.class,
        () ->
            hasty.totals(
                new TotalQuery(
                    new Span(DAY, DAY, "", SettlementScope.ALL), Set.of(), TotalKey.FIRST, 10)));
  }

  private static ShiftKey key(String shift) {
    return new ShiftKey(StoreScene.HOSPITAL, "op1", "T1", shift);
  }

  @Test
  void closingOfAShift_goesOnWithItsOwnPartAlone() {
    assertInstanceOf(BeginResult.Begun.class, shifts.begin(key("S0"), "older", OVER, "his"));
    DayDesk desk = new DayDesk(days, shifts, () -> OVER);
    Shift own = desk.close(key("S9"), "own", CASHIER).orElseThrow();
    assertTrue(own.closedTime().isPresent());
    assertEquals(
        Optional.empty(), shifts.find(key("S0"), 0).flatMap(Shift::closedTime), "somebody else's");
  }

  @Test
  void shift_whileAnOlderOneCannotBeClosed_isClosed() throws SQLException {
    scene.settled(scene.member("410105196001010111", 0));
    shifts.begin(key("S1"), "older", OVER, "his");
    database.execute(
        "INSERT INTO cashier_shift_total SELECT bucket, hospital_id, operator_id, terminal_id,"
            + " shift_id, part, 'bill', 0, 0, 0, 0, 0, 0 FROM cashier_shift");
    shifts.begin(key("S2"), "newer", OVER.plusSeconds(1), "his");
    until(
        () -> {
          try {
            shifts.goOn(OVER, 10);
          } catch (IllegalStateException failed) {
            // The older one; the auditor would name it.
          }
          return shifts.find(key("S2"), 0).flatMap(Shift::closedTime).isPresent();
        });
    assertEquals(Optional.empty(), shifts.find(key("S1"), 0).flatMap(Shift::closedTime));
  }

  @Test
  void shift_whileAnOlderOneIsHeld_isClosed() throws SQLException {
    scene.settled(scene.member("410105196001010112", 0));
    shifts.begin(key("S1"), "older", OVER, "his");
    shifts.begin(key("S2"), "newer", OVER.plusSeconds(1), "his");
    database.execute(
        "CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE ''held'' USING ERRCODE = ''55P03''; END'");
    database.execute(
        "CREATE TRIGGER held BEFORE UPDATE ON cashier_shift FOR EACH ROW"
            + " WHEN (new.shift_id = 'S1') EXECUTE FUNCTION held()");
    until(
        () ->
            shifts.goOn(OVER, 10) >= 0
                && shifts.find(key("S2"), 0).flatMap(Shift::closedTime).isPresent());
    assertEquals(Optional.empty(), shifts.find(key("S1"), 0).flatMap(Shift::closedTime));
  }

  @Test
  void shift_closedAgainAfterFortyDays_hasEveryLineSinceTheClosingBefore() throws SQLException {
    PersonDocument person = scene.member("410105196001010113", 0);
    scene.settled(person);
    Instant first = OVER.minus(Duration.ofDays(1));
    assertEquals(new BeginResult.Begun(1), shifts.begin(key("S1"), "first", first, "his"));
    scene.settled(person);
    Instant later = OVER.plus(Duration.ofDays(40));
    assertEquals(new BeginResult.Begun(2), shifts.begin(key("S1"), "second", later, "his"));
    until(
        () ->
            shifts.goOn(later, 10) >= 0
                && shifts.find(key("S1"), 2).flatMap(Shift::closedTime).isPresent());
    assertEquals(
        List.of("1|1", "2|1"),
        database.rows(
            "SELECT part, with_count FROM cashier_shift_total WHERE bearer = 'bill' ORDER BY 1"));
  }
}
