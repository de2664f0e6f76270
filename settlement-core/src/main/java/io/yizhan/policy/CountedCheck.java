package io.yizhan.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Says where a layer is bounded by an account that does not count it: its cap is never used up by
 * what it pays, its threshold never reached by what it counts.
 */
final class CountedCheck {
  /** Of a layer, what brings it nearer to its threshold. */
  private static final Set<Quantity> REACHING =
      EnumSet.of(
          Quantity.LAYER_BASE,
          Quantity.LAYER_DEDUCTIBLE,
          Quantity.LAYER_COPAY,
          Quantity.LAYER_EXCESS);

  /** Of a layer, what uses its cap up. */
  private static final Set<Quantity> USING_UP =
      EnumSet.of(Quantity.LAYER_PAID, Quantity.LAYER_TIMES);

  private final IssueLog log;

  CountedCheck(IssueLog log) {
    this.log = log;
  }

  /**
   * Of one document alone.
   *
   * @param authored its layers
   * @param planned the same, compiled, in the same order
   */
  void check(List<LayerIn> authored, List<PlanLayer> planned, List<PlanAccount> accounts) {
    for (int place = 0; place < planned.size(); place++) {
      PolicyTable.Layer layer = authored.get(place).layer();
      PlanLayer plan = planned.get(place);
      if (plan.over() >= 0 && !counts(accounts.get(plan.over()), place, REACHING)) {
        notCounted(layer, "over", accounts.get(plan.over()), ".base");
      }
      for (PlanAccount account : accounts) {
        if (caps(plan, accounts.indexOf(account)) && !counts(account, place, USING_UP)) {
          notCounted(layer, "cap", account, ".paid");
        }
      }
    }
  }

  private static boolean caps(PlanLayer layer, int account) {
    for (int row = 0; row < layer.rowCount(); row++) {
      for (int cap = 0; cap < layer.row(row).capCount(); cap++) {
        if (layer.row(row).capAccount(cap) == account) {
          return true;
        }
      }
    }
    return false;
  }

  /** What is left of a part after a layer, or billed of it, moves with every layer. */
  private static boolean counts(PlanAccount account, int layer, Set<Quantity> quantities) {
    for (PlanAccount.Added added : account.adds()) {
      if (!added.quantity().isOfLayer()
          || (added.index() == layer && quantities.contains(added.quantity()))) {
        return true;
      }
    }
    return false;
  }

  private void notCounted(
      PolicyTable.Layer layer, String setting, PlanAccount account, String quantity) {
    String key = account.code().substring(account.code().indexOf('/') + 1);
    String own = layer.name().key() + quantity;
    log.warning(
        layer.line(),
        "NOT_COUNTED",
        "“"
            + layer.name().key()
            + "”的 "
            + setting
            + " 看“"
            + key
            + "”，它累计的却不是本层的这一项，本层用多少也不会用满。是不是漏了 adds: "
            + own
            + "？",
        "The "
            + setting
            + " of '"
            + layer.name().key()
            + "' looks at '"
            + key
            + "', which does not count that of this layer, whatever it comes to. Is "
            + own
            + " missing from its adds?");
  }
}
