package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Account;
import io.yizhan.policy.PolicyTable.Owner;
import io.yizhan.policy.PolicyTable.Period;
import io.yizhan.policy.PolicyTable.Text;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the running totals of a version go on with those of the version before it. An account is
 * found by its code, and by those of the accounts that it includes: one that has another name than
 * before, or another owner, period or division, or counts a layer that it did not count, knows
 * nothing of what was paid until its version began, and its cap lets that be paid once more. Only
 * accounts whose year has begun before the version are looked at, and only for what the version
 * before could pay.
 */
public final class AccountSuccession {
  private static final DateTimeFormatter YEAR_START = DateTimeFormatter.ofPattern("MM-dd");

  private final VersionPair versions;
  private final PolicyTable before;
  private final PolicyTable after;

  private AccountSuccession(VersionPair versions) {
    this.versions = versions;
    this.before = versions.before();
    this.after = versions.after();
  }

  /** Which accounts of a version begin at nothing, and whom it no longer names, as warnings. */
  public static List<PolicyIssue> check(PolicyTable before, PolicyTable after) {
    VersionPair versions = new VersionPair(before, after);
    AccountSuccession succession = new AccountSuccession(versions);
    IssueLog log = new IssueLog(after.file());
    IncludedAccounts included = new IncludedAccounts(versions, log);
    new IdentitySuccession(versions, log).check();
    succession.checkYear(log);
    for (Account account : after.accounts()) {
      included.check(account);
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
                        && VersionPair.find(before, versions.code(account)).isPresent());
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
    if (account.owner() == Owner.FUND || versions.beginsAnew(account)) {
      return List.of();
    }
    Set<String> counted = new LinkedHashSet<>();
    versions.goesOnFrom(account).stream()
        .filter(old -> VersionPair.countsAllOf(old.when(), account.when()))
        .forEach(old -> old.adds().forEach(text -> counted.add(text.value())));
    List<String> missing = new ArrayList<>();
    versions.adds(account).stream()
        .filter(added -> !counted.contains(added) && couldBePaidBefore(added))
        .forEach(missing::add);
    missing.addAll(dropped(account));
    return missing;
  }

  /** What it, or what it includes, included in the version before, and it no longer does. */
  private List<String> dropped(Account account) {
    List<String> now = versions.codes(account);
    Inclusions inclusions = new Inclusions(before);
    return versions.goesOnFrom(account).stream()
        .flatMap(old -> inclusions.codes(old).stream())
        .filter(code -> !now.contains(code))
        .distinct()
        .toList();
  }

  /** What is no layer's is a part of the bill, or a count: there were claims before. */
  private boolean couldBePaidBefore(String added) {
    return VersionPair.layer(after, added)
        .map(
            layer ->
                before.layers().stream()
                    .anyMatch(old -> VersionPair.hasKey(old, layer.name().key())))
        .orElse(true);
  }

  /**
   * Where what is missing was counted: accounts alike of the version before.
   *
   * @param living whether they are in the version after, too
   */
  private String counted(Account account, List<String> missing, boolean living) {
    boolean ofOther = !before.lineage().accountsCode().equals(after.lineage().accountsCode());
    List<String> found = new ArrayList<>();
    for (Account old : before.accounts()) {
      String code = before.accountCode(old.name().key());
      if (VersionPair.find(after, code).isPresent() == living
          && !code.equals(versions.code(account))
          && VersionPair.isAlike(old, account)
          && old.adds().stream().map(Text::value).anyMatch(missing::contains)) {
        found.add(ofOther ? code : old.name().key());
      }
    }
    return String.join(", ", found);
  }

  private void warn(IssueLog log, Account account, List<String> missing) {
    String key = account.name().key();
    String what = String.join(", ", missing);
    String ended = counted(account, missing, false);
    String living = counted(account, missing, true);
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
            + (ended.isEmpty() ? "" : "上一版记在“" + ended + "”，沿用此名，或写 includes: [" + ended + "]；")
            + (living.isEmpty()
                ? ""
                : "“" + living + "”也累计它，可写 includes: [" + living + "]，本账就不再 adds 同样的；")
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
                ? ""
                : "It was counted in '"
                    + ended
                    + "': keep that name, or write includes: ["
                    + ended
                    + "]. ")
            + (living.isEmpty()
                ? ""
                : "'"
                    + living
                    + "' counts it, too: write includes: ["
                    + living
                    + "] and do not add the same beside it. ")
            + "Else import what was used (PutOpeningUsage).");
  }
}
