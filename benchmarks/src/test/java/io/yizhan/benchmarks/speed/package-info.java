@NullMarked
package io.yizhan.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
