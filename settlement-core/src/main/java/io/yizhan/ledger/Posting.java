package io.yizhan.ledger;

/**
 * One line of an entry.
 *
 * @param account who bears, or the payee itself where it is paid (negative)
 * @param payee who gets the money
 * @param amountFen signed; the lines of an entry add up to zero
 */
public record Posting(String account, String payee, long amountFen) {
  /** Whether it says what somebody bears, and not what the payee gets. */
  boolean isOfBearer() {
    return !account.equals(payee);
  }
}
