package io.yizhan.reconciliation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger says of one settlement, reversal or correction.
 *
 * @param reverses what it takes back; empty unless it is a reversal, whose amounts are negative
 * @param correction whether it corrects a settlement: funds and the person bear other parts of it,
 *     the bill and what the hospital was paid stay
 * @param insurerSettlementId the insurer's own number of the settlement; empty where there is none
 * @param day on which it was posted
 * @param time when it was settled
 * @param billFen 0 where bills are not compared
 * @param fundsFen what each fund pays, in the order in which they pay; empty where it was not read
 * @param net of the reversal of a corrected settlement: what it takes back with the corrections, as
 *     its answer said; the other amounts are what was paid of the settlement itself
 */
public record Entry(
    String id,
    String reverses,
    boolean correction,
    String requestId,
    String insurerSettlementId,
    String personId,
    LocalDate day,
    Instant time,
    long billFen,
    long fundFen,
    Map<String, Long> fundsFen,
    Optional<Net> net) {
  public Entry {
    fundsFen =
        fundsFen.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fundsFen));
  }

  /** What funds take back of a settlement with its corrections. */
  public record Net(long fundFen, Map<String, Long> fundsFen) {
    public Net {
      fundsFen =
          fundsFen.isEmpty()
              ? Map.of()
              : Collections.unmodifiableMap(new LinkedHashMap<>(fundsFen));
    }
  }

  /** Whether it takes money back: of a settlement, or of funds that bear less by a correction. */
  public boolean refund() {
    return !reverses.isEmpty() || (correction && fundFen < 0);
  }

  /** The same as its answer said it, with the corrections of what it takes back. */
  public Entry told() {
    Net said = net.orElseThrow();
    return new Entry(
        id,
        reverses,
        correction,
        requestId,
        insurerSettlementId,
        personId,
        day,
        time,
        billFen,
        said.fundFen(),
        said.fundsFen(),
        Optional.empty());
  }
}
