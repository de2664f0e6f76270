/**
 * What the decision and the whole path cost, always as ratios against a floor in the same run:
 * machines differ, ratios travel. Nothing here is a test.
 */
@NullMarked
package io.yizhan.benchmarks;

import org.jspecify.annotations.NullMarked;
