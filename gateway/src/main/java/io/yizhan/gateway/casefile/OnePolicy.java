package io.yizhan.gateway.casefile;

import io.yizhan.claim.Care;
import io.yizhan.claim.ServiceDates;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.Plans;

/** One policy for every region and day, as if it had always been in force everywhere. */
public final class OnePolicy implements Plans {
  private final PolicyPlan plan;

  /** The policy of a document that compiles. */
  public OnePolicy(PolicyCompiler.Published document) {
    this.plan =
        PolicyCompiler.compile(document)
            .plan()
            .orElseThrow(() -> new IllegalArgumentException("the policy must compile"));
  }

  /** Its plan. */
  PolicyPlan plan() {
    return plan;
  }

  @Override
  public PolicyPlan planFor(String insuredRegion, String county, Care care, ServiceDates dates) {
    return plan;
  }
}
