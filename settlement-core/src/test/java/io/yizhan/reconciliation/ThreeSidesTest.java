package io.yizhan.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Two against one, against an oracle that counts what each side has of each kind of line. */
class ThreeSidesTest {
  private static final int CASES = 40_000;
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final List<String> FUNDS = List.of("390100", "610100");

  private static Voice.Stated stated(
      LocalDate day, long bill, long basic, long aid, boolean byFund) {
    return new Voice.Stated(
        day, bill, basic + aid, byFund ? Map.of(FUNDS.get(0), basic, FUNDS.get(1), aid) : Map.of());
  }

  private static Voice voice(Voice.Stated... stated) {
    return new Voice(true, Set.of(), List.of(stated));
  }

  @Test
  void two_thatAgree_leaveTheOtherAlone() {
    Voice.Stated line = stated(DAY, 1_000, 700, 200, false);
    Voice.Stated other = stated(DAY, 1_000, 700, 139, false);
    assertEquals(Alone.THERE, ThreeSides.alone(voice(line), voice(other), voice(line)));
    assertEquals(Alone.HERE, ThreeSides.alone(voice(line), voice(other), voice(other)));
    assertEquals(Alone.EACH, ThreeSides.alone(voice(line), voice(other), voice()));
    assertEquals(Alone.HERE, ThreeSides.alone(voice(line), voice(), voice()));
    assertEquals(Alone.THERE, ThreeSides.alone(voice(), voice(line), voice()));
    assertEquals(Alone.THERE, ThreeSides.alone(voice(line), voice(line, line), voice(line)));
  }

  @Test
  void insurer_ofItsOwnFund_speaksOfNoOther() {
    Voice here = voice(stated(DAY, 1_000, 700, 200, true));
    Voice insurer =
        new Voice(false, Set.of("390100"), List.of(new Voice.Stated(DAY, 0, 700, Map.of())));
    assertEquals(
        Alone.UNKNOWN, ThreeSides.alone(here, voice(stated(DAY, 1_000, 700, 139, true)), insurer));
    assertEquals(
        Alone.UNKNOWN, ThreeSides.alone(here, voice(stated(DAY, 1_000, 639, 200, false)), insurer));
    assertEquals(
        Alone.THERE, ThreeSides.alone(here, voice(stated(DAY, 1_000, 639, 200, true)), insurer));
    assertEquals(
        Alone.UNKNOWN, ThreeSides.alone(here, voice(stated(DAY, 999, 700, 200, true)), insurer));
  }

  /** Few days and amounts, so that sides agree as often as not. */
  private static Voice side(RandomGenerator random) {
    List<Voice.Stated> lines = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? random.nextInt(3) : 1;
    boolean byFund = random.nextInt(4) > 0;
    Set<String> funds = random.nextInt(3) == 0 ? Set.of(FUNDS.get(random.nextInt(2))) : Set.of();
    for (int i = 0; i < count; i++) {
      long basic = 700L + random.nextInt(2);
      long aid = 200L + random.nextInt(2);
      if (!funds.isEmpty()) {
        basic = funds.contains(FUNDS.get(0)) ? basic : 0;
        aid = funds.contains(FUNDS.get(1)) ? aid : 0;
      }
      lines.add(
          stated(
              DAY.minusDays(random.nextInt(5) / 4), 1_000 + random.nextInt(2), basic, aid, byFund));
    }
    return new Voice(random.nextInt(4) > 0, funds, lines);
  }

  @Test
  void sides_whateverTheySay_areJudgedAsTheOracleCountsThem() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_129);
    Map<Alone, Integer> seen = new HashMap<>();
    for (int i = 0; i < CASES; i++) {
      Voice here = new Voice(true, Set.of(), ledger(random));
      Voice there = side(random);
      Voice third = side(random);
      Alone judged = ThreeSides.alone(here, there, third);
      assertEquals(oracle(here, there, third), judged, here + " " + there + " " + third);
      seen.merge(judged, 1, Integer::sum);
    }
    for (Alone each : Alone.values()) {
      assertEquals(true, seen.getOrDefault(each, 0) > CASES / 100, seen.toString());
    }
  }

  private static List<Voice.Stated> ledger(RandomGenerator random) {
    return random.nextInt(5) == 0
        ? List.of()
        : List.of(
            stated(
                DAY,
                1_000 + random.nextInt(2),
                700 + random.nextInt(2),
                200 + random.nextInt(2),
                true));
  }

  /** What can be asked of all three is asked of each line, and how often each has the answer. */
  private static Alone oracle(Voice here, Voice there, Voice third) {
    List<Voice> all = List.of(here, there, third);
    List<String> asked = new ArrayList<>();
    boolean anyFund = false;
    for (String fund : FUNDS) {
      boolean spoken = all.stream().allMatch(v -> v.funds().isEmpty() || v.funds().contains(fund));
      anyFund |= spoken;
      if (spoken && all.stream().allMatch(v -> knows(v, fund))) {
        asked.add(fund);
      }
    }
    boolean sums = all.stream().allMatch(v -> v.funds().isEmpty());
    if (!anyFund || (!sums && asked.isEmpty())) {
      return Alone.UNKNOWN;
    }
    List<Map<List<Object>, Integer>> counted = new ArrayList<>();
    for (Voice voice : all) {
      Map<List<Object>, Integer> counts = new HashMap<>();
      for (Voice.Stated line : voice.stated()) {
        List<Object> answer = new ArrayList<>(List.of(line.day()));
        answer.add(all.stream().allMatch(Voice::bills) ? line.billFen() : "");
        answer.add(sums ? line.fundFen() : "");
        asked.forEach(fund -> answer.add(amount(line, fund)));
        counts.merge(answer, 1, Integer::sum);
      }
      counted.add(counts);
    }
    boolean hereThere = counted.get(0).equals(counted.get(1));
    boolean hereThird = counted.get(0).equals(counted.get(2));
    boolean thereThird = counted.get(1).equals(counted.get(2));
    if (hereThere) {
      return Alone.UNKNOWN;
    }
    return hereThird ? Alone.THERE : thereThird ? Alone.HERE : Alone.EACH;
  }

  private static boolean knows(Voice voice, String fund) {
    return voice.funds().equals(Set.of(fund))
        || voice.stated().stream().noneMatch(line -> line.fundsFen().isEmpty());
  }

  private static long amount(Voice.Stated line, String fund) {
    return line.fundsFen().isEmpty() ? line.fundFen() : line.fundsFen().getOrDefault(fund, 0L);
  }
}
