package io.yizhan.gateway.desk;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * What the desk adds to a decision: its id and its time.
 *
 * @param id of the settlement or reversal, at most 30 characters
 * @param requestId the caller's id
 * @param time when it was made
 * @param postingDate the day it is booked on: the civil day when it was made, until the transaction
 *     that books it finds which one is open
 */
public record Stamp(String id, String requestId, Instant time, LocalDate postingDate) {
  /** What is made now; its time is no finer than a store keeps it. */
  public static Stamp now(IdSource ids, InstantSource clock, String requestId) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new Stamp(
        ids.next(now), requestId, now, LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE));
  }
}
