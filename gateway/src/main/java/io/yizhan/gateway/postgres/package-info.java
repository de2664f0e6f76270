/**
 * The desk's ports over PostgreSQL. Each call is one transaction: the request id is claimed first,
 * then the person's account is locked, then finite funds in the order of their codes; the pure
 * decision runs between reading and writing. Nothing is returned before its commit is on disk.
 * Documents and names of persons are encrypted here, and no error or log of this room shows them.
 */
@NullMarked
package io.yizhan.gateway.postgres;

import org.jspecify.annotations.NullMarked;
