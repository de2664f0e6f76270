package io.yizhan.proof;

import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the accounts may have used before the claim: nothing, half of their figures, nearly all. */
final class Usages {
  /** What is still left of an account that is nearly used up, fen. */
  private static final long NEARLY_FEN = 123_45;

  private Usages() {}

  static List<long[]> of(PolicyPlan plan) {
    long[] half = new long[plan.accounts().size()];
    long[] nearly = new long[plan.accounts().size()];
    for (int slot = 0; slot < half.length; slot++) {
      PlanAccount account = plan.accounts().get(slot);
      long figure = figure(plan, slot);
      boolean money = !account.counting() && account.owner() != PolicyTable.Owner.FUND;
      half[slot] = money ? figure / 2 : 0;
      nearly[slot] = money ? Math.max(0, figure - NEARLY_FEN) : figure;
    }
    List<long[]> usages = new ArrayList<>();
    usages.add(new long[half.length]);
    if (half.length > 0) {
      usages.add(half);
      usages.add(nearly);
    }
    return usages;
  }

  /** The largest figure that a cap, a threshold or a band puts on the account. */
  private static long figure(PolicyPlan plan, int slot) {
    long largest = 0;
    for (PlanLayer layer : plan.layers()) {
      for (int i = 0; i < layer.rowCount(); i++) {
        PlanRow row = layer.row(i);
        for (int cap = 0; cap < row.capCount(); cap++) {
          if (row.capAccount(cap) == slot) {
            largest = larger(largest, row.cap(cap).constantFen());
          }
        }
        if (layer.over() == slot || layer.bandsOver() == slot) {
          largest = larger(largest, row.threshold().constantFen());
          largest = larger(largest, row.trigger().amount().constantFen());
          largest = Math.max(largest, row.bandFromFen(row.bandCount() - 1));
        }
      }
    }
    return Math.min(largest, Seeds.WALK_MAX_FEN);
  }

  private static long larger(long largest, OptionalLong figure) {
    return Math.max(largest, figure.orElse(0));
  }
}
