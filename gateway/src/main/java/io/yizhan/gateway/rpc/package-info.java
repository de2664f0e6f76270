/**
 * The gRPC door. It reads wire messages into words of the core, naming every bad field at once,
 * asks the desk, and writes answers and errors. It knows who calls and what they may see; it knows
 * no SQL. What never blocks runs on the event loop; what asks the store runs on a bounded pool.
 */
@NullMarked
package io.yizhan.gateway.rpc;

import org.jspecify.annotations.NullMarked;
