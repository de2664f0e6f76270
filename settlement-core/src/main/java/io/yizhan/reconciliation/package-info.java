/**
 * Reconciliation: what another party says of a span of days against what the ledger says. Both
 * sides are walked once in the order of one key, so a million lines need no memory of their size;
 * what finds no partner there is little, and is tried again by every other key and explained. The
 * breaks always add up to the difference of both totals.
 */
package io.yizhan.reconciliation;
