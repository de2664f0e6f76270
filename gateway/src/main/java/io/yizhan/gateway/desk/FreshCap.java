package io.yizhan.gateway.desk;

/**
 * A cap of a person under one identity that begins anew with each stay or each bill: nothing is
 * used of it before.
 *
 * @param account of the stay; empty where each bill has the cap
 * @param layer whose payment of each bill is capped; empty where a stay has the cap
 * @param nameZh of the account or the layer
 * @param identity the identity whose cap it is; empty where the cap is everybody's
 * @param capFen fen, or a number of times where it counts
 * @param clause every clause that sets the cap
 */
public record FreshCap(
    String account,
    String layer,
    String nameZh,
    String identity,
    long capFen,
    boolean counting,
    String clause) {
  FreshCap withClause(String other) {
    return new FreshCap(account, layer, nameZh, identity, capFen, counting, other);
  }
}
