package io.yizhan.gateway.month;

import io.yizhan.gateway.month.Town.Resident;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * All that will happen, before any of it does: the town, every call, every grant, every break.
 *
 * @param deeds by day and hour
 * @param grants of charity, fen, by the number of the resident
 * @param breaks in the order of the sealed file
 */
record MonthPlan(
    MonthOrder order,
    Town town,
    List<Deed> deeds,
    Map<Integer, Long> grants,
    List<PlantedBreak> breaks) {
  private static final int GRANT_EVERY = 40;
  private static final long[] GRANTS_FEN = {500_000, 1_000_000};

  MonthPlan {
    deeds = List.copyOf(deeds);
    breaks = List.copyOf(breaks);
  }

  /** Draws a month; the same order gives the same month. */
  static MonthPlan draw(MonthOrder order) {
    SplittableRandom random = new SplittableRandom(order.seed());
    Town town = Town.draw(order, random.split());
    Diary diary = new Diary(order, town, random.split());
    diary.fill();
    BreakPlan breaks = new BreakPlan(order, town, diary, random.split());
    breaks.plant();
    List<Deed> deeds = new ArrayList<>(diary.deeds());
    deeds.sort(Comparator.comparing(Deed::day).thenComparingInt(Deed::slot));
    return new MonthPlan(order, town, deeds, grants(deeds, random.split()), breaks.planted());
  }

  /** Some of those who stay in hospital have a grant. */
  private static Map<Integer, Long> grants(List<Deed> deeds, SplittableRandom random) {
    Map<Integer, Long> grants = new TreeMap<>();
    for (Deed deed : deeds) {
      Resident resident = deed.visit().resident();
      if (deed.visit().care() == Visit.Care.INPATIENT && random.nextInt(GRANT_EVERY) == 0) {
        grants.putIfAbsent(resident.number(), GRANTS_FEN[random.nextInt(GRANTS_FEN.length)]);
      }
    }
    return grants;
  }

  /** What happens on a day. */
  List<Deed> on(LocalDate day) {
    return deeds.stream().filter(deed -> deed.day().equals(day)).toList();
  }

  /** How many deeds are of an act. */
  long count(Deed.Act act) {
    return deeds.stream().filter(deed -> deed.act() == act).count();
  }
}
