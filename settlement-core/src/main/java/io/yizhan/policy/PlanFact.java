package io.yizhan.policy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fact of a plan. Its values are places: of words, as the plan numbers them (0 stands for every
 * word that no policy names); of numbers, the interval between the literals that policies name.
 */
public final class PlanFact {
  /** The largest count that a claim may state. */
  public static final long NUMBER_MAX = 100_000;

  /** A number that nobody has said. */
  public static final long NOT_SAID = -1;

  private final String code;
  private final String nameZh;
  private final Definitions.Kind kind;
  private final List<String> words;
  private final Map<String, Integer> places;
  private final long[] cuts;
  private final String record;
  private final Optional<String> defaultValue;

  /**
   * A fact.
   *
   * @param code the word that policies use
   * @param nameZh the Chinese word
   * @param kind words, numbers, amounts or a record
   * @param words that policies name, each once: the first has place 1
   * @param cuts of numbers, ascending: a number below the first has place 0
   * @param record the kind of approval that makes it yes; else empty
   * @param defaultValue what holds when nobody says it
   */
  PlanFact(
      String code,
      String nameZh,
      Definitions.Kind kind,
      List<String> words,
      long[] cuts,
      String record,
      Optional<String> defaultValue) {
    this.code = code;
    this.nameZh = nameZh;
    this.kind = kind;
    this.words = List.copyOf(words);
    Map<String, Integer> numbered = new HashMap<>();
    words.forEach(word -> numbered.put(word, numbered.size() + 1));
    this.places = Map.copyOf(numbered);
    this.cuts = cuts;
    this.record = record;
    this.defaultValue = defaultValue;
  }

  /** The word that policies use. */
  public String code() {
    return code;
  }

  /** The Chinese word. */
  public String nameZh() {
    return nameZh;
  }

  /** Words, numbers, amounts or a record. */
  public Definitions.Kind kind() {
    return kind;
  }

  /** The words that policies name, by place from 1 on. */
  public List<String> words() {
    return words;
  }

  /** Where the intervals of numbers begin, ascending: a number below the first has place 0. */
  long[] cuts() {
    return cuts;
  }

  /** The least number of a place; 0 of the first. */
  public long leastAt(int place) {
    return place == 0 ? 0 : cuts[place - 1];
  }

  /** The kind of approval that makes it yes; else empty. */
  public String record() {
    return record;
  }

  /** What holds when nobody says it. */
  public Optional<String> defaultValue() {
    return defaultValue;
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

  /** The word at a place; empty at 0, where no policy names it, and of numbers. */
  public String wordAt(int place) {
    return place == 0 || isNumber() ? "" : words.get(place - 1);
  }

  /** How many places there are. */
  public int size() {
    return isNumber() ? cuts.length + 1 : words.size() + 1;
  }
}
