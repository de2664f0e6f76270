package io.yizhan.policy;

import io.yizhan.policy.ConditionTables.Axis;
import io.yizhan.policy.ConditionTables.Holding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The axes of a table with those places of a fact folded into one class that no condition of the
 * layer tells apart. Real documents ask of a layer for six or seven facts and name one or two words
 * of most: laid out word by word their tables would have tens of thousands of places.
 *
 * @param axes in the order given
 * @param holdings what holds where, in classes, in the order given
 */
record FoldedAxes(List<Axis> axes, List<List<Holding>> holdings) {
  /** Folds axes whose places are each a class of their own, by all that is asked of them. */
  static FoldedAxes of(List<Axis> axes, List<List<Holding>> holdings) {
    List<Axis> folded = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Axis axis = axes.get(i);
      folded.add(axis.fact() < 0 ? axis : axis.with(classes(axis, asked(holdings, i))));
    }
    return new FoldedAxes(
        List.copyOf(folded),
        holdings.stream()
            .map(each -> each.stream().map(one -> folded(one, folded.get(one.axis()))).toList())
            .toList());
  }

  /** The classes of each axis that is a fact; those stand first. */
  int[][] classesOfFacts() {
    return axes.stream().filter(axis -> axis.fact() >= 0).map(Axis::classes).toArray(int[][]::new);
  }

  private static List<BitSet> asked(List<List<Holding>> holdings, int axis) {
    return holdings.stream()
        .flatMap(List::stream)
        .filter(one -> one.axis() == axis)
        .map(Holding::places)
        .distinct()
        .toList();
  }

  /** Numbered in the order of their first places. */
  private static int[] classes(Axis axis, List<BitSet> asked) {
    Map<BitSet, Integer> numbers = new HashMap<>();
    int[] classes = new int[axis.size()];
    for (int place = 0; place < classes.length; place++) {
      BitSet holds = new BitSet();
      for (int i = 0; i < asked.size(); i++) {
        holds.set(i, asked.get(i).get(place));
      }
      // Whoever has no identity is told so, whatever else is asked of identities.
      holds.set(asked.size(), axis.fact() == Fact.IDENTITY.ordinal() && place == 0);
      classes[place] = numbers.computeIfAbsent(holds, any -> numbers.size());
    }
    return classes;
  }

  private static Holding folded(Holding one, Axis axis) {
    BitSet classes = new BitSet();
    one.places().stream().forEach(place -> classes.set(axis.classes()[place]));
    return new Holding(one.axis(), classes);
  }
}
