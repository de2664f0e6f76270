package io.yizhan.policy;

import io.yizhan.policy.ConditionTables.Axis;
import io.yizhan.policy.ConditionTables.Chosen;
import io.yizhan.policy.ConditionTables.Holding;
import io.yizhan.policy.PolicyTable.Condition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides, for every combination of facts and amounts of one layer, which row applies or why none
 * does, and reports rows and adjustments that clash or never hold.
 */
final class CellDecisions {
  private final IssueLog log;
  private final LayerIn in;
  private final List<Axis> axes;
  private final List<Holding> when;
  private final List<List<Holding>> rows;
  private final Set<Condition> mistyped;
  private final boolean alone;

  /**
   * Of a layer.
   *
   * @param when where the layer's own conditions hold
   * @param rows where each row's do
   * @param mistyped conditions that were reported already
   * @param alone whether the document is compiled for its own sake, so that mistakes are reported
   */
  CellDecisions(
      IssueLog log,
      LayerIn in,
      List<Axis> axes,
      List<Holding> when,
      List<List<Holding>> rows,
      Set<Condition> mistyped,
      boolean alone) {
    this.log = log;
    this.in = in;
    this.axes = axes;
    this.when = when;
    this.rows = rows;
    this.mistyped = mistyped;
    this.alone = alone;
  }

  /** Decides every combination once, and reports those that two rows claim. */
  List<Chosen> fill(List<List<Holding>> adjusting, short[] rowOf) {
    List<Chosen> chosen = new ArrayList<>();
    Map<Chosen, Integer> chosenPlaces = new HashMap<>();
    boolean[] used = new boolean[rows.size()];
    BitSet skipped = new BitSet();
    for (int i = 0; i < rows.size(); i++) {
      skipped.set(i, isMistyped(in.layer().rows().get(i)));
    }
    Set<Long> reported = new HashSet<>();
    int[] places = new int[axes.size()];
    int adjusted = 0;
    for (int cell = 0; cell < rowOf.length; cell++) {
      ConditionTables.place(cell, axes, places);
      int found = decide(skipped, places, used, reported);
      if (found >= 0) {
        int bits = 0;
        for (int i = 0; i < adjusting.size(); i++) {
          bits |= holds(adjusting.get(i), places) ? 1 << i : 0;
        }
        adjusted |= bits;
        Chosen key = new Chosen(found, bits);
        found = chosenPlaces.computeIfAbsent(key, any -> chosenPlaces.size());
        if (found == chosen.size()) {
          chosen.add(key);
        }
      }
      rowOf[cell] = (short) found;
    }
    if (alone && !chosen.isEmpty()) {
      checkAdjustments(adjusted);
    }
    for (int i = 0; i < used.length && alone; i++) {
      if (used[i]) {
        continue;
      }
      // What else such a row says is checked all the same, and uses the names that it uses.
      chosen.add(new Chosen(i, 0));
      if (rowOf.length > 0 && !isMistyped(in.layer().rows().get(i))) {
        log.mistake(
            in.layer().rows().get(i).line(),
            "UNREACHABLE_ROW",
            "这一行永远不会用到：条件互相矛盾或与 when 不合。",
            "This row can never apply: its conditions contradict each other or the layer's when.");
      }
    }
    return chosen;
  }

  /** An adjustment that holds beside no row promises what is never done. */
  private void checkAdjustments(int adjusted) {
    List<PolicyTable.Adjustment> adjustments = in.layer().adjustments();
    for (int i = 0; i < adjustments.size(); i++) {
      if ((adjusted & 1 << i) == 0
          && adjustments.get(i).when().stream().noneMatch(mistyped::contains)) {
        log.mistake(
            adjustments.get(i).line(),
            "UNREACHABLE_ADJUSTMENT",
            "这条调整永远不会用到：它的条件互相矛盾，或与 when 不合，或没有哪一行同时符合。",
            "This adjustment can never apply: its conditions contradict each other or the layer's"
                + " when, or no row holds beside them.");
      }
    }
  }

  private boolean isMistyped(PolicyTable.Row row) {
    return row.conditions().stream().anyMatch(mistyped::contains);
  }

  private static boolean holds(List<Holding> holdings, int[] places) {
    for (Holding each : holdings) {
      if (!each.places().get(places[each.axis()])) {
        return false;
      }
    }
    return true;
  }

  /** Why no row applies, by the condition of the whole layer that does not hold at this place. */
  private int notMet(int fact, int place) {
    if (fact < 0) {
      return PlanLayer.NOT_THIS_AMOUNT;
    }
    boolean ofAid = in.layer().stage() == PolicyTable.Stage.AID;
    return ofAid && fact == Fact.IDENTITY.ordinal() && place == 0
        ? PlanLayer.NO_IDENTITY
        : -1 - fact;
  }

  private int decide(BitSet skipped, int[] places, boolean[] used, Set<Long> reported) {
    for (Holding condition : when) {
      int place = places[condition.axis()];
      if (!condition.places().get(place)) {
        return notMet(axes.get(condition.axis()).fact(), place);
      }
    }
    int found = -1;
    for (int i = 0; i < rows.size(); i++) {
      if (skipped.get(i) || !holds(rows.get(i), places)) {
        continue;
      }
      if (alone && found >= 0 && reported.add(((long) found << 32) | i)) {
        int first = in.layer().rows().get(found).line();
        int again = in.layer().rows().get(i).line();
        Lineage lineage = in.table().lineage();
        log.error(
            again,
            "ROWS_OVERLAP",
            lineage.seenFrom(again, first, "第 %d 行") + "和这一行同时符合同一情形。",
            "The row of "
                + lineage.seenFrom(again, first, "line %d")
                + " and this one both apply to the same case.");
      }
      found = found < 0 ? i : found;
      used[i] = true;
    }
    if (found >= 0) {
      return found;
    }
    return in.layer().otherwise() == PolicyTable.Otherwise.REFUSE
        ? PlanLayer.REFUSED_BY_TABLE
        : PlanLayer.NOT_IN_TABLE;
  }
}
