package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Account;
import io.yizhan.policy.PolicyTable.Owner;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The accounts whose totals others of a document include: other accounts of the document, and
 * accounts of versions before it, to which nothing is added any more.
 */
final class Inclusions {
  /** An account's key, or one of another policy. */
  private static final Pattern WRITTEN = Pattern.compile("[^/#\\s]+(/[^/#\\s]+)?");

  private final PolicyTable table;

  Inclusions(PolicyTable table) {
    this.table = table;
  }

  /** The accounts of the document that one includes, and those that these include; not itself. */
  List<Account> living(Account account) {
    List<Account> found = new ArrayList<>(List.of(account));
    for (int next = 0; next < found.size(); next++) {
      for (Text text : found.get(next).includes()) {
        living(text).filter(each -> !found.contains(each)).ifPresent(found::add);
      }
    }
    return found.subList(1, found.size());
  }

  private Optional<Account> living(Text text) {
    return table.accounts().stream()
        .filter(
            each ->
                each.name().isNamed(text.value())
                    || table.accountCode(each.name().key()).equals(text.value()))
        .findFirst();
  }

  /** The codes of all accounts that one includes, each once. */
  List<String> codes(Account account) {
    List<String> codes = new ArrayList<>();
    addCodes(account, codes);
    living(account).forEach(each -> addCodes(each, codes));
    return codes.stream().distinct().toList();
  }

  private void addCodes(Account account, List<String> codes) {
    account.includes().forEach(text -> codes.add(code(text)));
  }

  /** The code of an account that is included. */
  String code(Text text) {
    return living(text)
        .map(each -> table.accountCode(each.name().key()))
        .orElseGet(
            () -> text.value().contains("/") ? text.value() : table.accountCode(text.value()));
  }

  /** Reports what an account cannot include. */
  void check(Account account, IssueLog log) {
    String key = account.name().key();
    Set<String> seen = new HashSet<>();
    for (Text text : account.includes()) {
      checkOne(account, text, seen.add(code(text)), log);
    }
    if (account.adds().isEmpty() && !account.includes().isEmpty() && living(account).isEmpty()) {
      bad(
          log,
          account.line(),
          "累计账“" + key + "”只含以前版本的账，本版没有什么记进去；写上 adds。",
          "Account '" + key + "' includes accounts of versions before alone: write what it adds.");
    }
  }

  private void checkOne(Account account, Text text, boolean first, IssueLog log) {
    String key = account.name().key();
    String written = Quoted.of(text.value());
    Optional<Account> living = living(text);
    if (account.owner() == Owner.FUND) {
      bad(
          log,
          text.line(),
          "资金账户“" + key + "”的钱按资金记账，不含别的账；删掉 includes。",
          "The money of the fund account '"
              + key
              + "' is booked by its fund and includes no other account: leave includes out.");
    } else if (!WRITTEN.matcher(text.value()).matches()) {
      bad(
          log,
          text.line(),
          "includes 要写累计账名，别的政策的写作 政策/账名；这里是“" + written + "”。",
          "includes names accounts, of another policy as POLICY/ACCOUNT; this is '"
              + written
              + "'.");
    } else if (living.isPresent()
        && (living.get().equals(account) || living(living.get()).contains(account))) {
      bad(
          log,
          text.line(),
          "累计账“" + key + "”经“" + written + "”含了它自己。",
          "Account '" + key + "' includes itself by '" + written + "'.");
    } else if (living.isPresent() && !isAlike(living.get(), account)) {
      bad(
          log,
          text.line(),
          "累计账“" + written + "”与“" + key + "”的 of、per、by 或 when 不同，不能含在一起。",
          "Account '"
              + written
              + "' has another of, per, by or when than '"
              + key
              + "', which cannot include it.");
    } else if (!first) {
      bad(
          log,
          text.line(),
          "includes 把“" + written + "”写了两次，会算两遍；只留一次。",
          "includes names '" + written + "' twice, which would count it twice; keep one.");
    }
  }

  private static boolean isAlike(Account included, Account account) {
    return VersionPair.isAlike(included, account)
        && VersionPair.countsAllOf(included.when(), account.when())
        && VersionPair.countsAllOf(account.when(), included.when());
  }

  static void bad(IssueLog log, int line, String zh, String en) {
    log.error(line, "BAD_INCLUDES", zh, en);
  }
}
