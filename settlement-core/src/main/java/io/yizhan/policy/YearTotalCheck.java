package io.yizhan.policy;

import java.util.List;

/**
 * Says where a document that rounds on the year's sum is rounded claim by claim all the same: an
 * accepted word must not be without effect in silence.
 */
final class YearTotalCheck {
  private final IssueLog log;

  YearTotalCheck(IssueLog log) {
    this.log = log;
  }

  /**
   * Of one document alone.
   *
   * @param authored its layers
   * @param planned the same, compiled, in the same order
   */
  void check(List<LayerIn> authored, List<PlanLayer> planned) {
    boolean told = false;
    for (int i = 0; i < planned.size(); i++) {
      LayerIn layer = authored.get(i);
      if (!layer.table().rounding().yearTotal()) {
        return;
      }
      PolicyTable.Over over = layer.layer().reading().over();
      boolean ofAccount = over.threshold().isPresent() || over.bands().isPresent();
      if (ofAccount && !planned.get(i).roundsOnYear()) {
        notApplied(layer.layer().name().key(), layer.layer().line());
      }
      told |= ofAccount;
    }
    if (!told && !authored.isEmpty()) {
      log.warning(
          authored.get(0).layer().line(),
          "YEAR_TOTAL_NOT_APPLIED",
          "rounding 写了 year_total，但没有一层的 over 是账户：各层都按每次结算取整。请写 each_claim，或给某层写 over 账户。",
          "rounding says year_total, but no layer runs over an account: all are rounded claim by claim."
              + " Write each_claim, or give a layer an account to run over.");
    }
  }

  private void notApplied(String layer, int line) {
    log.warning(
        line,
        "YEAR_TOTAL_NOT_APPLIED",
        "year_total 对“"
            + layer
            + "”不起作用，仍按每次结算取整：over 只能是一个账户，且只加 "
            + layer
            + ".base；各行只有比例或费用段，没有即付、定额、同、核定和 less。",
        "year_total does nothing for '"
            + layer
            + "', rounded claim by claim: over must be one account that adds "
            + layer
            + ".base alone; no trigger, fixed sum, rate of a layer or record, or less.");
  }
}
