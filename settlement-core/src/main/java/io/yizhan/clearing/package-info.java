/**
 * Clearing: what a fund of one division owes a hospital for a month, or pays it in advance, and the
 * steps by which that is checked, approved and paid.
 */
package io.yizhan.clearing;
