/** Calls on their way to a writer, stressed from within their own room. */
@NullMarked
package io.yizhan.gateway.postgres;

import org.jspecify.annotations.NullMarked;
