package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Account;
import io.yizhan.policy.PolicyTable.Condition;
import io.yizhan.policy.PolicyTable.Layer;
import io.yizhan.policy.PolicyTable.Owner;
import io.yizhan.policy.PolicyTable.Period;
import io.yizhan.policy.PolicyTable.Text;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the running totals of a version go on with those of the version before it. An account is
 * found by its code: one that has another name than before, or another owner, period or division,
 * or counts a layer that it did not count, knows nothing of what was paid until its version began,
 * and its cap lets that be paid once more. Only accounts whose year has begun before the version
 * are looked at, and only for what the version before could pay.
 */
public final class AccountSuccession {
  private static final DateTimeFormatter YEAR_START = DateTimeFormatter.ofPattern("MM-dd");

  private final PolicyTable before;
  private final PolicyTable after;

  private AccountSuccession(PolicyTable before, PolicyTable after) {
    this.before = before;
    this.after = after;
  }

  /** Which accounts of a version begin at nothing, as warnings. */
  public static List<PolicyIssue> check(PolicyTable before, PolicyTable after) {
    AccountSuccession succession = new AccountSuccession(before, after);
    IssueLog log = new IssueLog(after.file());
    succession.checkYear(log);
    for (Account account : after.accounts()) {
      List<String> missing = succession.missing(account);
      if (!missing.isEmpty()) {
        succession.warn(log, account, missing);
      }
    }
    return log.issues().stream().map(after.lineage()::placed).toList();
  }

  /**
   * A benefit year has the number of the calendar year in which it begins, so years that begin on
   * another day than before meet under one number.
   */
  private void checkYear(IssueLog log) {
    boolean counted =
        after.accounts().stream()
            .anyMatch(
                account ->
                    account.period() == Period.YEAR
                        && account.owner() != Owner.FUND
                        && find(before, after.accountCode(account.name().key())).isPresent());
    if (before.benefitYearStart().equals(after.benefitYearStart()) || !counted) {
      return;
    }
    String from = YEAR_START.format(before.benefitYearStart());
    String to = YEAR_START.format(after.benefitYearStart());
    log.warning(
        1,
        "BENEFIT_YEAR_MOVES",
        "年度由 "
            + from
            + " 起改为 "
            + to
            + " 起：年度以开始的那一年编号，前后两个版本同一编号的年度会记在一起。年度账户改用新名，再导入应带过来的已用数额（PutOpeningUsage）。",
        "The benefit year begins on "
            + to
            + " instead of "
            + from
            + ": a year has the number of the calendar year in which it begins, so years of both versions meet under"
            + " one number. Give yearly accounts new keys and import what should be carried over"
            + " (PutOpeningUsage).");
  }

  /** What an account counts, and what was paid of it before its version stands in no total. */
  private List<String> missing(Account account) {
    PolicyPlan.Dating dating = new PolicyPlan.Dating(after.chosenBy(), after.benefitYearStart());
    boolean yearBegins =
        dating.benefitYear(after.inForce().from())
            != dating.benefitYear(after.inForce().from().minusDays(1));
    if (account.owner() == Owner.FUND
        || account.period() == Period.ENCOUNTER
        || (account.period() == Period.YEAR && yearBegins)) {
      return List.of();
    }
    Set<String> counted = new LinkedHashSet<>();
    find(before, after.accountCode(account.name().key()))
        .filter(
            same ->
                same.owner() == account.owner()
                    && same.period() == account.period()
                    && same.by().equals(account.by())
                    && countsAllOf(same.when(), account.when()))
        .ifPresent(same -> same.adds().forEach(text -> counted.add(text.value())));
    return account.adds().stream()
        .map(Text::value)
        .filter(added -> !counted.contains(added) && couldBePaidBefore(added))
        .toList();
  }

  /** Whether every claim that fits the conditions now fitted those of before. */
  private static boolean countsAllOf(List<Condition> before, List<Condition> now) {
    return before.stream().allMatch(old -> now.stream().anyMatch(each -> isWithin(each, old)));
  }

  private static boolean isWithin(Condition now, Condition old) {
    return now.subject().equals(old.subject())
        && now.not() == old.not()
        && (old.not()
            ? now.values().containsAll(old.values())
            : old.values().containsAll(now.values()));
  }

  private static Optional<Account> find(PolicyTable table, String code) {
    return table.accounts().stream()
        .filter(account -> table.accountCode(account.name().key()).equals(code))
        .findFirst();
  }

  /** What is no layer's is a part of the bill, or a count: there were claims before. */
  private boolean couldBePaidBefore(String added) {
    return layer(after, added)
        .map(layer -> before.layers().stream().anyMatch(old -> hasKey(old, layer.name().key())))
        .orElse(true);
  }

  private static boolean hasKey(Layer layer, String key) {
    return layer.name().key().equals(key);
  }

  /** The layer of {@code LAYER.paid} and of {@code in.left@LAYER}. */
  private static Optional<Layer> layer(PolicyTable table, String added) {
    String word =
        added.contains("@")
            ? added.substring(added.indexOf('@') + 1)
            : added.substring(0, Math.max(0, added.indexOf('.')));
    return table.layers().stream()
        .filter(each -> hasKey(each, word) || each.name().nameZh().equals(word))
        .findFirst();
  }

  /** Accounts that end with the version before and counted some of the same. */
  private List<String> ended(List<String> missing) {
    List<String> ended = new ArrayList<>();
    for (Account old : before.accounts()) {
      String key = old.name().key();
      if (find(after, before.accountCode(key)).isEmpty()
          && old.adds().stream().map(Text::value).anyMatch(missing::contains)) {
        ended.add(key);
      }
    }
    return ended;
  }

  private void warn(IssueLog log, Account account, List<String> missing) {
    String key = account.name().key();
    String what = String.join(", ", missing);
    String ended = String.join(", ", ended(missing));
    log.warning(
        account.line(),
        "ACCOUNT_BEGINS_AT_NOTHING",
        "累计账“"
            + key
            + "”从 "
            + after.inForce().from()
            + " 起算："
            + before.versionCode()
            + " 之下已付的 "
            + what
            + " 不在其中，封顶线会再给一次。"
            + (ended.isEmpty() ? "" : "上一版记在“" + ended + "”，沿用此名；")
            + "否则请导入已用数额（PutOpeningUsage）。",
        "Account '"
            + key
            + "' counts from "
            + after.inForce().from()
            + ": what was paid of "
            + what
            + " under "
            + before.versionCode()
            + " is not in it, and its cap gives that once more. "
            + (ended.isEmpty()
                ? "Import what was used (PutOpeningUsage)."
                : "It was counted in '"
                    + ended
                    + "': keep that name, or import what was used (PutOpeningUsage)."));
  }
}
