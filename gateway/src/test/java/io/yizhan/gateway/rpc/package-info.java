/** Tests of the gRPC door: a real Netty server, real stubs, hand-written ports behind the desk. */
@NullMarked
package io.yizhan.gateway.rpc;

import org.jspecify.annotations.NullMarked;
