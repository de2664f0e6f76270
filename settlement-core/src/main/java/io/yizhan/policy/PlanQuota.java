package io.yizhan.policy;

/**
 * A fixed price in place of the bill: what the bill is above or below it is the hospital's.
 *
 * @param applies to which claims
 * @param price fen
 * @param cite the clause
 */
public record PlanQuota(PlanGuard applies, PlanAmount price, String cite) {}
