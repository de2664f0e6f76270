package io.yizhan.settlement;

import io.yizhan.claim.Care;
import io.yizhan.claim.ServiceDates;
import io.yizhan.policy.PolicyPlan;

/** The published policies, compiled. Pure: the same question gets the same plan. */
public interface Plans {
  /**
   * The insurance layers of the insurer's region followed by the aid layers of the county, each of
   * the version that its own policy's date chooses. Where a region is not connected its half of the
   * plan is empty.
   */
  PolicyPlan planFor(String insuredRegion, String county, Care care, ServiceDates dates);

  /**
   * Whether any policy, of whatever day, has insurance of this region: where none has, its code may
   * be wrong; where one has, the day. Policies without days leave only the day to be looked at.
   */
  default boolean everInsures(String insuredRegion) {
    return true;
  }
}
