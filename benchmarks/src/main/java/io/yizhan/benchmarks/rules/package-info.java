/**
 * Zhengzhou's inpatient rules of July 2016 for Drools: the facts that its rules match. Public and
 * with getters, as generated code asks.
 */
@NullMarked
package io.yizhan.benchmarks.rules;

import org.jspecify.annotations.NullMarked;
