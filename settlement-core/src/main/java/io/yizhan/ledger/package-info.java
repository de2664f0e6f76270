/** Double entry: what a settlement books, and the exact mirror that takes it back. */
package io.yizhan.ledger;
