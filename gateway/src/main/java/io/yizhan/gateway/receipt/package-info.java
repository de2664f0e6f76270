/**
 * What proves to anybody what the books say: signed receipts, the signed root of a posting day with
 * the way from an entry to it, and the check of both. It needs the JDK alone, no database and no
 * gateway.
 */
@NullMarked
package io.yizhan.gateway.receipt;

import org.jspecify.annotations.NullMarked;
