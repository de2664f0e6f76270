package io.yizhan.policy;

import io.yizhan.money.Fen;
import io.yizhan.policy.PolicyTable.Adjustment;
import io.yizhan.policy.PolicyTable.Text;
import java.util.List;
import java.util.Optional;

/**
 * Settings of one layer that cannot stand beside each other: the run would follow one of them and
 * drop the other, so that the document would promise what is never paid.
 */
final class RowClashes {
  private final IssueLog log;
  private final String label;

  RowClashes(IssueLog log, String label) {
    this.log = log;
    this.label = label;
  }

  /** What a row says, its own cells and the layer's defaults together. */
  void check(
      Optional<Text> threshold,
      Optional<Text> trigger,
      Optional<Text> ownAtMost,
      Optional<PolicyTable.Rate> rate) {
    checkOneOf(threshold, "threshold（起付线）", "threshold", trigger, "trigger（达到即付）", "trigger");
    checkOneOf(
        threshold, "threshold（起付线）", "threshold", ownAtMost, "own_at_most（自付封顶）", "own_at_most");
    checkOneOf(trigger, "trigger（达到即付）", "trigger", ownAtMost, "own_at_most（自付封顶）", "own_at_most");
    if (ownAtMost.isPresent() && rate.isPresent() && !paysAll(rate.get())) {
      log.error(
          ownAtMost.get().line(),
          "OWN_CEILING_BROKEN",
          "“" + label + "”写了自付封顶，旁边的比例却不是 100%：本人会付得比封顶多。去掉比例，或把封顶写成起付线。",
          "'"
              + label
              + "' says own_at_most beside a rate that is not 100 %: the person would bear more than"
              + " that. Leave the rate out, or write a threshold.");
    }
  }

  /** What a layer says of caps: that there is none, and one for all its rows or in a column. */
  void checkCaps(Optional<Text> unlimited, Optional<Text> cap) {
    checkOneOf(
        unlimited,
        "cap: unlimited（不限）",
        "cap: unlimited",
        cap,
        cap.map(Text::value).orElse("") + "（限额）",
        cap.map(Text::value).orElse(""));
  }

  private static boolean paysAll(PolicyTable.Rate rate) {
    return rate instanceof PolicyTable.Bands bands
        && bands.bands().stream().allMatch(band -> !band.next() && band.ratePpm() == Fen.PPM_WHOLE);
  }

  private void checkOneOf(
      Optional<Text> dropped,
      String droppedZh,
      String droppedEn,
      Optional<Text> kept,
      String keptZh,
      String keptEn) {
    if (dropped.isEmpty() || kept.isEmpty()) {
      return;
    }
    log.mistake(
        dropped.get().line(),
        "SETTINGS_CLASH",
        "“" + label + "”同时写了 " + droppedZh + " 和 " + keptZh + "：只能算一个。只写一个，或分成两层。",
        "'"
            + label
            + "' says both "
            + droppedEn
            + " and "
            + keptEn
            + ", of which only one can hold. Write one of them, or two layers.");
  }

  /** Adjustments of a layer that has an own ceiling: no rate may change beside it. */
  void checkBesideCeiling(List<Adjustment> adjustments) {
    for (Adjustment adjustment : adjustments) {
      if (adjustment.changes().stream().anyMatch(change -> change.setting().equals("rate"))) {
        log.error(
            adjustment.line(),
            "OWN_CEILING_BROKEN",
            "“" + label + "”写了自付封顶，封顶以上全付，比例不能调整；要调整封顶，写 threshold。",
            "'"
                + label
                + "' says own_at_most: all above it is paid, and no rate can be adjusted. To adjust"
                + " the ceiling, adjust threshold.");
      }
    }
  }
}
