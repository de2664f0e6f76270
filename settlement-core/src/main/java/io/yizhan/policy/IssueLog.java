package io.yizhan.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what is wrong with one document while it is read. */
final class IssueLog {
  private final String file;
  private final List<PolicyIssue> issues = new ArrayList<>();

  IssueLog(String file) {
    this.file = file;
  }

  void error(int line, String code, String zh, String en) {
    issues.add(new PolicyIssue(file, line, true, code, zh, en));
  }

  void warning(int line, String code, String zh, String en) {
    issues.add(new PolicyIssue(file, line, false, code, zh, en));
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

  boolean hasErrors() {
    return issues.stream().anyMatch(PolicyIssue::error);
  }

  List<PolicyIssue> issues() {
    return issues.stream()
        .distinct()
        .sorted(
            java.util.Comparator.comparing((PolicyIssue i) -> !i.error())
                .thenComparingInt(PolicyIssue::line))
        .toList();
  }
}
