package io.yizhan.gateway.desk;

/**
 * A capped account of a person under one identity, fen.
 *
 * @param identity the identity whose cap it is; empty where the cap is everybody's
 * @param usedFen what claims added to the account itself
 * @param includedFen what is used of the accounts that it includes
 * @param heldFen held of it and of those
 * @param counting whether its figures are numbers of times
 * @param clause every clause that sets the cap
 */
public record UsageLine(
    String account,
    String accountNameZh,
    int benefitYear,
    String identity,
    long capFen,
    long usedFen,
    long includedFen,
    long heldFen,
    long leftFen,
    boolean counting,
    String clause) {
  UsageLine withClause(String other) {
    return new UsageLine(
        account,
        accountNameZh,
        benefitYear,
        identity,
        capFen,
        usedFen,
        includedFen,
        heldFen,
        leftFen,
        counting,
        other);
  }
}
