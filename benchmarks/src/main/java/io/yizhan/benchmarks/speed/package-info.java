/**
 * {@code yizhan bench --full}: what the whole path costs beside PostgreSQL alone, on one machine,
 * in one run, as ratios. PostgreSQL, the gateway, the store and the load generator are processes of
 * their own; {@link SpeedBench} asks them one after the other.
 */
@NullMarked
package io.yizhan.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
