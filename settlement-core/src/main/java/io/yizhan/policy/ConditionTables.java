package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lays each layer's table out densely: every combination of the words that its conditions tell
 * apart, and of the intervals of the quantities it measures, is decided once, here, so that a claim
 * finds its row by one load. A document alone gets every mistake reported; beside another document,
 * a word that only the other could know simply never applies.
 */
final class ConditionTables {
  /** Whatever no other row names in this column. */
  static final String ELSE = "else";

  /** The most cells one layer's table may have. */
  static final int TABLE_CELLS_MAX = 65_536;

  /** What a document may use of that alone: beside another's words its tables grow. */
  private static final int TABLE_CELLS_ALONE_MAX = 16_384;

  private final IssueLog log;
  private final PlanNames names;
  private final AmountCompiler amounts;
  private final boolean alone;

  private final boolean gapsToo;

  /**
   * Conditions in which something was reported. They are taken to hold everywhere, and nothing is
   * said of the rows that they stand in: it would only follow from what is known to be mistyped.
   */
  private final Set<Condition> mistyped = new HashSet<>();

  /** Of a document alone or beside another's; gaps are sought where a document is checked. */
  ConditionTables(
      IssueLog log, PlanNames names, AmountCompiler amounts, boolean alone, boolean gapsToo) {
    this.gapsToo = gapsToo;
    this.log = log;
    this.names = names;
    this.amounts = amounts;
    this.alone = alone;
  }

  /** A row of the document with the adjustments that hold, as bits. */
  record Chosen(int row, int adjustments) {}

  /** A layer's table and the rows that it can choose. */
  record Laid(RowTable rows, List<Chosen> chosen) {}

  /**
   * One direction of a table: a fact, or a quantity measured when the layer is reached.
   *
   * @param fact its place in the plan, -1 of a quantity
   * @param classes the class of each place of the fact, or of each interval of the quantity
   * @param size how many classes there are
   */
  record Axis(String subject, int fact, PlanAmount measured, long[] cuts, int[] classes, int size) {
    /** One whose places are each a class of their own. */
    static Axis of(String subject, int fact, PlanAmount measured, long[] cuts, int size) {
      return new Axis(subject, fact, measured, cuts, IntStream.range(0, size).toArray(), size);
    }

    /** The same with other classes, numbered from 0. */
    Axis with(int[] others) {
      int count = Arrays.stream(others).max().orElse(-1) + 1;
      return new Axis(subject, fact, measured, cuts, others, count);
    }

    /** The places of a class, ascending. */
    int[] placesOf(int shared) {
      return IntStream.range(0, classes.length).filter(own -> classes[own] == shared).toArray();
    }
  }

  /** The classes of one axis in which a condition holds. */
  record Holding(int axis, BitSet places) {}

  /** The table of a layer, which stands at this place of the plan. */
  Laid table(LayerIn in, int place) {
    PolicyTable.Layer layer = in.layer();
    List<Condition> all = new ArrayList<>(in.when());
    layer.rows().forEach(row -> all.addAll(row.conditions()));
    layer.adjustments().forEach(adjustment -> all.addAll(adjustment.when()));
    List<Axis> axes = axes(in, place, all);
    List<List<Holding>> holdings = new ArrayList<>();
    holdings.add(holdings(in, axes, in.when(), List.of()));
    for (PolicyTable.Row row : layer.rows()) {
      holdings.add(holdings(in, axes, row.conditions(), layer.rows()));
    }
    layer.adjustments().forEach(each -> holdings.add(holdings(in, axes, each.when(), List.of())));
    FoldedAxes folded = FoldedAxes.of(axes, holdings);
    int rowsEnd = 1 + layer.rows().size();
    List<Holding> when = folded.holdings().get(0);
    List<List<Holding>> rows = folded.holdings().subList(1, rowsEnd);
    List<List<Holding>> adjusting = folded.holdings().subList(rowsEnd, folded.holdings().size());
    int[] strides = new int[axes.size()];
    short[] rowOf = new short[cells(layer, folded.axes(), strides)];
    List<Chosen> chosen =
        new CellDecisions(log, in, folded.axes(), when, rows, mistyped, alone)
            .fill(adjusting, rowOf);
    if (gapsToo && rowOf.length > 0 && all.stream().noneMatch(mistyped::contains)) {
      TableGaps gaps = new TableGaps(log, names, layer, folded.axes());
      gaps.check(rows, rowOf);
      gaps.checkWhen(in.when(), when, rowOf);
    }
    int facts = (int) axes.stream().filter(axis -> axis.fact() >= 0).count();
    return new Laid(
        new RowTable(
            axes.subList(0, facts).stream().mapToInt(Axis::fact).toArray(),
            folded.classesOfFacts(),
            Arrays.copyOf(strides, facts),
            axes.subList(facts, axes.size()).stream()
                .map(Axis::measured)
                .toArray(PlanAmount[]::new),
            axes.subList(facts, axes.size()).stream().map(Axis::cuts).toArray(long[][]::new),
            Arrays.copyOfRange(strides, facts, strides.length),
            rowOf),
        chosen);
  }

  /** Conditions on facts alone, of an account or a price. */
  PlanGuard guard(LayerIn in, List<Condition> conditions) {
    for (Condition condition : conditions) {
      if (names.fact(condition.subject()).isEmpty()) {
        List<String> known = names.facts().stream().map(PlanFact::code).toList();
        log.unknown(condition.line(), "条件", "condition", condition.subject(), known);
        mistyped.add(condition);
        return PlanGuard.ALWAYS;
      }
    }
    if (conditions.isEmpty()) {
      return PlanGuard.ALWAYS;
    }
    List<Axis> whole = axes(in, 0, conditions);
    FoldedAxes folded = FoldedAxes.of(whole, List.of(holdings(in, whole, conditions, List.of())));
    List<Axis> axes = folded.axes();
    List<Holding> when = folded.holdings().get(0);
    int[] strides = new int[axes.size()];
    boolean[] holds = new boolean[cells(in.layer(), axes, strides)];
    int[] places = new int[axes.size()];
    for (int cell = 0; cell < holds.length; cell++) {
      place(cell, axes, places);
      holds[cell] = when.stream().allMatch(each -> each.places().get(places[each.axis()]));
    }
    return new PlanGuard(
        axes.stream().mapToInt(Axis::fact).toArray(),
        RowTable.offsets(folded.classesOfFacts(), strides),
        holds);
  }

  /** Whether something was reported in one of these conditions. */
  boolean isMistyped(List<Condition> conditions) {
    return conditions.stream().anyMatch(mistyped::contains);
  }

  /** Facts first, in the order of the plan; then what is measured. */
  List<Axis> axes(LayerIn in, int place, List<Condition> conditions) {
    TreeSet<Integer> facts = new TreeSet<>();
    Map<String, TreeSet<Long>> measured = new LinkedHashMap<>();
    for (Condition condition : conditions) {
      Optional<Integer> fact = names.fact(condition.subject());
      if (fact.isPresent()) {
        facts.add(fact.get());
        continue;
      }
      TreeSet<Long> cuts = measured.computeIfAbsent(condition.subject(), key -> new TreeSet<>());
      for (NumberRange range : ranges(in, place, condition)) {
        FactWords.addCuts(cuts, range);
      }
    }
    List<Axis> axes = new ArrayList<>();
    for (int fact : facts) {
      PlanFact planned = names.facts().get(fact);
      axes.add(Axis.of(planned.code(), fact, PlanAmount.ZERO, planned.cuts(), planned.size()));
    }
    measured.forEach(
        (subject, cuts) -> {
          long[] sorted = cuts.stream().mapToLong(Long::longValue).toArray();
          PlanAmount noun = subject(in, place, subject).orElse(PlanAmount.ZERO);
          axes.add(Axis.of(subject, -1, noun, sorted, sorted.length + 1));
        });
    return axes;
  }

  private Optional<PlanAmount> subject(LayerIn in, int place, String subject) {
    return amounts
        .noun(in, place, subject, in.layer().line())
        .map(term -> PlanAmount.of(0, new PlanAmount.Term[] {term}, 0, Long.MAX_VALUE));
  }

  private List<NumberRange> ranges(LayerIn in, int place, Condition condition) {
    Optional<PlanAmount> noun = subject(in, place, condition.subject());
    if (noun.isEmpty()) {
      List<String> known = new ArrayList<>();
      names.facts().forEach(fact -> known.add(fact.code()));
      in.table().accounts().forEach(account -> known.add(account.name().key() + ".now"));
      mistyped.add(condition);
      if (!names.namesMistyped(in.table(), condition.subject())) {
        log.unknown(condition.line(), "条件", "condition", condition.subject(), known);
      }
      return List.of();
    }
    return numbers(in, condition, !counts(noun.get()));
  }

  private boolean counts(PlanAmount noun) {
    Quantity quantity = noun.quantity(0);
    return switch (quantity) {
      case ACCOUNT_BEFORE, ACCOUNT_NOW -> names.countsTimes(noun.index(0));
      default -> quantity.isCount();
    };
  }

  private List<NumberRange> numbers(LayerIn in, Condition condition, boolean money) {
    List<NumberRange> ranges = new ArrayList<>();
    for (String value : condition.values()) {
      Optional<NumberRange> range =
          value.equals(ELSE)
              ? Optional.empty()
              : NumberRange.parse(value, money, in.table().own().figures());
      range.ifPresent(ranges::add);
      if (range.isEmpty() && !value.equals(ELSE)) {
        mistyped.add(condition);
        new RangeFaults(log, money, in.table().own().figures()).report(condition.line(), value);
      }
    }
    return ranges;
  }

  /** Where each of these conditions holds. */
  List<Holding> holdings(
      LayerIn in, List<Axis> axes, List<Condition> conditions, List<PolicyTable.Row> rows) {
    List<Holding> holdings = new ArrayList<>();
    for (Condition condition : conditions) {
      Optional<Integer> fact = names.fact(condition.subject());
      for (int axis = 0; axis < axes.size(); axis++) {
        Axis each = axes.get(axis);
        boolean same = fact.isPresent() ? each.fact() == fact.get() : isMeasured(each, condition);
        if (same) {
          holdings.add(new Holding(axis, places(in, each, condition, rows)));
        }
      }
    }
    return holdings;
  }

  private static boolean isMeasured(Axis axis, Condition condition) {
    return axis.fact() < 0 && axis.subject().equals(condition.subject());
  }

  private BitSet places(LayerIn in, Axis axis, Condition condition, List<PolicyTable.Row> rows) {
    BitSet places = readPlaces(in, axis, condition, rows);
    if (mistyped.contains(condition)) {
      places.set(0, axis.size());
    }
    return places;
  }

  private BitSet readPlaces(
      LayerIn in, Axis axis, Condition condition, List<PolicyTable.Row> rows) {
    BitSet places = new BitSet(axis.size());
    if (condition.values().equals(List.of(ELSE))) {
      for (PolicyTable.Row row : rows) {
        for (Condition other : row.conditions()) {
          if (other.subject().equals(condition.subject())
              && !other.values().equals(condition.values())) {
            places.or(places(in, axis, other, List.of()));
            if (mistyped.contains(other)) {
              mistyped.add(condition);
            }
          }
        }
      }
      places.flip(0, axis.size());
      return places;
    }
    boolean number = axis.fact() < 0 || names.facts().get(axis.fact()).isNumber();
    if (number) {
      boolean money =
          axis.fact() < 0
              ? axis.measured().termCount() > 0 && !counts(axis.measured())
              : names.facts().get(axis.fact()).kind() == Definitions.Kind.AMOUNT;
      for (NumberRange range :
          axis.fact() < 0 ? quiet(in, condition, money) : numbers(in, condition, money)) {
        for (int i = 0; i < axis.size(); i++) {
          long low = i == 0 ? 0 : axis.cuts()[i - 1];
          if (range.min() <= low && low <= range.max()) {
            places.set(i);
          }
        }
      }
    } else {
      condition.values().forEach(value -> word(in, axis, condition, value, places));
    }
    if (condition.not()) {
      places.flip(0, axis.size());
    }
    return places;
  }

  /** The ranges of a condition whose mistakes are reported already. */
  private static List<NumberRange> quiet(LayerIn in, Condition condition, boolean money) {
    return condition.values().stream()
        .flatMap(value -> NumberRange.parse(value, money, in.table().own().figures()).stream())
        .toList();
  }

  private void word(LayerIn in, Axis axis, Condition condition, String value, BitSet places) {
    List<String> group = in.table().own().groups().get(value);
    if (group != null) {
      group.forEach(each -> word(in, axis, condition, each, places));
      return;
    }
    PlanFact fact = names.facts().get(axis.fact());
    int place = fact.placeOf(ConditionWords.keyOf(in.table(), fact, value));
    if (place > 0) {
      places.set(place);
    } else if (alone) {
      mistyped.add(condition);
      new WordFaults(log, in.table(), fact).report(condition.line(), value);
    }
  }

  private int cells(PolicyTable.Layer layer, List<Axis> axes, int[] strides) {
    int cellsMax = alone ? TABLE_CELLS_ALONE_MAX : TABLE_CELLS_MAX;
    long cells = 1;
    for (int i = 0; i < strides.length && cells <= cellsMax; i++) {
      strides[i] = (int) cells;
      cells *= axes.get(i).size();
    }
    if (cells > cellsMax) {
      String zh = sizes(axes, this::nameZh);
      String en = sizes(axes, Axis::subject);
      log.error(
          layer.line(),
          "TABLE_TOO_LARGE",
          "“"
              + layer.name().key()
              + "”的条件组合超过 "
              + cellsMax
              + " 种（"
              + zh
              + "，条件分不出的值算一种）：分成两层，各写一部分条件。",
          "'"
              + layer.name().key()
              + "' has more than "
              + cellsMax
              + " combinations ("
              + en
              + "; values that no condition tells apart are one): make two layers of it, each with a"
              + " part of the conditions.");
      return 0;
    }
    return (int) cells;
  }

  private static String sizes(List<Axis> axes, Function<Axis, String> name) {
    return axes.stream()
        .map(axis -> name.apply(axis) + " " + axis.size())
        .collect(Collectors.joining(" × "));
  }

  private String nameZh(Axis axis) {
    return axis.fact() < 0 ? axis.subject() : names.facts().get(axis.fact()).nameZh();
  }

  static void place(int cell, List<Axis> axes, int[] places) {
    int rest = cell;
    for (int axis = 0; axis < places.length; axis++) {
      places[axis] = rest % axes.get(axis).size();
      rest /= axes.get(axis).size();
    }
  }
}
