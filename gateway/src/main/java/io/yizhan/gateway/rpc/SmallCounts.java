package io.yizhan.gateway.rpc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which rows of a published table are of so few persons that somebody could be told from them. A
 * row is counted in several ways: all its persons, those who were aided, those who were not. It is
 * hidden when one of its counts is 1 to min - 1.
 *
 * <p>What is hidden together follows from a total that is shown. So further rows are hidden until
 * it is of two rows, and of no few persons in any count. One person can be in several rows: of how
 * many different ones they are is not known, but of no fewer than the largest of them.
 *
 * @param min 0 hides nothing
 */
record SmallCounts(int min) {
  boolean isSmall(long persons) {
    return persons > 0 && persons < min;
  }

  boolean isSmall(List<Long> counts) {
    return counts.stream().anyMatch(this::isSmall);
  }

  /**
   * The rows that are hidden, of rows that add up to a total which is shown.
   *
   * @param counts of a row, the same ones of each; the first is that of all its persons
   */
  <T> Set<T> hidden(List<T> rows, Function<T, List<Long>> counts) {
    return hidden(rows, counts, Set.of());
  }

  /** With rows that are hidden anyway. */
  <T> Set<T> hidden(List<T> rows, Function<T, List<Long>> counts, Set<T> already) {
    Set<T> hidden = new HashSet<>();
    List<T> shown = new ArrayList<>();
    for (T row : rows) {
      if (already.contains(row) || isSmall(counts.apply(row))) {
        hidden.add(row);
      } else if (counts.apply(row).get(0) > 0) {
        shown.add(row);
      }
    }
    shown.sort(Comparator.comparingLong(row -> counts.apply(row).get(0)));
    while (!hidden.isEmpty() && !shown.isEmpty() && !isSafe(hidden, counts)) {
      List<Long> largest = largest(hidden, counts);
      T next =
          shown.stream()
              .filter(row -> hidden.size() < 2 || helps(counts.apply(row), largest))
              .findFirst()
              .orElse(shown.get(0));
      shown.remove(next);
      hidden.add(next);
    }
    return hidden;
  }

  /** Whether their sum may be known. */
  <T> boolean isSafe(Set<T> hidden, Function<T, List<Long>> counts) {
    return hidden.size() >= 2 && !isSmall(largest(hidden, counts));
  }

  private boolean helps(List<Long> counts, List<Long> largest) {
    for (int i = 0; i < counts.size(); i++) {
      if (isSmall(largest.get(i)) && counts.get(i) >= min) {
        return true;
      }
    }
    return false;
  }

  private static <T> List<Long> largest(Set<T> rows, Function<T, List<Long>> counts) {
    List<Long> largest = new ArrayList<>();
    for (T row : rows) {
      List<Long> own = counts.apply(row);
      for (int i = 0; i < own.size(); i++) {
        if (i == largest.size()) {
          largest.add(own.get(i));
        } else {
          largest.set(i, Math.max(largest.get(i), own.get(i)));
        }
      }
    }
    return largest;
  }
}
