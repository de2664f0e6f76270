package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Account;
import io.yizhan.policy.PolicyTable.Condition;
import io.yizhan.policy.PolicyTable.Layer;
import io.yizhan.policy.PolicyTable.Period;
import io.yizhan.policy.PolicyTable.Text;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A version of a policy and the one before it, with what their running totals have in common. */
record VersionPair(PolicyTable before, PolicyTable after) {
  /** The accounts of the version before whose totals are in that of an account of the one after. */
  List<Account> goesOnFrom(Account account) {
    return codes(account).stream()
        .flatMap(code -> find(before, code).stream())
        .filter(old -> isAlike(old, account))
        .toList();
  }

  /** The codes of all totals that are in that of an account of the version after. */
  List<String> codes(Account account) {
    List<String> codes = new ArrayList<>(List.of(code(account)));
    codes.addAll(new Inclusions(after).codes(account));
    return codes;
  }

  /** What an account of the version after adds up, with what those add that it includes. */
  List<String> adds(Account account) {
    List<Account> all = new ArrayList<>(List.of(account));
    all.addAll(new Inclusions(after).living(account));
    return all.stream().flatMap(each -> each.adds().stream()).map(Text::value).distinct().toList();
  }

  /** Whether an account of the version after begins with it: its year does, or it is of a stay. */
  boolean beginsAnew(Account account) {
    PolicyPlan.Dating dating = new PolicyPlan.Dating(after.chosenBy(), after.benefitYearStart());
    LocalDate first = after.inForce().from();
    return account.period() == Period.ENCOUNTER
        || (account.period() == Period.YEAR
            && dating.benefitYear(first) != dating.benefitYear(first.minusDays(1)));
  }

  /** Whether their totals are of the same owners, periods and divisions. */
  static boolean isAlike(Account old, Account now) {
    return old.owner() == now.owner() && old.period() == now.period() && old.by().equals(now.by());
  }

  /** The code of an account of the version after. */
  String code(Account account) {
    return after.accountCode(account.name().key());
  }

  /** Whether every claim that fits the conditions now fitted those of before. */
  static boolean countsAllOf(List<Condition> before, List<Condition> now) {
    return before.stream().allMatch(old -> now.stream().anyMatch(each -> isWithin(each, old)));
  }

  private static boolean isWithin(Condition now, Condition old) {
    return now.subject().equals(old.subject())
        && now.not() == old.not()
        && (old.not()
            ? now.values().containsAll(old.values())
            : old.values().containsAll(now.values()));
  }

  /** The account of a version by its code. */
  static Optional<Account> find(PolicyTable table, String code) {
    return table.accounts().stream()
        .filter(account -> table.accountCode(account.name().key()).equals(code))
        .findFirst();
  }

  /** The layer of {@code LAYER.paid} and of {@code in.left@LAYER}. */
  static Optional<Layer> layer(PolicyTable table, String added) {
    String word =
        added.contains("@")
            ? added.substring(added.indexOf('@') + 1)
            : added.substring(0, Math.max(0, added.indexOf('.')));
    return table.layers().stream()
        .filter(each -> hasKey(each, word) || each.name().nameZh().equals(word))
        .findFirst();
  }

  static boolean hasKey(Layer layer, String key) {
    return layer.name().key().equals(key);
  }
}
