/**
 * Where the gateway calls insurers: one client for each, with its deadline, its bounded retries and
 * its breaker. It turns {@code yizhan.insurer.v1} into the desk's words and back, and never throws
 * at the desk: an insurer that does not answer is away, and an answer that breaks the contract is
 * invalid, counted and logged.
 */
package io.yizhan.gateway.insurer;
