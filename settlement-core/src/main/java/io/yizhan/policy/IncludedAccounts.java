package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Account;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether accounts that include others get of the version before just what they count now: nothing
 * that is not there, nothing that they do not count, nothing twice.
 */
final class IncludedAccounts {
  private final VersionPair versions;
  private final IssueLog log;

  IncludedAccounts(VersionPair versions, IssueLog log) {
    this.versions = versions;
    this.log = log;
  }

  /** Warns of what an account of the version after includes. */
  void check(Account account) {
    account.includes().forEach(text -> checkIncluded(account, text));
    if (!versions.beginsAnew(account)) {
      checkTwice(account);
    }
  }

  /**
   * An account that is included is of this version, or was of the one before, or had been included
   * there already.
   */
  private void checkIncluded(Account account, Text text) {
    PolicyTable before = versions.before();
    String code = new Inclusions(versions.after()).code(text);
    String written = Quoted.of(text.value());
    String key = account.name().key();
    Optional<Account> old = VersionPair.find(before, code);
    boolean known =
        VersionPair.find(versions.after(), code).isPresent()
            || VersionPair.find(before, versions.code(account))
                .filter(same -> new Inclusions(before).codes(same).contains(code))
                .isPresent();
    if (old.isEmpty() && !known) {
      List<String> keys = before.accounts().stream().map(each -> each.name().key()).toList();
      Optional<String> nearest = Nearest.to(text.value(), keys).map(Quoted::of);
      log.warning(
          text.line(),
          "INCLUDES_UNKNOWN",
          before.versionCode()
              + " 没有累计账“"
              + written
              + "”，“"
              + key
              + "”从它含不到已用数额。"
              + nearest.map(word -> "是不是“" + word + "”？").orElse(""),
          before.versionCode()
              + " has no account '"
              + written
              + "', so '"
              + key
              + "' includes nothing of it."
              + nearest.map(word -> " Did you mean '" + word + "'?").orElse(""));
    } else if (old.isPresent() && !VersionPair.isAlike(old.get(), account)) {
      log.warning(
          text.line(),
          "INCLUDES_UNKNOWN",
          "累计账“"
              + written
              + "”在 "
              + before.versionCode()
              + " 里归属、期间或分账依据不同，“"
              + key
              + "”从它含不到已用数额。",
          "The account '"
              + written
              + "' has another owner, period or division in "
              + before.versionCode()
              + ", so '"
              + key
              + "' includes nothing of it.");
    } else if (old.isPresent() && !versions.beginsAnew(account)) {
      checkMore(account, text, old.get());
    }
  }

  /** What one that it includes added, and it would not count itself. */
  private void checkMore(Account account, Text text, Account old) {
    List<String> adds = versions.adds(account);
    List<String> more = new ArrayList<>();
    old.adds().stream()
        .map(Text::value)
        .filter(added -> !adds.contains(added) && couldStillBeAdded(added))
        .forEach(more::add);
    if (!VersionPair.countsAllOf(account.when(), old.when())) {
      more.add("when");
    }
    if (!more.isEmpty()) {
      String what = String.join(", ", more);
      log.warning(
          text.line(),
          "INCLUDES_MORE",
          "累计账“"
              + Quoted.of(text.value())
              + "”还累计了“"
              + account.name().key()
              + "”不累计的（"
              + what
              + "），含进来会多算。",
          "The account '"
              + Quoted.of(text.value())
              + "' also counted what '"
              + account.name().key()
              + "' does not ("
              + what
              + "): to include it counts too much.");
    }
  }

  /** A layer that is gone may have another name now; a part of the bill and a count never are. */
  private boolean couldStillBeAdded(String added) {
    boolean ofLayer = added.contains(".") || added.contains("@");
    return !ofLayer || VersionPair.layer(versions.after(), added).isPresent();
  }

  /** What two of those whose totals it has both added. */
  private void checkTwice(Account account) {
    Set<String> once = new LinkedHashSet<>();
    List<String> twice =
        versions.goesOnFrom(account).stream()
            .flatMap(old -> old.adds().stream())
            .map(Text::value)
            .filter(added -> !once.add(added))
            .distinct()
            .toList();
    if (!twice.isEmpty()) {
      String what = String.join(", ", twice);
      log.warning(
          account.line(),
          "INCLUDES_TWICE",
          "累计账“"
              + account.name().key()
              + "”所含的账在 "
              + versions.before().versionCode()
              + " 里都累计了 "
              + what
              + "，会算两遍。",
          "Several of what '"
              + account.name().key()
              + "' adds up counted "
              + what
              + " under "
              + versions.before().versionCode()
              + ", which is counted twice.");
    }
  }
}
