package io.yizhan.claim;

/**
 * Which settlement of the insurer a claim brings. No two bills that stand settled bring the same:
 * what one settlement of the insurer left to pay is aided once.
 *
 * @param insuredRegion six digits: whose insurer
 * @param settlementId the insurer's setl_id; where it was away, the id it will be asked under
 */
public record InsurerKey(String insuredRegion, String settlementId) {
  public InsurerKey {
    if (settlementId.isEmpty()) {
      throw new IllegalArgumentException("a settlement of the insurer must have an id");
    }
  }
}
