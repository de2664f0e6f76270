package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * With which versions a past settlement is decided again: all that were looked at, because an
 * identity that gave less has its part in the answer, and a county whose version is missing would
 * count as not connected. Where they were stored it is these. Older inputs name the versions of the
 * identity used alone; for identities of other counties the book's are the likeliest, unless their
 * policy was published after the settlement.
 */
final class PastVersions {
  private PastVersions() {}

  /** The sets of version codes that come into question, the likeliest first; one if it is known. */
  static List<List<String>> of(PlanBook book, StoredInputs inputs) {
    if (inputs.consideredVersions().isPresent()) {
      return List.of(inputs.consideredVersions().get());
    }
    List<String> stored = inputs.policyVersions();
    List<String> all = withOtherCounties(book, inputs);
    return all.size() == stored.size() ? List.of(stored) : List.of(all, stored);
  }

  private static List<String> withOtherCounties(PlanBook book, StoredInputs inputs) {
    Claim claim = inputs.claim();
    Set<String> policies =
        inputs.policyVersions().stream().map(PastVersions::policyOf).collect(Collectors.toSet());
    Set<String> all = new LinkedHashSet<>(inputs.policyVersions());
    for (Standing.Identity identity : inputs.standing().identities()) {
      PolicyPlan plan =
          book.planFor(claim.insuredRegion(), identity.county(), claim.care(), claim.dates());
      if (plan.aid().isPresent()) {
        // Insurance is first: the last version is that of the county's aid.
        String code = plan.versions().get(plan.versions().size() - 1).versionCode();
        if (!policies.contains(policyOf(code))) {
          all.add(code);
        }
      }
    }
    return new ArrayList<>(all);
  }

  private static String policyOf(String versionCode) {
    return versionCode.substring(0, versionCode.indexOf('@'));
  }

  /**
   * All decisions that come into question and differ, the likeliest first.
   *
   * @param settlers a settler over exactly these versions
   */
  static List<Decision> decide(
      PlanBook book, StoredInputs inputs, Function<List<String>, Settler> settlers) {
    List<Decision> decisions = new ArrayList<>();
    for (List<String> codes : of(book, inputs)) {
      Decision decision = settlers.apply(codes).settle(inputs.claim(), inputs.standing());
      if (decisions.stream().noneMatch(other -> isSame(other, decision))) {
        decisions.add(decision);
      }
    }
    return decisions;
  }

  /** The likeliest decision that the stored versions have given. */
  static Decision likeliest(
      PlanBook book, StoredInputs inputs, Function<List<String>, Settler> settlers) {
    List<Decision> decisions = decide(book, inputs, settlers);
    return decisions.stream()
        .filter(decision -> isBy(decision, inputs.policyVersions()))
        .findFirst()
        .orElse(decisions.get(decisions.size() - 1));
  }

  private static boolean isBy(Decision decision, List<String> versionCodes) {
    return decision instanceof Decision.Settled settled
        && codes(settled.settlement()).equals(versionCodes);
  }

  /** Of one claim and standing: the same identity by the same versions gives the same amounts. */
  private static boolean isSame(Decision one, Decision other) {
    return one instanceof Decision.Settled a
        && other instanceof Decision.Settled b
        && a.settlement().candidates().equals(b.settlement().candidates())
        && codes(a.settlement()).equals(codes(b.settlement()));
  }

  private static List<String> codes(Settlement settlement) {
    return settlement.plan().versions().stream().map(PolicyPlan.Version::versionCode).toList();
  }
}
