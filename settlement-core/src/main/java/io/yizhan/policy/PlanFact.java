package io.yizhan.policy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A fact of a plan. Its values are places: of words, as the plan numbers them (0 stands for every
 * word that no policy names); of numbers, the interval between the literals that policies name.
 *
 * @param code the word that policies use
 * @param nameZh the Chinese word
 * @param kind words, numbers, amounts or a record
 * @param places of words
 * @param cuts of numbers, ascending: a number below the first has place 0
 * @param record the kind of approval that makes it yes; else empty
 * @param defaultValue what holds when nobody says it
 */
public record PlanFact(
    String code,
    String nameZh,
    Definitions.Kind kind,
    Map<String, Integer> places,
    long[] cuts,
    String record,
    Optional<String> defaultValue) {
  /** The largest count that a claim may state. */
  public static final long NUMBER_MAX = 100_000;

  /** A number that nobody has said. */
  public static final long NOT_SAID = -1;

  public PlanFact {
    places = Map.copyOf(places);
  }

  /** Whether its values are numbers. */
  public boolean isNumber() {
    return kind == Definitions.Kind.NUMBER || kind == Definitions.Kind.AMOUNT;
  }

  /** The place of a word, 0 when no policy names it. */
  public int placeOf(String word) {
    return places.getOrDefault(word, 0);
  }

  /** The place of a number. */
  public int placeOf(long number) {
    int found = Arrays.binarySearch(cuts, number);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** How many places there are. */
  public int size() {
    return isNumber() ? cuts.length + 1 : places.size() + 1;
  }
}
