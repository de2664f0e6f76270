/**
 * The settlement window: the only place where the world and the core meet. It picks plans, hands
 * the pure decision to one database transaction, and returns the outcome. It owns the ports that
 * doors and the store fill; it knows neither gRPC nor SQL.
 */
@NullMarked
package io.yizhan.gateway.desk;

import org.jspecify.annotations.NullMarked;
