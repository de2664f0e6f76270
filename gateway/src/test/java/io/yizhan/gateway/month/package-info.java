/** Tests of the guided tour. */
@NullMarked
package io.yizhan.gateway.month;

import org.jspecify.annotations.NullMarked;
