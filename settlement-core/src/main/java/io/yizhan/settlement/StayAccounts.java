package io.yizhan.settlement;

import io.yizhan.claim.ClaimKey;

/**
 * The codes of running totals that begin anew with each stay: the account's own, the word that it
 * counts by where it counts by one, the hospital and the stay: {@code jinzhai/STAY/H1/E1}, {@code
 * jinzhai/STAY#cancer/H1/E1}. A person has one more of them for each stay, for life.
 */
final class StayAccounts {
  private StayAccounts() {}

  /** What the code of a total of the claim's stay ends with. */
  static String tail(ClaimKey claim) {
    return "/" + claim.hospitalId() + "/" + claim.encounterId();
  }

  /** Whether a total is of no stay, or of the claim's: the claim can read no other. */
  static boolean mayRead(ClaimKey claim, Standing.Usage total) {
    return total.benefitYear() != 0
        || !isOfStay(total.account())
        || total.account().endsWith(tail(claim));
  }

  /**
   * Whether a total is of a stay. Policies, accounts and words are names without a slash: one
   * stands between policy and account, two more before hospital and stay.
   */
  private static boolean isOfStay(String code) {
    int account = code.indexOf('/');
    int hospital = code.indexOf('/', account + 1);
    return account >= 0 && hospital >= 0 && code.indexOf('/', hospital + 1) >= 0;
  }
}
