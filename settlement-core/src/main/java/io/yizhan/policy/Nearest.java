package io.yizhan.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word nearest to a mistyped one, for "did you mean". */
public final class Nearest {
  private Nearest() {}

  /** Shorter beginnings are of too many words. */
  private static final int BEGINNING_MIN = 3;

  /** Nothing longer is a word that somebody mistyped; comparing costs length times length. */
  private static final int TYPED_MAX = 128;

  /**
   * The candidate at the smallest edit distance, where that is at most half the word's length and
   * leaves a character of it; else the shortest that begins with what was typed.
   */
  public static Optional<String> to(String typed, Collection<String> known) {
    if (typed.length() > TYPED_MAX) {
      return Optional.empty();
    }
    String best = "";
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(typed, candidate);
      boolean shares = distance < Math.max(typed.length(), candidate.length());
      if (shares && distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    boolean near = bestDistance <= Math.max(1, Math.max(typed.length(), best.length()) / 2);
    if (near && !best.isEmpty()) {
      return Optional.of(best);
    }
    return typed.length() < BEGINNING_MIN
        ? Optional.empty()
        : known.stream()
            .filter(candidate -> candidate.startsWith(typed))
            .min(Comparator.comparingInt(String::length));
  }

  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int swap = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(swap, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
