package io.yizhan.policy;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which accounts of some plans include others: what is left of these hangs on those. */
public final class IncludedBy {
  /** No account includes another. */
  public static final IncludedBy NOTHING = new IncludedBy(List.of());

  private final List<PlanAccount> including;

  private IncludedBy(List<PlanAccount> including) {
    this.including = List.copyOf(including);
  }

  /** Of all accounts of these plans. */
  public static IncludedBy of(Collection<PolicyPlan> plans) {
    return new IncludedBy(
        plans.stream()
            .flatMap(plan -> plan.accounts().stream())
            .filter(account -> !account.included().isEmpty())
            .toList());
  }

  /** Whether a total is of an account that includes others: what is left of its cap they share. */
  public boolean isShared(String total) {
    return including.stream().anyMatch(account -> account.isKey(total));
  }

  /** The totals that include one: of the same word and the same stay. */
  public SortedSet<String> totals(String included) {
    SortedSet<String> totals = new TreeSet<>();
    for (PlanAccount account : including) {
      for (String code : account.included()) {
        if (PlanAccount.isKey(code, included)) {
          totals.add(account.code() + included.substring(code.length()));
        }
      }
    }
    return totals;
  }
}
