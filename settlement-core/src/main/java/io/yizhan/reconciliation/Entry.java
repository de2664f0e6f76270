package io.yizhan.reconciliation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the ledger says of one settlement or reversal.
 *
 * @param reverses what it takes back; empty unless it is a reversal, whose amounts are negative
 * @param insurerSettlementId the insurer's own number of the settlement; empty where there is none
 * @param day on which it was posted
 * @param time when it was settled
 * @param billFen 0 where bills are not compared
 * @param fundsFen what each fund pays, in the order in which they pay; empty where it was not read
 */
public record Entry(
    String id,
    String reverses,
    String requestId,
    String insurerSettlementId,
    String personId,
    LocalDate day,
    Instant time,
    long billFen,
    long fundFen,
    Map<String, Long> fundsFen) {
  public Entry {
    fundsFen =
        fundsFen.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fundsFen));
  }

  /** Whether it takes a settlement back. */
  public boolean refund() {
    return !reverses.isEmpty();
  }
}
