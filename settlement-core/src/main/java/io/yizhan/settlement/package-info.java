/**
 * The decision: a pure function from plans, a claim and what is known of the person to a settlement
 * or a refusal. {@link io.yizhan.settlement.WaterfallRun} is the one arithmetic; quote, settle,
 * replay and audit all go through it, and the explanation is made of its columns.
 */
package io.yizhan.settlement;
