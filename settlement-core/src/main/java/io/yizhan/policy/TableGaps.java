package io.yizhan.policy;

import io.yizhan.policy.ConditionTables.Axis;
import io.yizhan.policy.ConditionTables.Holding;
import io.yizhan.policy.PolicyTable.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds combinations of words that a table names, each in some row, but never together. What a
 * table never names is covered by {@code otherwise}; a hole between what it names is a mistake.
 * Numbers make no gap by themselves: a combination counts as covered where some number chooses a
 * row. A hole strictly between numbers that choose rows is warned of.
 */
final class TableGaps {
  /** The most gaps of one table that are reported. */
  private static final int REPORTED_MAX = 5;

  private final IssueLog log;
  private final PlanNames names;
  private final PolicyTable.Layer layer;
  private final List<Axis> axes;

  TableGaps(IssueLog log, PlanNames names, PolicyTable.Layer layer, List<Axis> axes) {
    this.log = log;
    this.names = names;
    this.layer = layer;
    this.axes = axes;
  }

  /** Reports the gaps of a table that is laid out. */
  void check(List<List<Holding>> rows, short[] rowOf) {
    List<BitSet> named = named(rows);
    Set<List<Integer>> covered = new HashSet<>();
    Set<List<Integer>> empty = new HashSet<>();
    List<List<Integer>> order = new ArrayList<>();
    for (int cell = 0; cell < rowOf.length; cell++) {
      List<Integer> words = words(cell, named);
      boolean byWhen =
          rowOf[cell] < 0
              && rowOf[cell] != PlanLayer.NOT_IN_TABLE
              && rowOf[cell] != PlanLayer.REFUSED_BY_TABLE;
      if (words.isEmpty() || byWhen) {
        continue;
      }
      if (rowOf[cell] >= 0) {
        covered.add(words);
      } else if (empty.add(words)) {
        order.add(words);
      }
    }
    order.stream()
        .filter(words -> !covered.contains(words))
        .limit(REPORTED_MAX)
        .forEach(words -> report(words, named));
    new NumberHoles(log, names, layer, axes).check(rowOf);
  }

  /**
   * Reports words that the layer's {@code when} names outright and that no row holds for: whoever
   * wrote them meant them to be paid. What is understood without being written is nobody's word.
   *
   * @param conditions what the layer says, each on an axis
   * @param when where those conditions hold, in the same order
   */
  void checkWhen(List<Condition> conditions, List<Holding> when, short[] rowOf) {
    if (when.size() != conditions.size() || layer.rows().isEmpty()) {
      // One without an axis is reported as what it is.
      return;
    }
    for (int i = 0; i < when.size(); i++) {
      int axis = when.get(i).axis();
      Condition condition = conditions.get(i);
      if (!isOfWords(axis)
          || !layer.when().contains(condition)
          || condition.not()
          || condition.values().contains(ConditionTables.ELSE)) {
        continue;
      }
      BitSet lacking = (BitSet) when.get(i).places().clone();
      lacking.andNot(chosen(axis, rowOf));
      lacking.stream()
          .flatMap(each -> Arrays.stream(axes.get(axis).placesOf(each)))
          .limit(REPORTED_MAX)
          .forEach(place -> reportWhen(condition.line(), axis, place));
    }
  }

  /** The places of one axis at which some row is chosen. */
  private BitSet chosen(int axis, short[] rowOf) {
    int stride = 1;
    for (int before = 0; before < axis; before++) {
      stride *= axes.get(before).size();
    }
    BitSet chosen = new BitSet();
    for (int cell = 0; cell < rowOf.length; cell++) {
      if (rowOf[cell] >= 0) {
        chosen.set(cell / stride % axes.get(axis).size());
      }
    }
    return chosen;
  }

  private void reportWhen(int line, int axis, int place) {
    PlanFact fact = names.facts().get(axes.get(axis).fact());
    String key = fact.wordAt(place);
    log.error(
        line,
        "GAP_IN_TABLE",
        "“"
            + layer.name().key()
            + "”的 when 里有“"
            + nameZh(fact, key)
            + "”，却没有哪一行是它的：写一行（不给的写 0%），或从 when 里去掉。",
        "The when of '"
            + layer.name().key()
            + "' names '"
            + key
            + "', for which no row holds: write a row (0% if nothing is paid), or take it out of"
            + " when.");
  }

  /** The places of each axis that some row names outright; none for numbers. */
  private List<BitSet> named(List<List<Holding>> rows) {
    List<BitSet> named = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      named.add(new BitSet());
    }
    for (int i = 0; i < rows.size(); i++) {
      for (Holding holding : rows.get(i)) {
        if (isOfWords(holding.axis()) && namesOutright(layer.rows().get(i), holding.axis())) {
          named.get(holding.axis()).or(holding.places());
        }
      }
    }
    return named;
  }

  private boolean isOfWords(int axis) {
    int fact = axes.get(axis).fact();
    return fact >= 0 && !names.facts().get(fact).isNumber();
  }

  private boolean namesOutright(PolicyTable.Row row, int axis) {
    for (Condition condition : row.conditions()) {
      boolean same =
          names.fact(condition.subject()).filter(f -> f == axes.get(axis).fact()).isPresent();
      if (same && (condition.not() || condition.values().contains(ConditionTables.ELSE))) {
        return false;
      }
    }
    return true;
  }

  /** The words of a cell on the axes that rows name; empty where one of them is not named. */
  private List<Integer> words(int cell, List<BitSet> named) {
    List<Integer> words = new ArrayList<>();
    int rest = cell;
    for (int axis = 0; axis < axes.size(); axis++) {
      int place = rest % axes.get(axis).size();
      rest /= axes.get(axis).size();
      if (named.get(axis).isEmpty()) {
        continue;
      }
      if (!named.get(axis).get(place)) {
        return List.of();
      }
      words.add(place);
    }
    return words;
  }

  private void report(List<Integer> words, List<BitSet> named) {
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    int next = 0;
    for (int axis = 0; axis < axes.size(); axis++) {
      if (!named.get(axis).isEmpty()) {
        PlanFact fact = names.facts().get(axes.get(axis).fact());
        List<String> keys =
            Arrays.stream(axes.get(axis).placesOf(words.get(next++)))
                .mapToObj(fact::wordAt)
                .toList();
        en.add(String.join("/", keys));
        zh.add(keys.stream().map(key -> nameZh(fact, key)).collect(Collectors.joining("、")));
      }
    }
    log.error(
        layer.line(),
        "GAP_IN_TABLE",
        "“"
            + layer.name().key()
            + "”："
            + String.join("×", zh)
            + "：这些值表里都有，却没有一行。otherwise 只管表里没提到的；文件确实不给的，写一行 0%。",
        "'"
            + layer.name().key()
            + "': "
            + String.join(" x ", en)
            + ": each is in the table, no row holds for them together; otherwise covers only what the"
            + " table never mentions. If nothing is paid, write a row with 0%.");
  }

  private String nameZh(PlanFact fact, String key) {
    return FactNames.wordZh(names.layerIn(0).table(), fact, key);
  }
}
