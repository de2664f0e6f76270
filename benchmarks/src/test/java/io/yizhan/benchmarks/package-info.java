/** Tests of what is measured beside the plan. */
@NullMarked
package io.yizhan.benchmarks;

import org.jspecify.annotations.NullMarked;
