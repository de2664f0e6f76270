package io.yizhan.policy;

import io.yizhan.claim.BillPart;
import io.yizhan.money.Fen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Compiles what documents say of the bill itself: parts of their own, item classes, prices. */
final class BillCompiler {
  private final IssueLog log;
  private final PlanNames names;
  private final AmountCompiler amounts;
  private final ConditionTables conditions;

  BillCompiler(IssueLog log, PlanNames names, AmountCompiler amounts, ConditionTables conditions) {
    this.log = log;
    this.names = names;
    this.amounts = amounts;
    this.conditions = conditions;
  }

  /**
   * The fixed prices of a document.
   *
   * @param alone whether it is compiled for its own sake, so that prices that clash are reported
   */
  List<PlanQuota> quotas(PolicyTable table, boolean alone) {
    List<PlanQuota> quotas = new ArrayList<>();
    for (Definitions.Quota quota : table.own().quotas()) {
      LayerIn in = new LayerIn(table, table.layers().get(0));
      quotas.add(
          new PlanQuota(
              conditions.guard(in, quota.when()),
              amounts.amount(in, 0, quota.price()).orElse(PlanAmount.ZERO),
              quota.cite()));
    }
    if (alone) {
      new QuotaClashes(log, names, conditions).check(table);
    }
    return quotas;
  }

  /** Out of which of the four each further part is cut. */
  int[] cuts(List<PolicyTable> tables) {
    int[] cuts = new int[names.parts().size() - BillPart.values().length];
    for (PolicyTable table : tables) {
      for (Definitions.Part part : table.own().parts()) {
        Optional<Integer> from = names.part(part.cutFrom());
        int place = names.part(part.name().key()).orElse(0) - BillPart.values().length;
        if (from.isEmpty() || from.get() >= BillPart.values().length || place < 0) {
          log.unknown(
              part.name().line(),
              "费用部分",
              "part of the bill",
              part.cutFrom(),
              List.of("in", "first", "over_limit", "out"));
          continue;
        }
        cuts[place] = from.get();
      }
    }
    return cuts;
  }

  List<PolicyPlan.ItemSplit> items(PolicyTable table) {
    List<PolicyPlan.ItemSplit> splits = new ArrayList<>();
    for (Definitions.ItemSplit split : table.own().items()) {
      Map<String, Integer> shares = new TreeMap<>(split.sharesPpm());
      int[] parts = new int[shares.size()];
      int[] ppm = new int[shares.size()];
      int place = 0;
      long sum = 0;
      for (Map.Entry<String, Integer> share : shares.entrySet()) {
        parts[place] = part(share.getKey(), split.line());
        ppm[place++] = share.getValue();
        sum += share.getValue();
      }
      if (sum > Fen.PPM_WHOLE) {
        log.error(
            split.line(),
            "SHARES_TOO_LARGE",
            "“" + split.itemClass().key() + "”各部分合计超过 100%。",
            "The shares of '" + split.itemClass().key() + "' add up to more than 100%.");
      }
      int rest = part(split.rest(), split.line());
      IntStream all = IntStream.concat(IntStream.of(parts), IntStream.of(rest));
      if (all.distinct().count() <= parts.length) {
        log.error(
            split.line(),
            "WRITTEN_TWICE",
            "“" + split.itemClass().key() + "”把同一费用部分写了两次，只留一次。",
            "'" + split.itemClass().key() + "' names a part of the bill twice; keep one.");
      }
      splits.add(new PolicyPlan.ItemSplit(split.itemClass().key(), parts, ppm, rest));
      splits.add(new PolicyPlan.ItemSplit(split.itemClass().nameZh(), parts, ppm, rest));
    }
    return splits;
  }

  private int part(String name, int line) {
    Optional<Integer> part = names.part(name);
    if (part.isEmpty()) {
      List<String> known = names.parts().stream().map(PolicyTable.Name::key).toList();
      log.unknown(line, "费用部分", "part of the bill", name, known);
    }
    return part.orElse(0);
  }
}
