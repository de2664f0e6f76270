package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.LocalDate;

/**
 * What the desk adds to a decision: its id and its time.
 *
 * @param id of the settlement or reversal, at most 30 characters
 * @param requestId the caller's id
 * @param time when it was made
 * @param postingDate the day it is booked on, Asia/Shanghai
 */
public record Stamp(String id, String requestId, Instant time, LocalDate postingDate) {}
