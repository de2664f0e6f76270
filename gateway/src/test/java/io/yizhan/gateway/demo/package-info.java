/** Tests of the guided tour. */
@NullMarked
package io.yizhan.gateway.demo;

import org.jspecify.annotations.NullMarked;
