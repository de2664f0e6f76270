package io.yizhan.gateway.rpc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Which rows of a published table are of so few persons that somebody could be told from them. A
 * row is hidden when it is of 1 to min - 1 persons. Where those that are hidden are together fewer
 * than min, too, or only one, they would follow from the total: then the next smallest are hidden
 * with them.
 *
 * @param min 0 hides nothing
 */
record SmallCounts(int min) {
  boolean isSmall(long persons) {
    return persons > 0 && persons < min;
  }

  /** The rows that are hidden, of rows that add up to a total which is shown. */
  <T> Set<T> hidden(List<T> rows, ToLongFunction<T> persons) {
    List<T> bySize = new ArrayList<>(rows);
    bySize.sort(Comparator.comparingLong(persons));
    Set<T> hidden = new HashSet<>();
    long together = 0;
    for (T row : bySize) {
      long own = persons.applyAsLong(row);
      boolean alone = !hidden.isEmpty() && (hidden.size() < 2 || together < min);
      if (isSmall(own) || (own > 0 && alone)) {
        hidden.add(row);
        together += own;
      }
    }
    return hidden;
  }
}
