package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.settlement.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any order of holds, settlements of them and without them, releases, reversals and hours that
 * pass, against an oracle that keeps its own books in plain lists and shares nothing with the
 * store.
 */
class HoldPropertiesTest {
  private static final int STEPS = 300;
  private static final int HOUR = 3_600;

  /** Real time goes on while hours are made to pass: every hold has half an hour of it to spare. */
  private static final int SPARE = 1_800;

  private final Map<String, Integer> seen = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(longs = {8, 20160801, 610100})
  void anyOrderOfHoldsAndSettlements_equalsTheNaiveOracle(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try (HoldScene scene = new HoldScene()) {
      long money = 1_000 * (500 + random.nextLong(3_000));
      scene.fundMoney(money);
      HoldOracle oracle = new HoldOracle(money);
      List<PersonDocument> persons =
          List.of(
              scene.member("410105198001010011", "family"),
              scene.member("410105198001010022", "family"),
              scene.member("410105198001010033", ""));
      for (int step = 0; step < STEPS; step++) {
        step(random, scene, oracle, persons);
        compare(scene, oracle, persons, seed + ", step " + step);
      }
      assertEquals(List.of(), scene.audit());
    }
    for (String kind :
        List.of(
            "hold",
            "settled hold",
            "plain",
            "plain of a held bill",
            "released",
            "replaced",
            "HOLD_EXPIRED",
            "HOLD_ENDED",
            "HOLD_CLAIM_CHANGED",
            "HOLD_SUPERSEDED",
            "reversed",
            "swept")) {
      assertTrue(seen.getOrDefault(kind, 0) > 0, () -> kind + " never happened: " + seen);
    }
  }

  private void saw(String kind) {
    seen.merge(kind, 1, Integer::sum);
  }

  private void step(
      RandomGenerator random, HoldScene scene, HoldOracle oracle, List<PersonDocument> persons) {
    int which = random.nextInt(2);
    int person = random.nextInt(persons.size());
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4 -> hold(random, scene, oracle, persons, which, person);
      case 5, 6, 7, 8, 9 -> settleHold(random, scene, oracle, persons, which);
      case 10 -> plain(random, scene, oracle, persons, which, person);
      case 11 -> plainOfAHeldBill(random, scene, oracle, persons, which);
      case 12 -> release(random, scene, oracle, which);
      case 13 -> reverse(random, scene, oracle, which);
      case 14 -> {
        scene.pass(HOUR);
        oracle.pass(1);
      }
      default -> {
        int ended = scene.stores(which).holds().endExpired(1_000);
        assertEquals(oracle.sweep(), ended);
        seen.merge("swept", ended, Integer::sum);
      }
    }
  }

  private static long bill(RandomGenerator random) {
    return 2_000 * (1 + random.nextLong(random.nextInt(5) == 0 ? 2_000 : 200));
  }

  private void hold(
      RandomGenerator random,
      HoldScene scene,
      HoldOracle oracle,
      List<PersonDocument> persons,
      int which,
      int person) {
    Optional<HoldOracle.Hold> again =
        random.nextInt(4) == 0 ? oracle.anyHold(random) : Optional.empty();
    int of = again.map(HoldOracle.Hold::person).orElse(person);
    String encounter = again.map(HoldOracle.Hold::encounter).orElse(scene.scene.next("E"));
    long fen = again.isPresent() && random.nextBoolean() ? again.get().billFen() : bill(random);
    int hours = 1 + random.nextInt(4);
    String request = scene.scene.next("H");
    String expected = oracle.hold(request, of, encounter, fen, hours);
    assertEquals(
        expected,
        HoldScene.text(
            scene.hold(
                which,
                request,
                persons.get(of),
                StoreScene.claim(encounter, fen),
                hours * HOUR + SPARE)));
    saw(expected.startsWith("held") ? "hold" : expected.split("\\[", 2)[0]);
    if (oracle.replacedOne()) {
      saw("replaced");
    }
  }

  private void settleHold(
      RandomGenerator random,
      HoldScene scene,
      HoldOracle oracle,
      List<PersonDocument> persons,
      int which) {
    Optional<HoldOracle.Hold> any = oracle.anyHold(random);
    if (any.isEmpty()) {
      return;
    }
    HoldOracle.Hold hold = any.get();
    boolean changed = random.nextInt(5) == 0;
    long fen = changed ? hold.billFen() + 2_000 : hold.billFen();
    Claim claim = StoreScene.claim(hold.encounter(), fen);
    String request = scene.scene.next("R");
    SettleOrder order =
        scene.order(request, persons.get(hold.person()), claim, Optional.of(hold.request()));
    String expected = oracle.settleHold(hold, fen, order.stamp().id(), request);
    assertEquals(expected, HoldScene.text(scene.settle(which, order)));
    saw(
        expected.startsWith("aid")
            ? "settled hold"
            : expected.replace("refused ", "").split("\\[", 2)[0]);
  }

  private void plain(
      RandomGenerator random,
      HoldScene scene,
      HoldOracle oracle,
      List<PersonDocument> persons,
      int which,
      int person) {
    String encounter = scene.scene.next("E");
    long fen = bill(random);
    settlePlain(scene, oracle, persons, which, person, encounter, fen);
    saw("plain");
  }

  private void plainOfAHeldBill(
      RandomGenerator random,
      HoldScene scene,
      HoldOracle oracle,
      List<PersonDocument> persons,
      int which) {
    Optional<HoldOracle.Hold> any = oracle.anyHold(random);
    if (any.isPresent()) {
      HoldOracle.Hold hold = any.get();
      settlePlain(
          scene, oracle, persons, which, hold.person(), hold.encounter(), hold.billFen() + 2_000);
      saw("plain of a held bill");
    }
  }

  private static void settlePlain(
      HoldScene scene,
      HoldOracle oracle,
      List<PersonDocument> persons,
      int which,
      int person,
      String encounter,
      long fen) {
    String request = scene.scene.next("R");
    Claim claim = StoreScene.claim(encounter, fen);
    SettleOrder order = scene.order(request, persons.get(person), claim, Optional.empty());
    assertEquals(
        oracle.settle(person, encounter, fen, order.stamp().id(), request),
        HoldScene.text(scene.settle(which, order)));
  }

  private void release(RandomGenerator random, HoldScene scene, HoldOracle oracle, int which) {
    Optional<HoldOracle.Hold> any = oracle.anyHold(random);
    if (any.isPresent()) {
      String expected = oracle.release(any.get());
      assertEquals(
          "Ended[state=" + expected + "]", scene.release(which, any.get().request()).toString());
      if (expected.equals("RELEASED")) {
        saw("released");
      }
    }
  }

  private void reverse(RandomGenerator random, HoldScene scene, HoldOracle oracle, int which) {
    Optional<String> settlement = oracle.reverseAny(random);
    if (settlement.isPresent()) {
      ReverseResult result = scene.reverse(which, scene.scene.next("V"), settlement.get());
      assertTrue(result instanceof ReverseResult.Recorded, result::toString);
      saw("reversed");
    }
  }

  /** What is used and held of every account, and of the fund; and no cap is passed. */
  private static void compare(
      HoldScene scene, HoldOracle oracle, List<PersonDocument> persons, String where) {
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (int person = 0; person < persons.size(); person++) {
      Standing standing = scene.standing(persons.get(person));
      boolean ofHousehold = !standing.householdId().isEmpty();
      Standing.Usage self = standing.usageOf(HoldScene.SELF, 2016);
      Standing.Usage home = standing.usageOf(ofHousehold, HoldScene.HOME, 2016);
      found.add(self.usedFen() + "+" + self.heldFen());
      found.add(home.usedFen() + "+" + home.heldFen());
      expected.add(oracle.self(person));
      expected.add(oracle.home(person));
      assertTrue(self.usedFen() + self.heldFen() <= HoldScene.SELF_CAP_FEN, where);
      assertTrue(home.usedFen() + home.heldFen() <= HoldScene.HOME_CAP_FEN, where);
      Standing.FundMoney money = Objects.requireNonNull(standing.funds().get(HoldScene.FUND));
      found.add(money.usedFen() + "+" + money.heldFen());
      expected.add(oracle.fund());
      assertTrue(money.usedFen() + money.heldFen() <= money.budgetFen(), where);
    }
    assertEquals(expected, found, where);
  }
}
