package io.yizhan.gateway.casefile;

import io.yizhan.policy.Nearest;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what is wrong with one case file while it is read. */
final class CaseLog {
  /** More than these are not collected: whoever mends a hundred looks again. */
  static final int ISSUES_MAX = 100;

  /** Where no word is near, all are named if they are no more than these. */
  private static final int LISTED_MAX = 40;

  private final String file;
  private final List<PolicyIssue> issues = new ArrayList<>();

  CaseLog(String file) {
    this.file = file;
  }

  void error(int line, String code, String zh, String en) {
    PolicyIssue issue = new PolicyIssue(file, line, true, code, zh, en);
    // What stands once for a case is read with each of its claims.
    if (issues.size() < ISSUES_MAX && !issues.contains(issue)) {
      issues.add(issue);
    }
  }

  /** An error for a word that is not among those known, with the nearest of them, or with all. */
  void unknown(int line, String kindZh, String kindEn, String typed, Collection<String> known) {
    if (issues.size() == ISSUES_MAX) {
      return;
    }
    String shown = Quoted.of(typed);
    String nearest = Nearest.to(typed, known).map(Quoted::of).orElse("");
    boolean listed = nearest.isEmpty() && !known.isEmpty() && known.size() <= LISTED_MAX;
    String all =
        listed ? known.stream().map(Quoted::of).sorted().collect(Collectors.joining(" | ")) : "";
    error(
        line,
        "UNKNOWN_NAME",
        "没有“"
            + shown
            + "”这个"
            + kindZh
            + "。"
            + (nearest.isEmpty() ? "" : "是不是“" + nearest + "”？")
            + (listed ? "可以写：" + all + "。" : ""),
        "There is no "
            + kindEn
            + " '"
            + shown
            + "'."
            + (nearest.isEmpty() ? "" : " Did you mean '" + nearest + "'?")
            + (listed ? " It may be: " + all + "." : ""));
  }

  void missing(int line, String field, String fieldZh) {
    error(
        line,
        "FIELD_MISSING",
        "缺少“" + fieldZh + "”（" + field + "）。",
        "'" + field + "' must be written.");
  }

  int count() {
    return issues.size();
  }

  List<PolicyIssue> issues() {
    return List.copyOf(issues);
  }
}
