package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.RegistryStore.FundMoneyEntry;
import io.yizhan.gateway.desk.RequestKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After a booked re-adjudication, any order of claims, corrections, reversals and joins has the
 * usage, the draws and the totals of each fund that deciding everything afresh gives, and once more
 * changes nothing.
 */
class ReadjudicationPropertiesTest {
  private static final int STEPS = 60;

  private static TestDatabase database;
  private static StoreScene scene;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    scene
        .registry()
        .addFundMoney(
            new FundMoneyEntry(
                new RequestKey("office", "gift"),
                StoreScene.content("x", "gift"),
                "pot_gift",
                0,
                10_000_000),
            "office",
            StoreScene.NOW);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, false",
    "2, false",
    "3, false",
    "4, false",
    "5, false",
    "6, true",
    "7, true",
    "8, true",
    "9, true",
    "10, true"
  })
  void anyOrder_booked_isAsIfDecidedAfresh(long seed, boolean byService) {
    ChangingPast past = new ChangingPast(database, scene, seed, byService);
    for (int i = 0; i < STEPS; i++) {
      past.step();
    }
    past.bookAll();
    assertTrue(past.bookings() > 1);
    assertTrue(past.correctedOfJoined() > 0);
    new ReadjudicationScene(database, scene).assertAudited();
  }
}
