package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.HoldStore.HoldResult;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Quotes that bind and settlements of many callers at once, through two gateways' stores. */
class ConcurrentHoldsTest {
  private static final int HOUR = 3_600;
  private static HoldScene scene;
  private static int persons;

  @BeforeAll
  static void open() {
    scene = new HoldScene();
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @AfterEach
  void books_afterEveryTest_areRight() {
    assertEquals(List.of(), scene.audit());
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> call : calls) {
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call();
                }));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static String next(String prefix) {
    return scene.scene.next(prefix);
  }

  /** Somebody who has paid the deductible of the year: from then on only caps can bind. */
  private static PersonDocument beyondDeductible(String household) {
    persons++;
    PersonDocument person = scene.member("41010519700202" + (1000 + persons), household);
    scene.settle(0, next("R"), person, StoreScene.claim(next("E"), 200_000), Optional.empty());
    return person;
  }

  private static SettleResult plain(int which, PersonDocument person, Claim claim) {
    return scene.settle(which, next("R"), person, claim, Optional.empty());
  }

  /**
   * Holds a bill and goes on as callers do, none of whom gives back what he held: then what others
   * use and hold only grows, and a hold comes to its very amounts. Answers what went wrong, or
   * nothing.
   */
  private static String holdAndGoOn(int which, PersonDocument person, long fen) {
    Claim claim = StoreScene.claim(next("E"), fen);
    String hold = next("H");
    HoldResult held = scene.hold(which, hold, person, claim, HOUR);
    if (held instanceof HoldResult.TooMany) {
      return plain(which, person, claim) instanceof SettleResult.Recorded ? "" : "not settled";
    }
    String quoted = HoldScene.text(held);
    switch (which % 4) {
      case 0, 1 -> {
        SettleResult settled = scene.settle(which + 1, next("R"), person, claim, Optional.of(hold));
        return quoted.equals("held " + HoldScene.text(settled))
            ? ""
            : quoted + ", then " + HoldScene.text(settled);
      }
      case 2 -> {
        String settled = HoldScene.text(plain(which, person, claim));
        return quoted.equals("held " + settled) ? "" : quoted + ", then plain " + settled;
      }
      default -> {
        return "";
      }
    }
  }

  /**
   * Holds a bill and goes on while others give back what they held: then the bill may come to more
   * aid than was quoted. Settled without the hold it gets that; the hold is refused as superseded.
   * Nobody gets less.
   */
  private static String holdAmongReleases(int which, PersonDocument person, long fen) {
    Claim claim = StoreScene.claim(next("E"), fen);
    String hold = next("H");
    HoldResult held = scene.hold(which, hold, person, claim, HOUR);
    if (held instanceof HoldResult.TooMany) {
      return plain(which, person, claim) instanceof SettleResult.Recorded ? "" : "not settled";
    }
    if (which % 2 == 0) {
      return released(which, hold);
    }
    String quoted = HoldScene.text(held);
    if (which % 4 == 1) {
      SettleResult named = scene.settle(which + 1, next("R"), person, claim, Optional.of(hold));
      String settled = HoldScene.text(named);
      if (quoted.equals("held " + settled)) {
        return "";
      }
      if (!settled.equals("refused HOLD_SUPERSEDED")) {
        return quoted + ", then " + settled;
      }
    }
    String settled = HoldScene.text(plain(which, person, claim));
    return patientShareFen(settled) <= patientShareFen(quoted)
        ? ""
        : quoted + ", then plain " + settled;
  }

  private static long patientShareFen(String amounts) {
    return Long.parseLong(amounts.substring(amounts.lastIndexOf(' ') + 1));
  }

  private static String released(int which, String hold) {
    String state = scene.release(which, hold).toString();
    return state.contains("RELEASED") ? "" : state;
  }

  private static List<String> wrong(List<Callable<String>> calls) throws Exception {
    return atOnce(calls).stream().filter(each -> !each.isEmpty()).collect(Collectors.toList());
  }

  private static long usedAndHeld(PersonDocument person, boolean ofHousehold, String account) {
    var usage = scene.standing(person).usageOf(ofHousehold, account, 2016);
    return usage.usedFen() + usage.heldFen();
  }

  @Test
  void onePersonAtTheCap_holdsAndSettlementsAtOnce_neverPassItAndEveryHoldGivesItsAmounts()
      throws Exception {
    PersonDocument person = beyondDeductible("");
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int which = i;
      calls.add(
          i % 3 == 2
              ? () -> {
                plain(which, person, StoreScene.claim(next("E"), 600_000));
                return "";
              }
              : () -> holdAndGoOn(which, person, 400_000));
    }
    assertEquals(List.of(), wrong(calls));
    long all = usedAndHeld(person, false, HoldScene.SELF);
    assertTrue(all <= HoldScene.SELF_CAP_FEN, () -> "used and held " + all);
    plain(0, person, StoreScene.claim(next("E"), 6_000_000));
    assertEquals(HoldScene.SELF_CAP_FEN, usedAndHeld(person, false, HoldScene.SELF));
  }

  @Test
  void oneHouseholdAtTheCap_holdsAndSettlementsOfItsMembersAtOnce_neverPassIt() throws Exception {
    List<PersonDocument> members = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      members.add(beyondDeductible("many"));
    }
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      int which = i;
      PersonDocument person = members.get(i / 4 % 4);
      calls.add(
          i % 3 == 2
              ? () -> {
                plain(which, person, StoreScene.claim(next("E"), 400_000));
                return "";
              }
              : () -> holdAndGoOn(which, person, 600_000));
    }
    assertEquals(List.of(), wrong(calls));
    long all = usedAndHeld(members.get(0), true, HoldScene.HOME);
    assertTrue(all <= HoldScene.HOME_CAP_FEN, () -> "used and held " + all);
  }

  @Test
  void oneHouseholdAtTheCap_holdsGivenBackMeanwhile_nobodyGetsLessThanHeWasQuoted()
      throws Exception {
    List<PersonDocument> members = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      members.add(beyondDeductible("back"));
    }
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      int which = i;
      PersonDocument person = members.get(i / 4 % 4);
      calls.add(() -> holdAmongReleases(which, person, 600_000));
    }
    assertEquals(List.of(), wrong(calls));
    long all = usedAndHeld(members.get(0), true, HoldScene.HOME);
    assertTrue(all <= HoldScene.HOME_CAP_FEN, () -> "used and held " + all);
  }

  @Test
  void finiteFund_holdsAndSettlementsOfManyPersonsAtOnce_neverGivesMoreThanItHas()
      throws Exception {
    scene.fundMoney(500_000);
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int which = i;
      PersonDocument person = beyondDeductible("");
      calls.add(() -> holdAndGoOn(which, person, 600_000));
    }
    assertEquals(List.of(), wrong(calls));
    assertEquals(
        List.of("t"), scene.database.rows("SELECT used_fen + held_fen <= budget_fen FROM fund"));
    plain(0, beyondDeductible(""), StoreScene.claim(next("E"), 60_000_000));
    assertEquals(
        0, scene.database.number("SELECT budget_fen - used_fen FROM fund") - scene.heldOfFund());
  }

  @Test
  void oneHold_sentManyTimesAtOnce_holdsOnceAndGivesTheSameBytes() throws Exception {
    PersonDocument person = beyondDeductible("");
    Claim claim = StoreScene.claim(next("E"), 400_000);
    String hold = next("H");
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int which = i;
      calls.add(() -> HoldScene.text(scene.hold(which, hold, person, claim, HOUR)));
    }
    assertEquals(1, atOnce(calls).stream().distinct().count());
    assertEquals(140_000, scene.standing(person).usageOf(HoldScene.SELF, 2016).heldFen());
  }

  @Test
  void oneBill_heldUnderManyIdsAtOnce_isHeldOnce() throws Exception {
    PersonDocument person = beyondDeductible("");
    Claim claim = StoreScene.claim(next("E"), 400_000);
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int which = i;
      calls.add(() -> HoldScene.text(scene.hold(which, next("H"), person, claim, HOUR)));
    }
    assertEquals(1, atOnce(calls).stream().distinct().count());
    assertEquals(140_000, scene.standing(person).usageOf(HoldScene.SELF, 2016).heldFen());
  }

  @Test
  void oneHold_settledUnderManyIdsAtOnce_settlesOnce() throws Exception {
    PersonDocument person = beyondDeductible("");
    Claim claim = StoreScene.claim(next("E"), 400_000);
    String hold = next("H");
    scene.hold(0, hold, person, claim, HOUR);
    List<Callable<SettleResult>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int which = i;
      calls.add(() -> scene.settle(which, next("R"), person, claim, Optional.of(hold)));
    }
    List<SettleResult> results = atOnce(calls);
    assertEquals(1, results.stream().filter(SettleResult.Recorded.class::isInstance).count());
    assertEquals(11, results.stream().filter(SettleResult.ClaimSettled.class::isInstance).count());
  }

  @Test
  void holds_thatExpireWhileTheyAreSettledReleasedAndSwept_endOnceAndPassNoCap() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20);
    List<PersonDocument> members = List.of(beyondDeductible("race"), beyondDeductible("race"));
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      int which = i;
      long pauseMillis = random.nextLong(1_500);
      PersonDocument person = members.get(i % 2);
      calls.add(
          () -> {
            Claim claim = StoreScene.claim(next("E"), 800_000);
            String hold = next("H");
            scene.hold(which, hold, person, claim, 1);
            Thread.sleep(pauseMillis);
            if (which % 5 == 0) {
              scene.release(which, hold);
            } else {
              scene.settle(which, next("R"), person, claim, Optional.of(hold));
            }
            scene.stores(which).holds().endExpired(4);
            return "";
          });
    }
    wrong(calls);
    Thread.sleep(1_100);
    scene.stores(0).holds().endExpired(1_000);
    assertEquals(
        0,
        scene.database.number(
            "SELECT count(*) FROM hold h JOIN account_hold a USING (hospital_id, request_id)"
                + " WHERE a.expire_time <= now()"));
    for (PersonDocument person : members) {
      long self = usedAndHeld(person, false, HoldScene.SELF);
      assertTrue(self <= HoldScene.SELF_CAP_FEN, () -> "used and held " + self);
    }
    long home = usedAndHeld(members.get(0), true, HoldScene.HOME);
    assertTrue(home <= HoldScene.HOME_CAP_FEN, () -> "used and held " + home);
  }
}
