package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads what a layer changes of its rows where further conditions hold. */
final class AdjustmentReader {
  /** Adjustments of one layer: each combination of them is a row of its own in the plan. */
  private static final int ADJUSTMENTS_MAX = 16;

  private final IssueLog log;
  private final CellReader cells;
  private final ConditionReader conditions;
  private final RowReader rowReader;
  private final Quotations quotations;

  AdjustmentReader(IssueLog log, CellReader cells, RowReader rowReader, Quotations quotations) {
    this.log = log;
    this.cells = cells;
    this.conditions = new ConditionReader(log);
    this.rowReader = rowReader;
    this.quotations = quotations;
  }

  /** Read while the layer's settings are still to be taken: some cannot be adjusted. */
  List<PolicyTable.Adjustment> read(FieldReader fields, String label) {
    List<PolicyTable.Adjustment> adjustments = new ArrayList<>();
    Optional<PolicyNode> node = fields.take("adjust");
    if (node.isPresent() && !(node.get() instanceof Items)) {
      log.error(node.get().line(), "NOT_A_LIST", "adjust 要写成列表。", "adjust must be a list.");
    }
    if (node.isPresent() && node.get() instanceof Items items) {
      for (PolicyNode item : items.values()) {
        quotations.values(item);
        PolicyTable.Adjustment next = adjustment(FieldReader.of(item, log, "adjust"));
        adjustments.stream()
            .filter(before -> isSame(before, next))
            .findFirst()
            .ifPresent(before -> reportTwice(next.line(), before.line()));
        adjustments.add(next);
      }
      if (adjustments.size() > ADJUSTMENTS_MAX) {
        log.error(
            items.line(),
            "TOO_MANY_ADJUSTMENTS",
            "一层最多写 " + ADJUSTMENTS_MAX + " 条调整。",
            "A layer may have at most " + ADJUSTMENTS_MAX + " adjustments.");
        return List.of();
      }
    }
    if (rowReader.says(fields, "own_at_most")) {
      new RowClashes(log, label).checkBesideCeiling(adjustments);
    }
    return adjustments;
  }

  /** Whether the same is done twice where the same holds. */
  private static boolean isSame(PolicyTable.Adjustment one, PolicyTable.Adjustment other) {
    return !one.changes().isEmpty()
        && one.changes().equals(other.changes())
        && said(one).equals(said(other));
  }

  private static Set<String> said(PolicyTable.Adjustment adjustment) {
    return adjustment.when().stream()
        .map(each -> each.subject() + each.not() + new TreeSet<>(each.values()))
        .collect(Collectors.toSet());
  }

  private void reportTwice(int line, int before) {
    log.mistake(
        line,
        "WRITTEN_TWICE",
        "这条调整和第 " + before + " 行的相同，会调整两次；只留一条。",
        "This adjustment is that of line " + before + " again, and both would be made: keep one.");
  }

  private PolicyTable.Adjustment adjustment(FieldReader fields) {
    List<PolicyTable.Condition> when =
        fields.require("when").map(conditions::conditions).orElse(List.of());
    String cite = fields.text("cite").map(Text::value).orElse("");
    fields.text(Quotations.SAYS);
    List<PolicyTable.Change> changes = new ArrayList<>();
    List<Field> settings = fields.takeRest();
    rowReader.words().checkOnce(settings.stream().map(f -> new Text(f.name(), f.line())).toList());
    for (Field field : settings) {
      String setting = HeadingWords.setting(field.name());
      if (!Set.of("threshold", "trigger", "rate").contains(setting)
          && !setting.startsWith("cap ")) {
        List<String> known = List.of("when", "threshold", "trigger", "rate", "cap", "cite", "says");
        log.unknown(field.line(), "调整", "setting to adjust", field.name(), known);
        continue;
      }
      FieldReader.asText(field.value(), log)
          .flatMap(text -> cells.change(setting, text))
          .ifPresent(changes::add);
    }
    return new PolicyTable.Adjustment(when, changes, cite, fields.line());
  }
}
