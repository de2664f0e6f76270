package io.yizhan.policy;

import io.yizhan.money.Yuan;
import io.yizhan.policy.ConditionTables.Axis;
import io.yizhan.policy.ConditionTables.Holding;
import io.yizhan.policy.PolicyTable.Condition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fixed prices of one document that hold for one case. A bill has one price, and the order of rows
 * never matters, so that nothing says which of two would stand.
 */
final class QuotaClashes {
  private final IssueLog log;
  private final PlanNames names;
  private final ConditionTables conditions;

  QuotaClashes(IssueLog log, PlanNames names, ConditionTables conditions) {
    this.log = log;
    this.names = names;
    this.conditions = conditions;
  }

  /** Reports each price that meets an earlier one, with a case in which both hold. */
  void check(PolicyTable table) {
    List<Definitions.Quota> quotas = table.own().quotas();
    for (int later = 1; later < quotas.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        check(new LayerIn(table, table.layers().get(0)), quotas.get(earlier), quotas.get(later));
      }
    }
  }

  private void check(LayerIn in, Definitions.Quota earlier, Definitions.Quota later) {
    List<Condition> both = new ArrayList<>(earlier.when());
    both.addAll(later.when());
    Optional<Map<Integer, Integer>> meeting =
        conditions.isMistyped(both) ? Optional.empty() : meeting(in, both);
    if (meeting.isEmpty()) {
      return;
    }
    String zh = said(in.table(), meeting.get(), true);
    String en = said(in.table(), meeting.get(), false);
    Lineage lineage = in.table().lineage();
    log.mistake(
        later.line(),
        "ROWS_OVERLAP",
        lineage.seenFrom(later.line(), earlier.line(), "第 %d 行")
            + "和这一行的定价（quotas）同时符合同一情形"
            + (zh.isEmpty() ? "" : "（" + zh + "）")
            + "，只能有一个价：只留一行，或写明各管哪些情形。",
        "The price of "
            + lineage.seenFrom(later.line(), earlier.line(), "line %d")
            + " and this one (quotas) both apply to the same case"
            + (en.isEmpty() ? "" : " (" + en + ")")
            + ", which can have one price only: keep one, or say which cases each is for.");
  }

  /** A case in which all of these conditions hold: the place of each fact that they name. */
  private Optional<Map<Integer, Integer>> meeting(LayerIn in, List<Condition> all) {
    List<Axis> axes = conditions.axes(in, 0, all);
    List<Holding> holdings = conditions.holdings(in, axes, all, List.of());
    Map<Integer, Integer> meeting = new LinkedHashMap<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      BitSet places = new BitSet();
      places.set(0, axes.get(axis).size());
      for (Holding each : holdings) {
        if (each.axis() == axis) {
          places.and(each.places());
        }
      }
      if (places.isEmpty()) {
        return Optional.empty();
      }
      meeting.put(axes.get(axis).fact(), Math.max(places.nextSetBit(0), places.nextSetBit(1)));
    }
    return Optional.of(meeting);
  }

  /** {@code 定额病种 白血病，年龄 60}; values that no document names are left out. */
  private String said(PolicyTable table, Map<Integer, Integer> meeting, boolean chinese) {
    return meeting.entrySet().stream()
        .map(each -> said(table, names.facts().get(each.getKey()), each.getValue(), chinese))
        .filter(each -> !each.isEmpty())
        .collect(Collectors.joining(chinese ? "，" : ", "));
  }

  private static String said(PolicyTable table, PlanFact fact, int place, boolean chinese) {
    String name = chinese ? fact.nameZh() : fact.code();
    if (fact.isNumber()) {
      long least = fact.leastAt(place);
      boolean money = fact.kind() == Definitions.Kind.AMOUNT;
      return name + " " + (money ? Yuan.format(least) : "" + least);
    }
    String key = fact.wordAt(place);
    return key.isEmpty()
        ? ""
        : name + " " + (chinese ? ConditionWords.nameZh(table, fact, key) : key);
  }
}
