/**
 * What must hold, tried from outside: real gRPC calls, the published policies, a real PostgreSQL,
 * real processes where a process is meant. The checker of the books reads the tables with plain SQL
 * and shares no code with the store.
 */
@org.jspecify.annotations.NullMarked
package io.yizhan.gateway.acceptance;
