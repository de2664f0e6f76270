package io.yizhan.gateway.casefile;

import io.yizhan.policy.Nearest;
import io.yizhan.policy.PolicyIssue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what is wrong with one case file while it is read. */
final class CaseLog {
  /** More than these are not collected: whoever mends a hundred looks again. */
  static final int ISSUES_MAX = 100;

  private final String file;
  private final List<PolicyIssue> issues = new ArrayList<>();

  CaseLog(String file) {
    this.file = file;
  }

  void error(int line, String code, String zh, String en) {
    if (issues.size() < ISSUES_MAX) {
      issues.add(new PolicyIssue(file, line, true, code, zh, en));
    }
  }

  /** An error for a word that is not among those known, with the nearest of them. */
  void unknown(int line, String kindZh, String kindEn, String typed, Collection<String> known) {
    String meantZh = Nearest.to(typed, known).map(w -> "是不是“" + w + "”？").orElse("");
    String meantEn = Nearest.to(typed, known).map(w -> " Did you mean '" + w + "'?").orElse("");
    error(
        line,
        "UNKNOWN_NAME",
        "没有“" + typed + "”这个" + kindZh + "。" + meantZh,
        "There is no " + kindEn + " '" + typed + "'." + meantEn);
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
