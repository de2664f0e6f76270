package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore.AccountOwner;
import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RegistryStore.OnceResult;
import io.yizhan.gateway.desk.RegistryStore.OpeningUsage;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Persons of one household: one pot for all of them, through two gateways' stores. */
class HouseholdTest {
  private static final String POT = "zhengzhou/HOUSEHOLD";
  private static final int YEAR = 2016;
  private static final long CAP_FEN = 1_050_000;
  private static final long WANTED_FEN = 100_000;
  private static TestDatabase database;
  private static StoreScene scene;
  private static PostgresStores second;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    second = PostgresStores.open(database.settings(), database.secrets());
  }

  @AfterAll
  static void close() {
    second.close();
    database.close();
  }

  private static HouseholdMembership membership(String code, LocalDate from, LocalDate to) {
    return new HouseholdMembership(StoreScene.COUNTY, code, from, Optional.of(to));
  }

  private static PutPersonResult put(PersonDocument person, HouseholdMembership... households) {
    return scene
        .registry()
        .putPerson(
            new PersonRecord(
                List.of(person), "", List.of(), List.of(), List.of(), List.of(households)),
            PutRight.ANY,
            "office",
            StoreScene.NOW);
  }

  private static PersonDocument member(String number, String household) {
    PersonDocument person = scene.member(number, 0);
    assertInstanceOf(
        PutPersonResult.Kept.class,
        put(person, membership(household, StoreScene.START, StoreScene.END)));
    return person;
  }

  private static List<HouseholdMembership> households(PersonDocument person) {
    return scene
        .registry()
        .person(person, "office", "look", StoreScene.NOW)
        .orElseThrow()
        .person()
        .households();
  }

  /** What the settler decides, and as much of the household's pot as is left, where it has one. */
  private static Decision decide(Claim claim, Standing standing) {
    Decision decision = scene.settler.settle(claim, standing);
    if (!(decision instanceof Decision.Settled settled) || standing.householdId().isEmpty()) {
      return decision;
    }
    Settlement plain = settled.settlement();
    long usedFen = standing.usageOf(true, POT, YEAR).usedFen();
    long addedFen = Math.min(WANTED_FEN, Math.max(0, CAP_FEN - usedFen));
    List<AccountUse> uses = new ArrayList<>(plain.uses());
    uses.add(new AccountUse(true, POT, "家庭累计", YEAR, usedFen, addedFen, CAP_FEN, 0));
    return new Decision.Settled(
        new Settlement(
            plain.claim(),
            plain.personId(),
            plain.judgedDate(),
            plain.benefitYear(),
            plain.waterfall(),
            plain.candidates(),
            plain.consideredVersions(),
            uses,
            plain.fundUses(),
            plain.grantDraws(),
            plain.provisional(),
            plain.knownFunds()));
  }

  private static SettleResult settle(int which, SettleOrder order) {
    SettlementStore store = which % 2 == 0 ? scene.store : second.settlements();
    return StoreScene.now(
        store.settle(order, standing -> decide(order.claim(), standing), scene.codec));
  }

  private static long potFen(PersonDocument person) {
    return scene.standing(person).usageOf(true, POT, YEAR).usedFen();
  }

  private static SettleOrder order(PersonDocument person) {
    return scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 1_000_000));
  }

  private static void atOnce(List<Callable<?>> calls)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<?> future : calls.stream().map(threads::submit).toList()) {
        future.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertChainsWhole() {
    assertEquals(
        List.of(),
        database.rows(
            "SELECT account_code, u.seq FROM settlement_usage u WHERE before_fen <>"
                + " coalesce((SELECT b.after_fen FROM settlement_usage b WHERE (b.account_id,"
                + " b.benefit_year, b.account_code, b.seq) = (u.account_id, u.benefit_year,"
                + " u.account_code, u.seq - 1)), 0) AND NOT EXISTS (SELECT FROM opening_usage o"
                + " WHERE o.account_id = u.account_id)"));
    assertEquals(
        List.of(),
        database.rows(
            "SELECT t.account_code FROM account_usage t LEFT JOIN (SELECT account_id,"
                + " benefit_year, account_code, sum(added_fen) AS sum, max(seq) AS last FROM"
                + " (SELECT account_id, benefit_year, account_code, added_fen, seq FROM"
                + " settlement_usage UNION ALL SELECT account_id, benefit_year,"
                + " account_code, used_fen, seq FROM opening_usage) e GROUP BY 1, 2, 3) u USING"
                + " (account_id, benefit_year, account_code) WHERE t.used_fen IS DISTINCT"
                + " FROM u.sum OR t.seq IS DISTINCT FROM u.last"));
  }

  @Test
  void pot_usedByThreeOfOneHouseholdAtOnce_isNeverPassedAndGivenBackWhole() throws Exception {
    List<PersonDocument> persons = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      persons.add(member("41010519700101001" + i, "F-1"));
    }
    List<String> settled = new ArrayList<>();
    List<Callable<?>> calls = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      int which = i;
      SettleOrder order = order(persons.get(i % 3));
      settled.add(order.stamp().id());
      calls.add(() -> assertInstanceOf(SettleResult.Recorded.class, settle(which / 3, order)));
    }
    atOnce(calls);
    for (PersonDocument person : persons) {
      assertEquals(CAP_FEN, potFen(person));
      assertEquals(2_000_000, scene.usedFen(person, "zhengzhou/IN"));
    }
    String household = scene.standing(persons.get(0)).householdId();
    String ofHousehold = " WHERE account_id = '" + household + "'";
    assertEquals(
        "48|48|" + CAP_FEN,
        database
            .rows("SELECT count(*), max(seq), sum(added_fen) FROM settlement_usage" + ofHousehold)
            .get(0));
    assertEquals(
        48,
        database.number(
            "SELECT count(*) FROM settlement WHERE household_id = '" + household + "'"));
    assertChainsWhole();

    calls.clear();
    for (String id : settled) {
      calls.add(
          () -> assertInstanceOf(ReverseResult.Recorded.class, scene.reverse(scene.next("V"), id)));
    }
    for (int i = 0; i < 6; i++) {
      int which = i;
      SettleOrder order = order(persons.get(i % 3));
      calls.add(() -> settle(which, order));
      calls.add(() -> scene.undo(order.key().requestId()));
    }
    atOnce(calls);
    for (String id :
        database.rows(
            "SELECT settlement_id FROM live_claim JOIN settlement USING (settlement_id) WHERE"
                + " household_id = '"
                + household
                + "'")) {
      scene.reverse(scene.next("V"), id);
    }
    for (PersonDocument person : persons) {
      assertEquals(0, potFen(person));
      assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
    }
    assertChainsWhole();
  }

  @Test
  void reversal_ofHouseholdsUse_namesTheLaterOneOfAnotherMember() {
    PersonDocument first = member("410105197001010110", "F-2");
    PersonDocument other = member("410105197001010111", "F-2");
    SettleOrder early = order(first);
    SettleOrder late = order(other);
    settle(0, early);
    settle(0, late);
    ReverseResult.Recorded reversed =
        assertInstanceOf(
            ReverseResult.Recorded.class, scene.reverse(scene.next("V"), early.stamp().id()));
    String text = StoreScene.text(reversed.reply());
    assertEquals(
        POT + "-100000@200000 differ [" + late.stamp().id() + "]",
        text.substring(text.indexOf(POT)));
    assertTrue(text.contains(" zhengzhou/IN-210000@210000 "), text);
    assertEquals(210_000, scene.usedFen(other, "zhengzhou/IN"));
    assertEquals(WANTED_FEN, potFen(first));
  }

  @Test
  void claim_onADayOutsideTheMembership_leavesTheHouseholdAlone() {
    PersonDocument person = scene.member("410105197001010112", 0);
    LocalDate last = StoreScene.DISCHARGE;
    put(person, membership("F-3", StoreScene.START, last.minusDays(1)));
    assertEquals("", scene.standing(person).householdId());
    settle(0, order(person));
    assertEquals(0, potFen(person));
    put(person, membership("F-3", StoreScene.START, last));
    assertNotEquals("", scene.standing(person).householdId());
    settle(0, order(person));
    assertEquals(WANTED_FEN, potFen(person));
    assertEquals(
        "", scene.store.standing(person, StoreScene.HOSPITAL, last.plusDays(1)).householdId());
  }

  @Test
  void pot_usedAloneBeforeTheHousehold_isNotTheHouseholds() {
    PersonDocument person = scene.member("410105197001010116", 0);
    scene
        .registry()
        .putOpeningUsage(
            new OpeningUsage(
                new RequestKey("office", "alone"),
                StoreScene.content("used_fen", "7"),
                new AccountOwner.OfPerson(person),
                POT,
                YEAR,
                7,
                "paper"),
            "office",
            StoreScene.NOW);
    put(person, membership("F-9", StoreScene.START, StoreScene.END));
    assertInstanceOf(SettleResult.Recorded.class, settle(0, order(person)));
    assertEquals(WANTED_FEN, potFen(person));
    assertEquals(7, scene.usedFen(person, POT));
  }

  private static OnceResult open(String requestId, String household, long usedFen) {
    return scene
        .registry()
        .putOpeningUsage(
            new OpeningUsage(
                new RequestKey("office", requestId),
                StoreScene.content("used_fen", Long.toString(usedFen)),
                new AccountOwner.OfHousehold(StoreScene.COUNTY, household),
                POT,
                YEAR,
                usedFen,
                "paper"),
            "office",
            StoreScene.NOW);
  }

  @Test
  void pot_partlyUsedAtGoLive_isFoundUsedByTheNextSettlementOfAnyMember() {
    long openFen = CAP_FEN - WANTED_FEN - 30_000;
    assertEquals(new OnceResult.HouseholdUnknown(), open("pot-1", "F-10", openFen));
    PersonDocument first = member("410105197001010117", "F-10");
    PersonDocument other = member("410105197001010118", "F-10");
    OnceResult booked = new OnceResult.Booked(0, openFen);
    assertEquals(booked, open("pot-1", "F-10", openFen));
    assertEquals(booked, open("pot-1", "F-10", openFen), "the same entry again");
    assertEquals(openFen, potFen(first));
    assertEquals(openFen, potFen(other));
    settle(0, order(first));
    assertEquals(CAP_FEN - 30_000, potFen(other));
    settle(1, order(other));
    assertEquals(CAP_FEN, potFen(first), "only what was left");
    assertEquals(new OnceResult.BelowZero(openFen), open("pot-2", "F-10", -openFen - 1));
    assertEquals(new OnceResult.Booked(0, CAP_FEN - openFen), open("pot-3", "F-10", -openFen));
    assertEquals(0, scene.usedFen(first, POT), "a person's own account of that code");
    assertChainsWhole();
  }

  @Test
  void memberships_thatOverlap_areRefusedNamingBothAndChangeNothing() {
    PersonDocument person = scene.member("410105197001010113", 0);
    HouseholdMembership first =
        membership("F-4", LocalDate.of(2016, 1, 1), LocalDate.of(2016, 6, 30));
    HouseholdMembership touching =
        membership("F-5", LocalDate.of(2016, 6, 30), LocalDate.of(2016, 12, 31));
    HouseholdMembership apart =
        membership("F-5", LocalDate.of(2016, 7, 1), LocalDate.of(2016, 12, 31));
    put(person, first);
    assertEquals(new PutPersonResult.HouseholdsOverlap(first, touching), put(person, touching));
    assertEquals(List.of(first), households(person));
    HouseholdMembership open =
        new HouseholdMembership(
            StoreScene.COUNTY, "F-6", LocalDate.of(2015, 1, 1), Optional.empty());
    assertEquals(new PutPersonResult.HouseholdsOverlap(open, first), put(person, open));
    assertInstanceOf(PutPersonResult.Kept.class, put(person, apart));
    assertEquals(List.of(first, apart), households(person));
    HouseholdMembership shortened =
        membership("F-4", LocalDate.of(2016, 1, 1), LocalDate.of(2016, 6, 29));
    HouseholdMembership day = membership("F-5", touching.from(), touching.from());
    assertInstanceOf(PutPersonResult.Kept.class, put(person, day, shortened));
    assertEquals(List.of(shortened, day, apart), households(person));
  }

  @Test
  void households_sameNumberOfTwoCounties_areTwoAndNoTableHoldsTheNumber() {
    PersonDocument person = scene.member("410105197001010114", 0);
    PersonDocument other = scene.member("410105197001010115", 0);
    put(person, membership("NUMBER-OF-A-HOUSEHOLD", StoreScene.START, StoreScene.END));
    put(
        other,
        new HouseholdMembership(
            "410102", "NUMBER-OF-A-HOUSEHOLD", StoreScene.START, Optional.empty()));
    assertNotEquals(scene.standing(person).householdId(), scene.standing(other).householdId());
    for (String table :
        database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      for (String row : database.rows("SELECT t::text FROM " + table + " t")) {
        assertFalse(row.contains("NUMBER-OF-A-HOUSEHOLD"), table);
      }
    }
  }

  @Test
  void households_namedByManyNewMembersAtOnce_areOneEach() throws Exception {
    List<Callable<?>> calls = new ArrayList<>();
    List<PersonDocument> persons = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      PersonDocument person = scene.member("4101051970020200" + (10 + i), 0);
      persons.add(person);
      HouseholdMembership[] both = {
        membership("F-7", StoreScene.START, StoreScene.DISCHARGE),
        membership("F-8", StoreScene.DISCHARGE.plusDays(1), StoreScene.END)
      };
      calls.add(() -> assertInstanceOf(PutPersonResult.Kept.class, put(person, both)));
    }
    atOnce(calls);
    assertEquals(
        1, persons.stream().map(person -> scene.standing(person).householdId()).distinct().count());
  }
}
