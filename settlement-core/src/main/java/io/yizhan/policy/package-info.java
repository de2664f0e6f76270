/**
 * A policy, twice: {@link io.yizhan.policy.PolicyTable} is what a document says, amounts in yuan
 * and rates in percent, every row with its clause; {@link io.yizhan.policy.PolicyPlan} is what the
 * machine runs, dense and immutable. {@link io.yizhan.policy.PolicyReader} reads the first from a
 * tree of texts, {@link io.yizhan.policy.PolicyCompiler} turns it into the second; both answer
 * {@link io.yizhan.policy.PolicyIssue}s that an official understands. docs/policy-language.md
 * teaches the language.
 */
package io.yizhan.policy;
