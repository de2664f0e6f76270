/**
 * A guided tour on invented persons: a fresh database, a real gateway, real calls, and every answer
 * printed as a waterfall and checked against the figure that the published cases give.
 */
@NullMarked
package io.yizhan.gateway.demo;

import org.jspecify.annotations.NullMarked;
