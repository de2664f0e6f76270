package io.yizhan.policy;

import io.yizhan.money.Yuan;
import io.yizhan.policy.ConditionTables.Axis;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds numbers for which no row of a table holds, between numbers for which rows do while
 * everything else is the same: {@code <18} and {@code ≥61} beside {@code 18..59} leave 60 out.
 * Below the first row and above the last nothing may be meant; in between it is hardly.
 */
final class NumberHoles {
  /** The most holes of one table that are reported. */
  private static final int REPORTED_MAX = 5;

  private final IssueLog log;
  private final PlanNames names;
  private final PolicyTable.Layer layer;
  private final List<Axis> axes;

  NumberHoles(IssueLog log, PlanNames names, PolicyTable.Layer layer, List<Axis> axes) {
    this.log = log;
    this.names = names;
    this.layer = layer;
    this.axes = axes;
  }

  /** A hole: the least and the largest number of it, on an axis. */
  private record Hole(int axis, long least, long largest) {}

  /** Warns of the holes of a table that is laid out, each with a case in which it is one. */
  void check(short[] rowOf) {
    Map<Hole, int[]> found = new LinkedHashMap<>();
    int stride = 1;
    for (int axis = 0; axis < axes.size(); axis++) {
      int size = axes.get(axis).size();
      if (isOfNumbers(axis)) {
        for (int cell = 0; cell < rowOf.length; cell++) {
          if (cell / stride % size == 0) {
            holesFrom(cell, axis, stride, rowOf, found);
          }
        }
      }
      stride *= size;
    }
    found.entrySet().stream()
        .limit(REPORTED_MAX)
        .forEach(each -> report(each.getKey(), each.getValue()));
  }

  private boolean isOfNumbers(int axis) {
    int fact = axes.get(axis).fact();
    return fact < 0 || names.facts().get(fact).isNumber();
  }

  private long[] cuts(int axis) {
    int fact = axes.get(axis).fact();
    return fact < 0 ? axes.get(axis).cuts() : names.facts().get(fact).cuts();
  }

  /**
   * The holes of one line of cells along an axis.
   *
   * @param first the cell of the line at the axis's first class
   */
  private void holesFrom(int first, int axis, int stride, short[] rowOf, Map<Hole, int[]> found) {
    int[] classes = axes.get(axis).classes();
    long[] cuts = cuts(axis);
    int rowBefore = -1;
    for (int place = 0; place < classes.length; place++) {
      int row = rowOf[first + classes[place] * stride];
      if (row == PlanLayer.NOT_IN_TABLE || row == PlanLayer.REFUSED_BY_TABLE) {
        continue;
      }
      if (row < 0) {
        rowBefore = -1; // The layer's when leaves these numbers out, and says so.
        continue;
      }
      if (rowBefore >= 0 && rowBefore < place - 1) {
        int[] places = new int[axes.size()];
        ConditionTables.place(first, axes, places);
        found.putIfAbsent(new Hole(axis, cuts[rowBefore], cuts[place - 1] - 1), places);
      }
      rowBefore = place;
    }
  }

  private void report(Hole hole, int[] places) {
    String numbers = numbers(hole);
    String zh = subject(hole.axis(), true) + " " + numbers;
    String en = subject(hole.axis(), false) + " " + numbers;
    String caseZh = words(places, true);
    String caseEn = words(places, false);
    log.warning(
        layer.line(),
        "HOLE_IN_NUMBERS",
        "“"
            + layer.name().key()
            + "”："
            + (caseZh.isEmpty() ? "" : caseZh + "，")
            + zh
            + " 没有哪一行，比它小的和比它大的都有：是不是漏了？文件确实不给的，写一行 0%。",
        "'"
            + layer.name().key()
            + "': no row holds for "
            + (caseEn.isEmpty() ? "" : caseEn + ", ")
            + en
            + ", though rows hold below and above: was it left out? If nothing is paid, write a row"
            + " with 0%.");
  }

  private String numbers(Hole hole) {
    String least = number(hole.axis(), hole.least());
    String largest = number(hole.axis(), hole.largest());
    return least.equals(largest) ? least : least + ".." + largest;
  }

  private String number(int axis, long number) {
    int fact = axes.get(axis).fact();
    boolean money =
        fact >= 0
            ? names.facts().get(fact).kind() == Definitions.Kind.AMOUNT
            : !isCount(axes.get(axis).measured());
    return money ? Yuan.format(number) : Long.toString(number);
  }

  private boolean isCount(PlanAmount measured) {
    if (measured.termCount() == 0) {
      return false;
    }
    return switch (measured.quantity(0)) {
      case ACCOUNT_BEFORE, ACCOUNT_NOW -> names.countsTimes(measured.index(0));
      default -> measured.quantity(0).isCount();
    };
  }

  private String subject(int axis, boolean chinese) {
    Axis each = axes.get(axis);
    return chinese && each.fact() >= 0 ? names.facts().get(each.fact()).nameZh() : each.subject();
  }

  /** The words of a case that rows ask for; those that no document names tell nothing. */
  private String words(int[] places, boolean chinese) {
    return IntStream.range(0, axes.size())
        .filter(axis -> !isOfNumbers(axis) && isAskedByRows(axes.get(axis).fact()))
        .mapToObj(axis -> word(axes.get(axis), places[axis], chinese))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(chinese ? "，" : ", "));
  }

  /** What only the layer's {@code when} asks is the same for all its rows. */
  private boolean isAskedByRows(int fact) {
    return layer.rows().stream()
        .flatMap(row -> row.conditions().stream())
        .anyMatch(condition -> names.fact(condition.subject()).filter(f -> f == fact).isPresent());
  }

  private String word(Axis axis, int shared, boolean chinese) {
    PlanFact fact = names.facts().get(axis.fact());
    return Arrays.stream(axis.placesOf(shared))
        .mapToObj(fact::wordAt)
        .filter(key -> !key.isEmpty())
        .map(key -> chinese ? ConditionWords.nameZh(names.layerIn(0).table(), fact, key) : key)
        .collect(Collectors.joining(chinese ? "、" : "/"));
  }
}
