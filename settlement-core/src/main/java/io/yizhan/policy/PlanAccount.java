package io.yizhan.policy;

/**
 * A running total of the plan.
 *
 * @param code with the policy before it, so that versions share it: {@code zhengzhou/IN}
 * @param nameZh its Chinese name
 * @param owner whose total
 * @param ownerFund the fund, where the owner is one; else empty
 * @param period how long it runs
 * @param dating which policy's day and year
 * @param noneIfShort a finite fund pays all of a claim or nothing
 * @param addLayers the layers it adds, by place
 * @param addQuantities what it adds of each
 */
public record PlanAccount(
    String code,
    String nameZh,
    PolicyTable.Owner owner,
    String ownerFund,
    PolicyTable.Period period,
    PolicyPlan.Dating dating,
    boolean noneIfShort,
    int[] addLayers,
    Added[] addQuantities) {
  /** What of a layer is added. */
  public enum Added {
    /** What it counted. */
    BASE,
    /** What its threshold kept. */
    DEDUCTIBLE,
    /** What it paid. */
    PAID
  }
}
