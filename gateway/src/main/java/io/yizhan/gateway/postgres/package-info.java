/**
 * The desk's ports over PostgreSQL. Each call is one transaction, and settle requests that wait
 * together share one: request ids are claimed first, then accounts are locked, then finite funds,
 * each in the order of their keys; the pure decision runs between reading and writing. Nothing is
 * returned before its commit is on disk. Documents and names of persons are encrypted here, and no
 * error or log of this room shows them.
 */
@NullMarked
package io.yizhan.gateway.postgres;

import org.jspecify.annotations.NullMarked;
