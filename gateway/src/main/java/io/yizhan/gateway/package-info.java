/**
 * The whole house, wired in order: database, desk, doors, metrics. Only this room and the command
 * line beside it see every other room.
 */
@NullMarked
package io.yizhan.gateway;

import org.jspecify.annotations.NullMarked;
