/** The door, stressed from within their own room. */
@NullMarked
package io.yizhan.gateway.rpc;

import org.jspecify.annotations.NullMarked;
