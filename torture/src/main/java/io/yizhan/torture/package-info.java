/**
 * The torture run: two gateways as processes of their own over one PostgreSQL, callers that repeat
 * a request until they have a definite answer, and faults: kills, cut and frozen connections, lost
 * answers, disks that fail, stall or are full, clocks that jump. What callers were told is in a
 * journal on disk before it counts; the auditor compares it with the tables. The gateway is known
 * here by its command line and its contract alone.
 */
@NullMarked
package io.yizhan.torture;

import org.jspecify.annotations.NullMarked;
