package io.yizhan.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Collects what is wrong with one document while it is read. */
final class IssueLog {
  /** Of errors, and of warnings, no more are collected: whoever mends so many looks again. */
  static final int ISSUES_MAX = 200;

  private static final String TOO_MANY = "TOO_MANY_ISSUES";

  private final String file;
  private final Set<PolicyIssue> errors = new LinkedHashSet<>();
  private final Set<PolicyIssue> warnings = new LinkedHashSet<>();

  IssueLog(String file) {
    this.file = file;
  }

  void error(int line, String code, String zh, String en) {
    add(errors, new PolicyIssue(file, line, true, code, zh, en));
  }

  void warning(int line, String code, String zh, String en) {
    add(warnings, new PolicyIssue(file, line, false, code, zh, en));
  }

  /** An error for a word that is not among those known, with the nearest of them. */
  void unknown(int line, String kindZh, String kindEn, String typed, Collection<String> known) {
    if (isFull(errors)) {
      return;
    }
    String shown = Quoted.of(typed);
    String nearest = Nearest.to(typed, known).map(Quoted::of).orElse("");
    error(
        line,
        "UNKNOWN_NAME",
        "没有“" + shown + "”这个" + kindZh + "。" + (nearest.isEmpty() ? "" : "是不是“" + nearest + "”？"),
        "There is no "
            + kindEn
            + " '"
            + shown
            + "'."
            + (nearest.isEmpty() ? "" : " Did you mean '" + nearest + "'?"));
  }

  boolean hasErrors() {
    return !errors.isEmpty();
  }

  List<PolicyIssue> issues() {
    Comparator<PolicyIssue> order =
        Comparator.comparing((PolicyIssue issue) -> issue.code().equals(TOO_MANY))
            .thenComparingInt(PolicyIssue::line);
    return Stream.concat(errors.stream().sorted(order), warnings.stream().sorted(order)).toList();
  }

  /** The issue that says that there are more takes the place behind the last. */
  private static boolean isFull(Set<PolicyIssue> collected) {
    return collected.size() > ISSUES_MAX;
  }

  private static void add(Set<PolicyIssue> collected, PolicyIssue issue) {
    if (collected.size() < ISSUES_MAX) {
      collected.add(issue);
    } else if (!isFull(collected) && !collected.contains(issue)) {
      collected.add(tooMany(issue));
    }
  }

  private static PolicyIssue tooMany(PolicyIssue next) {
    String kindZh = next.error() ? "错误" : "警告";
    String kindEn = next.error() ? "errors" : "warnings";
    return new PolicyIssue(
        next.file(),
        next.line(),
        next.error(),
        TOO_MANY,
        kindZh + "超过 " + ISSUES_MAX + " 条，其余不再列出。改好以上各条再检查。",
        "There are more than " + ISSUES_MAX + " " + kindEn + "; mend these and check again.");
  }
}
