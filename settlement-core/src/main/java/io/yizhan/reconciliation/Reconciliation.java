package io.yizhan.reconciliation;

import java.util.List;

/**
 * What came out: both totals without what is pending, and breaks that add up to their difference.
 *
 * @param paired entries that found their line
 * @param byOtherKey how many of them by another key than the one that was walked along
 * @param cancelled settlements with their reversals that the other side never had: left out
 * @param corrections that the other side does not state: left out
 * @param complete false where there were more breaks than are kept; one break then says what the
 *     others come to
 */
public record Reconciliation(
    Sum there,
    Sum here,
    Sum pendingThere,
    Sum pendingHere,
    long paired,
    long byOtherKey,
    long cancelled,
    long corrections,
    List<Break> breaks,
    boolean complete) {
  public Reconciliation {
    breaks = List.copyOf(breaks);
  }
}
