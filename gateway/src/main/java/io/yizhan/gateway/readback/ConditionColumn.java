package io.yizhan.gateway.readback;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One condition as two versions of a table ask it: its words, each once, with groups spelled out.
 * Amounts and numbers are no words; such a column is compared as it was typed.
 */
final class ConditionColumn {
  /** Whatever no row names. */
  static final String OTHER = "其余";

  private static final Set<String> ANY = Set.of("any", "不限", "");
  private static final Set<String> ELSE = Set.of("else", OTHER);
  private static final Pattern NOT = Pattern.compile("^(not|非)\\s+");
  private static final Pattern BOUND = Pattern.compile("[≥≤<>]|超过|[0-9]\\.\\.");

  private final String heading;
  private final List<TypedTable> versions;
  private final Set<String> all = new LinkedHashSet<>();

  /**
   * @param closed every word that there is; empty where the tables alone name words
   */
  ConditionColumn(String heading, List<TypedTable> versions, Set<String> closed) {
    this.heading = heading;
    this.versions = versions;
    all.addAll(closed);
    versions.forEach(version -> all.addAll(named(version)));
    if (closed.isEmpty() && cells().anyMatch(cell -> isAny(cell) || leavesOut(cell))) {
      all.add(OTHER);
    }
  }

  static boolean isAny(String cell) {
    return ANY.contains(cell);
  }

  private static boolean leavesOut(String cell) {
    return ELSE.contains(cell) || NOT.matcher(cell).find();
  }

  private Stream<String> cells() {
    return versions.stream().flatMap(version -> version.cells(heading).stream());
  }

  /** Whether a row of either version compares an amount or a number here. */
  boolean comparesNumbers() {
    return cells().anyMatch(cell -> BOUND.matcher(cell).find());
  }

  /** Every word, and {@link #OTHER} where a row holds for words that none names. */
  Set<String> all() {
    return all;
  }

  /** The words for which a cell of a version holds. */
  Set<String> holds(TypedTable version, String cell) {
    if (isAny(cell)) {
      return all;
    }
    if (!leavesOut(cell)) {
      return version.spelled(cell);
    }
    Set<String> rest = new LinkedHashSet<>(all);
    rest.removeAll(
        ELSE.contains(cell) ? named(version) : version.spelled(NOT.matcher(cell).replaceFirst("")));
    return rest;
  }

  private Set<String> named(TypedTable version) {
    Set<String> named = new LinkedHashSet<>();
    for (String cell : version.cells(heading)) {
      if (!isAny(cell) && !ELSE.contains(cell)) {
        named.addAll(version.spelled(NOT.matcher(cell).replaceFirst("")));
      }
    }
    return named;
  }

  /**
   * How to call these words: as a cell does that means them in both versions, else one by one;
   * empty where they are all.
   */
  String called(Set<String> words) {
    Optional<String> typed =
        cells()
            .filter(cell -> !isAny(cell))
            .filter(
                cell -> versions.stream().allMatch(version -> holds(version, cell).equals(words)))
            .findFirst();
    return typed.orElse(words.equals(all) ? "" : String.join("、", words));
  }
}
