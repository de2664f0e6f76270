package io.yizhan.policy;

import java.util.List;

/**
 * A running total of the plan.
 *
 * @param code with the policy before it, so that versions share it: {@code zhengzhou/IN}
 * @param nameZh its Chinese name
 * @param owner whose total
 * @param ownerFund the fund, where the owner is one; else empty
 * @param period how long it runs
 * @param dating which policy's day and year
 * @param noneIfShort a finite fund pays all of a claim or nothing
 * @param counting whether it counts times instead of adding money
 * @param byFact the fact whose every word has a total of its own, by place; -1 for none
 * @param counts the claims that it counts
 * @param adds what a claim adds to it, and after that what it adds to accounts that it includes
 * @param ownAdds how many of these it adds itself: its own total
 * @param included codes of the accounts whose totals it includes, of this version and of those
 *     before
 */
public record PlanAccount(
    String code,
    String nameZh,
    PolicyTable.Owner owner,
    String ownerFund,
    PolicyTable.Period period,
    PolicyPlan.Dating dating,
    boolean noneIfShort,
    boolean counting,
    int byFact,
    PlanGuard counts,
    Added[] adds,
    int ownAdds,
    List<String> included) {
  public PlanAccount {
    included = List.copyOf(included);
  }

  /**
   * The total that one of this account's totals includes: of the same word and the same stay.
   *
   * @param code of an account that it includes
   * @param key a total of this account's
   */
  public String includedKey(String code, String key) {
    boolean plain = key.length() == this.code.length();
    return plain ? code : code + key.substring(this.code.length());
  }

  /**
   * Whether a total is one of this account's: the account's own, or that of a word that it counts
   * by, or of one encounter.
   */
  public boolean isKey(String key) {
    return isKey(code, key);
  }

  /** Whether a total is one of the account of this code. */
  static boolean isKey(String code, String key) {
    return key.startsWith(code)
        && (key.length() == code.length() || "#/".indexOf(key.charAt(code.length())) >= 0);
  }

  /** A quantity that is added, and of what. */
  public record Added(Quantity quantity, int index) {
    /** Whether a claim has added it before it comes to the layer at this place. */
    public boolean isBefore(int layer) {
      return quantity == Quantity.MARK || (quantity.isOfLayer() && index < layer);
    }
  }
}
