package io.yizhan.auditor;

/**
 * What a caller was told, as the caller's own journal has it.
 *
 * @param call which call answered
 * @param ownerId whose request it was: the hospital, the office, or who booked corrections
 * @param requestId the request id; of an undo the undone one
 * @param encounterId the visit; empty where the call does not name it
 * @param entryId the settlement, the reversal, the hold, one correction or the record of aid that
 *     was answered; empty when it was a refusal, or there was nothing to reverse
 * @param reply the answer's bytes
 * @param amounts what the answer says, all 0 without an entry
 */
public record Acknowledged(
    Call call,
    String ownerId,
    String requestId,
    String encounterId,
    String entryId,
    byte[] reply,
    Amounts amounts) {
  /** The calls that move money, or keep it for somebody. */
  public enum Call {
    SETTLE,
    REVERSE,
    UNDO,
    HOLD,
    READJUDICATE,
    TEMPORARY_AID,
    ENROLMENT,
    AID_REVERSE
  }

  /**
   * The four amounts of an entry, fen; of a reversal as its row has them, negative; of a correction
   * what is more; a record of aid has only what its fund pays.
   */
  public record Amounts(long totalFen, long paidFen, long hospitalShareFen, long patientShareFen) {}
}
