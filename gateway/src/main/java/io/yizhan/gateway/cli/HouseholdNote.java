package io.yizhan.gateway.cli;

import io.yizhan.policy.PolicyTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says that claims name no household where policies count by household. */
final class HouseholdNote {
  private HouseholdNote() {}

  /**
   * The note, a line in each language; none where nothing counts by household or every claim names
   * one.
   *
   * @param claimCount claims that name no household
   */
  static List<String> of(List<PolicyTable> tables, long claimCount) {
    Set<String> accounts = new LinkedHashSet<>();
    for (PolicyTable table : tables) {
      for (PolicyTable.Account account : table.accounts()) {
        if (account.owner() == PolicyTable.Owner.HOUSEHOLD) {
          accounts.add(account.name().key());
        }
      }
    }
    if (accounts.isEmpty() || claimCount == 0) {
      return List.of();
    }
    return List.of(
        "注意：政策有按户累计的账（"
            + String.join("、", accounts)
            + "），"
            + claimCount
            + " 笔没有写户（household），按一人一户累计。",
        "Note: "
            + claimCount
            + " claims name no household; accounts of a household ("
            + String.join(", ", accounts)
            + ") count each of these persons alone.");
  }
}
