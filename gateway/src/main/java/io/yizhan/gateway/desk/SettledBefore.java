package io.yizhan.gateway.desk;

/**
 * A settlement that stands in the way of a claim.
 *
 * @param what of it the claim would settle again
 * @param hospitalId whose settlement it is; of what an office booked, the office
 * @param requestId under which it was settled
 */
public record SettledBefore(What what, String hospitalId, String settlementId, String requestId) {
  /** What of a claim can be settled once. */
  public enum What {
    /** The bill itself. */
    BILL,
    /** The insurer's settlement that the claim brings. */
    INSURER_SETTLEMENT,
    /** The stay or the invoice, which an aid office has settled from its papers. */
    PAPERS
  }
}
