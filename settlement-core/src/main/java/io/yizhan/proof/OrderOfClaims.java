package io.yizhan.proof;

import io.yizhan.policy.PlanAmount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.Quantity;

/** Whether what a layer pays in a year may depend on which claim came first. */
final class OrderOfClaims {
  private OrderOfClaims() {}

  /** Whether it may. */
  static boolean matters(PolicyPlan plan, PlanLayer layer) {
    return choosesByVisit(layer) || countsBySize(plan, layer);
  }

  /** Whether a count is used up by a small claim as by a big one. */
  private static boolean countsBySize(PolicyPlan plan, PlanLayer layer) {
    for (int place = 0; place < layer.rowCount(); place++) {
      PlanRow row = layer.row(place);
      boolean flat = row.rateSource().kind() == PlanRow.RateSource.Kind.FLAT;
      boolean bySize = measuresVisit(flat ? row.rateSource().flat() : row.counts());
      for (int cap = 0; cap < row.capCount() && bySize; cap++) {
        int account = row.capAccount(cap);
        if (account >= 0 && plan.accounts().get(account).counting()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether its row or cap goes by one claim's size, beside a cap on an account. */
  static boolean choosesByVisit(PlanLayer layer) {
    boolean ofVisit = layer.measured().stream().anyMatch(OrderOfClaims::measuresVisit);
    boolean ofYear = false;
    for (int row = 0; row < layer.rowCount(); row++) {
      for (int cap = 0; cap < layer.row(row).capCount(); cap++) {
        ofYear |= layer.row(row).capAccount(cap) >= 0;
        ofVisit |= measuresVisit(layer.row(row).cap(cap));
      }
    }
    return ofVisit && ofYear;
  }

  private static boolean measuresVisit(PlanAmount amount) {
    for (int term = 0; term < amount.termCount(); term++) {
      Quantity quantity = amount.quantity(term);
      boolean steady =
          quantity == Quantity.ACCOUNT_BEFORE
              || quantity == Quantity.ACCOUNT_NOW
              || quantity == Quantity.NUMBER
              || quantity == Quantity.CLAIMS;
      if (!steady) {
        return true;
      }
    }
    return false;
  }
}
