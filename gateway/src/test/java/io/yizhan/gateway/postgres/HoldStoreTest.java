package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.HoldStore.HoldResult;
import io.yizhan.gateway.desk.HoldStore.HoldState;
import io.yizhan.gateway.desk.HoldStore.ReleaseResult;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What quotes that bind reserve, and when it is free again. */
class HoldStoreTest {
  private static final int HOUR = 3_600;
  private static HoldScene scene;
  private static int persons;

  @BeforeAll
  static void open() {
    scene = new HoldScene();
    scene.fundMoney(100_000_000);
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @AfterEach
  void books_afterEveryTest_areRight() {
    assertEquals(List.of(), scene.audit());
  }

  private static PersonDocument member(String household) {
    persons++;
    return scene.member("41010519700101" + (1000 + persons), household);
  }

  private static Claim claim(String encounter, long fen) {
    return StoreScene.claim(encounter, fen);
  }

  private static String next(String prefix) {
    return scene.scene.next(prefix);
  }

  private static long heldFen(PersonDocument person, boolean ofHousehold, String account) {
    return scene.standing(person).usageOf(ofHousehold, account, 2016).heldFen();
  }

  private static HoldState released(String hold) {
    return assertInstanceOf(ReleaseResult.Ended.class, scene.release(1, hold)).state();
  }

  @Test
  void hold_ofOneOfAHousehold_leavesTheOthersWhatIsLeftOfTheirCap() {
    PersonDocument first = member("home-1");
    PersonDocument other = member("home-1");
    Claim large = claim(next("E"), 6_000_000);
    assertEquals(
        "held aid 2000000 gift 500000 patient 500000",
        HoldScene.text(scene.hold(0, "home-1-a", first, large, HOUR)));
    assertEquals(2_000_000, heldFen(other, true, HoldScene.HOME));
    assertEquals(0, heldFen(other, false, HoldScene.SELF));
    assertEquals(
        "aid 1000000 gift 1000000 patient 1000000",
        HoldScene.text(
            scene.settle(1, next("R"), other, claim(next("E"), 6_000_000), Optional.empty())));
    assertEquals(
        "aid 2000000 gift 500000 patient 500000",
        HoldScene.text(scene.settle(0, next("R"), first, large, Optional.of("home-1-a"))));
    assertEquals(0, heldFen(other, true, HoldScene.HOME));
    assertEquals(
        HoldScene.HOME_CAP_FEN,
        scene.standing(other).usageOf(true, HoldScene.HOME, 2016).usedFen());
  }

  @Test
  void hold_deductibleOfTheYear_isNotMovedByWhatOthersHold() {
    PersonDocument person = member("");
    scene.hold(0, next("H"), person, claim(next("E"), 400_000), HOUR);
    assertEquals(
        "aid 70000 gift 65000 patient 65000",
        HoldScene.text(
            scene.settle(0, next("R"), person, claim(next("E"), 400_000), Optional.empty())),
        "the deductible of 100,000 is still to be paid");
  }

  @Test
  void settleOfAHold_whoseDeductibleSomebodyElseHasPaid_isSuperseded() {
    PersonDocument person = member("");
    Claim held = claim(next("E"), 400_000);
    scene.hold(0, "super", person, held, HOUR);
    scene.settle(0, next("R"), person, claim(next("E"), 400_000), Optional.empty());
    assertEquals(
        "refused HOLD_SUPERSEDED",
        HoldScene.text(scene.settle(0, next("R"), person, held, Optional.of("super"))));
    assertEquals(70_000, heldFen(person, false, HoldScene.SELF), "it still holds");
    assertEquals(
        "aid 140000 gift 30000 patient 30000",
        HoldScene.text(scene.settle(0, next("R"), person, held, Optional.empty())));
    assertEquals(0, heldFen(person, false, HoldScene.SELF));
  }

  @Test
  void hold_ofAPersonWhoChangesTheHousehold_endsWithItsSettlementThereToo() {
    PersonDocument person = member("home-2");
    PersonDocument left = member("home-2");
    Claim claim = claim(next("E"), 600_000);
    scene.hold(0, "moved", person, claim, HOUR);
    assertEquals(140_000, heldFen(left, true, HoldScene.HOME));
    scene.execute("DELETE FROM household_member WHERE person_id = '" + id(person) + "'");
    scene.joins(person, "home-3");
    assertEquals(
        "aid 140000 gift 80000 patient 80000",
        HoldScene.text(scene.settle(0, next("R"), person, claim, Optional.of("moved"))));
    assertEquals(0, heldFen(left, true, HoldScene.HOME));
    assertEquals(140_000, scene.standing(person).usageOf(true, HoldScene.HOME, 2016).usedFen());
  }

  private static String id(PersonDocument person) {
    return scene.standing(person).personId();
  }

  @Test
  void hold_whoseBillIsQuotedAgainAndSettledInAnotherYear_leavesNothingBehind() {
    PersonDocument person = member("home-years");
    String sumHeld = "SELECT coalesce(sum(held_fen), 0) FROM account_usage WHERE benefit_year = ";
    Claim claim = claim(next("E"), 600_000);
    Claim inNextYear =
        StoreScene.claim(
            claim.key().encounterId(),
            600_000,
            StoreScene.COUNTY,
            ServiceDates.visit(StoreScene.DISCHARGE.plusYears(1)));
    long before = scene.database.number(sumHeld + 2016);
    scene.hold(0, next("H"), person, inNextYear, HOUR);
    assertEquals(300_000 + 140_000 + 140_000, scene.database.number(sumHeld + 2017));
    scene.hold(0, next("H"), person, claim, HOUR);
    assertEquals(0, scene.database.number(sumHeld + 2017));
    scene.hold(0, next("H"), person, inNextYear, HOUR);
    assertEquals(before, scene.database.number(sumHeld + 2016));
    assertEquals(
        "aid 140000 gift 80000 patient 80000",
        HoldScene.text(scene.settle(0, next("R"), person, claim, Optional.empty())));
    assertEquals(0, scene.database.number(sumHeld + 2017));
    assertEquals(before, scene.database.number(sumHeld + 2016));
  }

  @Test
  void hold_ofAPersonWhoMovedAndReleasedOrReplaced_leavesNothingBehind() {
    PersonDocument person = member("home-4");
    PersonDocument left = member("home-4");
    Claim claim = claim(next("E"), 600_000);
    scene.hold(0, "moved-a", person, claim, HOUR);
    scene.execute("DELETE FROM household_member WHERE person_id = '" + id(person) + "'");
    scene.joins(person, "home-5");
    scene.hold(1, "moved-b", person, claim, HOUR);
    assertEquals(0, heldFen(left, true, HoldScene.HOME));
    assertEquals(140_000, heldFen(person, true, HoldScene.HOME));
    assertEquals(HoldState.REPLACED, released("moved-a"));
    assertEquals(HoldState.RELEASED, released("moved-b"));
    assertEquals(0, heldFen(person, true, HoldScene.HOME));
  }

  @Test
  void person_withAsManyHoldsAsMayBe_getsNoMoreUntilOneEnds() {
    PersonDocument person = member("");
    Claim first = claim(next("E"), 300_000);
    scene.hold(0, "many-0", person, first, HOUR);
    for (int i = 1; i < HoldStore.OF_PERSON_MAX; i++) {
      scene.hold(0, "many-" + i, person, claim(next("E"), 300_000), 2 * HOUR);
    }
    Claim more = claim(next("E"), 300_000);
    HoldResult.TooMany full =
        assertInstanceOf(HoldResult.TooMany.class, scene.hold(0, "many-x", person, more, HOUR));
    assertEquals(new HoldResult.TooMany("", HoldStore.OF_PERSON_MAX), full);
    assertInstanceOf(
        HoldResult.Recorded.class,
        scene.hold(0, "many-0-again", person, first, HOUR),
        "one of a bill that is held already takes no room");
    scene.pass(HOUR + 1);
    assertInstanceOf(
        HoldResult.Recorded.class,
        scene.hold(0, "many-x", person, more, HOUR),
        "the id of a hold that was not made is free");
    scene.pass(HOUR);
  }

  @Test
  void fund_withAsManyHoldsAsMayBe_givesNoMore() {
    scene.execute(
        "INSERT INTO fund_hold SELECT 'holdtown_gift', 'H-other', 'f' || i, now() + interval '1 hour', 1"
            + " FROM generate_series(1, "
            + HoldStore.OF_FUND_MAX
            + ") i");
    try {
      assertEquals(
          new HoldResult.TooMany(HoldScene.FUND, HoldStore.OF_FUND_MAX),
          scene.hold(0, next("H"), member(""), claim(next("E"), 400_000), HOUR));
    } finally {
      scene.execute("DELETE FROM fund_hold WHERE hospital_id = 'H-other'");
    }
  }

  @Test
  void sweep_ofHoldsWhoseTimeIsOver_endsSoManyAndNoOthers() {
    scene.pass(12 * HOUR);
    scene.stores(0).holds().endExpired(1_000);
    for (int i = 0; i < 5; i++) {
      scene.hold(0, "sweep-" + i, member("home-6"), claim(next("E"), 300_000), HOUR + i * HOUR);
    }
    assertEquals(0, scene.stores(0).holds().endExpired(1_000));
    scene.pass(3 * HOUR + 10);
    assertEquals(5, scene.database.number("SELECT count(*) FROM hold WHERE state = 'HELD'"));
    assertEquals(2, scene.stores(0).holds().endExpired(2));
    assertEquals(1, scene.stores(1).holds().endExpired(2));
    assertEquals(0, scene.stores(1).holds().endExpired(2));
    assertEquals(2, scene.database.number("SELECT count(*) FROM hold WHERE state = 'HELD'"));
    assertEquals(HoldState.EXPIRED, released("sweep-0"));
    assertEquals(HoldState.RELEASED, released("sweep-3"));
    assertEquals(HoldState.RELEASED, released("sweep-4"));
  }

  @Test
  void sweep_withAnAccountThatSomebodyLocks_endsTheOthersAndThatOneLater() throws SQLException {
    scene.pass(12 * HOUR);
    scene.stores(0).holds().endExpired(1_000);
    PersonDocument first = member("");
    scene.hold(0, next("H"), first, claim(next("E"), 300_000), HOUR);
    scene.hold(0, next("H"), member(""), claim(next("E"), 300_000), HOUR + 10);
    scene.hold(0, next("H"), member(""), claim(next("E"), 300_000), HOUR + 20);
    scene.pass(HOUR + 30);
    try (Connection connection = scene.database.stores().dataSource().getConnection()) {
      connection.setAutoCommit(false);
      Sql.list(
          connection,
          "SELECT 1 FROM account WHERE account_id = ? FOR UPDATE",
          row -> row.getInt(1),
          id(first));
      assertEquals(2, scene.stores(0).holds().endExpired(1_000));
      connection.rollback();
    }
    assertEquals(1, scene.stores(0).holds().endExpired(1_000));
  }

  @Test
  void sums_withHoldsThatNobodyHasEnded_countForNobody() {
    PersonDocument person = member("");
    scene.hold(0, next("H"), person, claim(next("E"), 6_000_000), HOUR);
    scene.pass(HOUR);
    assertTrue(
        scene.database.number(
                "SELECT sum(held_fen) FROM account_usage WHERE account_id = '" + id(person) + "'")
            > 0);
    assertEquals(
        "aid 2000000 gift 500000 patient 500000",
        HoldScene.text(
            scene.settle(0, next("R"), person, claim(next("E"), 6_000_000), Optional.empty())));
    assertEquals(1, scene.stores(0).holds().endExpired(1));
  }

  @Test
  void hold_thatWasFoundExpired_staysSoWhenTheClockGoesBack() {
    PersonDocument person = member("home-7");
    Claim claim = claim(next("E"), 6_000_000);
    scene.hold(0, "back", person, claim, HOUR);
    scene.pass(HOUR);
    scene.settle(0, next("R"), person, claim(next("E"), 6_000_000), Optional.empty());
    scene.pass(-HOUR);
    assertEquals(List.of(), scene.audit());
    assertEquals(0, heldFen(person, false, HoldScene.SELF));
    assertEquals(0, heldFen(person, true, HoldScene.HOME));
    assertEquals(
        "refused HOLD_EXPIRED",
        HoldScene.text(scene.settle(0, next("R"), person, claim, Optional.of("back"))));
    scene.pass(2 * HOUR);
  }

  @Test
  void hold_afterARestartOfTheGateway_stands() {
    PersonDocument person = member("");
    Claim claim = claim(next("E"), 6_000_000);
    scene.hold(0, "restart", person, claim, HOUR);
    try (PostgresStores again =
        PostgresStores.open(scene.database.settings(), scene.database.secrets())) {
      Standing standing =
          again.settlements().standing(person, StoreScene.HOSPITAL, StoreScene.DISCHARGE);
      assertEquals(2_000_000, standing.usageOf(HoldScene.SELF, 2016).heldFen());
      assertInstanceOf(HoldResult.Recorded.class, scene.hold(0, "restart", person, claim, HOUR));
    }
    assertEquals(HoldState.RELEASED, released("restart"));
  }

  @Test
  void release_ofAnotherKindOfRequest_isRefusedAndWritesNothing() {
    PersonDocument person = member("");
    scene.settle(0, "not-a-hold", person, claim(next("E"), 300_000), Optional.empty());
    assertInstanceOf(ReleaseResult.NotAHold.class, scene.release(0, "not-a-hold"));
  }

  @Test
  void grants_ofThePerson_areHeldWithTheQuote() {
    PersonDocument person = scene.scene.member("410105197001019999", 300_000);
    scene.scene.fundMoney(1_000_000);
    var zhengzhou = scene.scene.settler;
    Claim held = claim(next("E"), 1_000_000);
    Claim other = claim(next("E"), 1_000_000);
    var order =
        new HoldStore.HoldOrder(
            HoldScene.key("grant"),
            StoreScene.content("x", "1"),
            StoreScene.content("x", "1"),
            person,
            held,
            HOUR,
            "caller",
            StoreScene.NOW);
    scene
        .stores(0)
        .holds()
        .hold(
            order, standing -> zhengzhou.settle(held, standing), (decision, until) -> new byte[1]);
    assertEquals(90_000, scene.database.number("SELECT held_fen FROM charity_grant"));
    Standing beside = scene.standing(person);
    assertEquals(210_000, beside.grants().get(0).leftFen());
    assertEquals(
        300_000,
        scene
            .stores(0)
            .settlements()
            .see(person, held, () -> true)
            .toCompletableFuture()
            .join()
            .standing()
            .grants()
            .get(0)
            .leftFen(),
        "its own bill has all of it");
    SettleOrder settle = scene.scene.order(next("R"), person, other);
    assertInstanceOf(SettleResult.Recorded.class, scene.scene.settle(settle));
    assertEquals(HoldState.RELEASED, released("grant"));
    assertEquals(
        "0|90000", scene.database.rows("SELECT held_fen, drawn_fen FROM charity_grant").get(0));
  }

  @Test
  void group_personWithALiveHold_isLeftAloneAndOthersAreNot() throws Exception {
    PersonDocument held = member("");
    PersonDocument expired = member("");
    PersonDocument free = member("");
    Claim claim = claim(next("E"), 300_000);
    scene.hold(0, next("H"), expired, claim(next("E"), 300_000), HOUR);
    scene.pass(HOUR);
    scene.stores(0).holds().endExpired(1_000);
    scene.hold(0, next("H"), held, claim, HOUR);
    // Without money no fund stands in the way of a group.
    scene.execute("UPDATE fund SET budget_fen = used_fen WHERE fund_code = 'holdtown_gift'");
    try {
      assertEquals(Set.of(1, 2), settledTogether(List.of(held, expired, free)));
    } finally {
      scene.execute("UPDATE fund SET budget_fen = 100000000 WHERE fund_code = 'holdtown_gift'");
      scene.pass(HOUR);
    }
  }

  private static Set<Integer> settledTogether(List<PersonDocument> persons) {
    Transactions transactions = new Transactions(scene.database.stores().dataSource());
    Requests requests = new Requests(scene.database.secrets());
    List<SettleGroup.Member> members =
        persons.stream()
            .map(
                person -> {
                  SettleOrder order =
                      scene.order(next("R"), person, claim(next("E"), 300_000), Optional.empty());
                  return new SettleGroup.Member(
                      order,
                      scene.database.secrets().alias(person),
                      requests.fingerprint(order.content()),
                      standing -> scene.settler.settle(order.claim(), standing));
                })
            .toList();
    Map<Integer, byte[]> replies =
        transactions
            .write(
                SettleGroup.Settled.class,
                connection ->
                    new SettleGroup(connection, new Months(), scene.scene.codec).run(members))
            .replies();
    return replies.keySet();
  }
}
