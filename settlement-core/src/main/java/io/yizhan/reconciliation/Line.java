package io.yizhan.reconciliation;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the other side says of one settlement or refund. A key that it does not state is empty.
 *
 * @param number of the line, unique among the lines that are compared
 * @param insurerSettlementId the insurer's own number of the settlement
 * @param refund whether it takes a settlement back; its amounts are then negative
 * @param billFen 0 where bills are not compared
 * @param fundsFen what each fund pays; empty where only the sum is stated
 */
public record Line(
    long number,
    String settlementId,
    String requestId,
    String insurerSettlementId,
    boolean refund,
    LocalDate day,
    long billFen,
    long fundFen,
    Map<String, Long> fundsFen) {
  public Line {
    fundsFen =
        fundsFen.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fundsFen));
  }
}
