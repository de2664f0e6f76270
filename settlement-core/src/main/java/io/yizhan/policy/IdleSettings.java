package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Adjustment;
import java.util.List;

/**
 * Settings of a layer that say how another setting is read, where that other one is not there: the
 * run would drop them in silence, and the document would promise what is never done.
 */
final class IdleSettings {
  private final IssueLog log;
  private final String label;

  IdleSettings(IssueLog log, String label) {
    this.log = log;
    this.label = label;
  }

  /** Checks a layer whose settings, its adjustments apart, are still to be taken. */
  void check(FieldReader fields, RowReader rows, List<Adjustment> adjustments) {
    boolean threshold = rows.says(fields, "threshold") || rows.says(fields, "own_at_most");
    checkBeside(fields, "earlier", rows.says(fields, "trigger"), "trigger（达到即付）", "a trigger");
    checkBeside(fields, "bands_from", threshold, "threshold（起付线）", "a threshold");
    checkBeside(
        fields,
        "rate_at_most",
        adjustments.stream()
            .flatMap(adjustment -> adjustment.changes().stream())
            .anyMatch(change -> change.setting().equals("rate")),
        "adjust 里的 rate（调整比例）",
        "an adjustment of the rate");
    checkBeside(
        fields,
        "day_price",
        fields.peek("band").isPresent(),
        "band 里的按日费用段（0-30日）",
        "a band by days (0-30日)");
  }

  private void checkBeside(
      FieldReader fields, String setting, boolean there, String missingZh, String missingEn) {
    if (there || fields.peek(setting).isEmpty()) {
      return;
    }
    log.error(
        fields.peek(setting).orElseThrow().line(),
        "NOTHING_TO_READ",
        "“" + label + "”写了 " + setting + "，却没有写 " + missingZh + "：它不起作用。补上，或去掉 " + setting + "。",
        "'"
            + label
            + "' says "
            + setting
            + " without "
            + missingEn
            + ": it would do nothing. Write that too, or leave "
            + setting
            + " out.");
  }
}
