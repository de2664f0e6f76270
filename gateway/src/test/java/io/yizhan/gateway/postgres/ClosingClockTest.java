package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yizhan.gateway.desk.DayStore;
import io.yizhan.gateway.desk.DayStore.CloseResult;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway whose clock is ahead closes no day that is to come. */
class ClosingClockTest {
  private final Instant now = Instant.now();
  private final LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
  private final IdSource ids = new IdSource(new SecureRandom());

  @SuppressWarnings("NullAway.Init")
  private TestDatabase database;

  @SuppressWarnings("NullAway.Init")
  private StoreScene scene;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private SettleResult settledNow(PersonDocument person) {
    SettleOrder made =
        scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 10_000));
    return scene.settle(
        new SettleOrder(
            made.key(),
            made.content(),
            made.person(),
            made.claim(),
            new Stamp(ids.next(now), made.stamp().requestId(), now, today),
            made.callerId(),
            made.wanted()));
  }

  @Test
  void closing_byAClockThatIsAhead_marksNothingAndTheDayGoesOn() {
    DayStore days = database.stores().days();
    PersonDocument person = scene.member("410105196001010107", 0);
    assertInstanceOf(SettleResult.Recorded.class, settledNow(person));
    Instant ahead = now.plus(Duration.ofDays(40));
    assertEquals(0, days.startClosingOver(ahead, ahead, "op"));
    assertInstanceOf(CloseResult.NotOver.class, days.startClosing(today.plusDays(2), ahead, "op"));
    assertEquals(0, database.number("SELECT count(*) FROM posting_day"));
    assertInstanceOf(SettleResult.Recorded.class, settledNow(person));
    assertEquals(1, days.startClosingOver(now, now, "op"), "what is over");
    assertEquals(today, days.clock().openFrom());
  }

  /** Less than a day ahead: today is over for that gateway, and goes on for all others. */
  @Test
  void closing_ofTodayByAClockThatIsInTomorrow_marksNothing() {
    DayStore days = database.stores().days();
    assertInstanceOf(
        SettleResult.Recorded.class, settledNow(scene.member("410105196001010107", 0)));
    Instant ahead =
        today
            .plusDays(1)
            .atStartOfDay(SettlementDesk.CIVIL_ZONE)
            .toInstant()
            .plus(Duration.ofMinutes(40));
    assertEquals(0, days.startClosingOver(ahead, ahead, "op"));
    assertInstanceOf(CloseResult.NotOver.class, days.startClosing(today, ahead, "op"));
    assertEquals(0, database.number("SELECT count(*) FROM posting_day"));
  }
}
