package io.yizhan.gateway.casefile;

import io.yizhan.policy.JoinedWords;
import io.yizhan.policy.Nearest;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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

  /**
   * An error for a word that is none of a few: all are named, for the nearest may be the opposite.
   */
  void notOneOf(int line, String kindZh, String kindEn, String typed, Collection<String> few) {
    String shown = Quoted.of(typed);
    String all = few.stream().map(Quoted::of).collect(Collectors.joining(" | "));
    error(
        line,
        "UNKNOWN_NAME",
        "没有“" + shown + "”这个" + kindZh + "。可以写：" + all + "。",
        "There is no " + kindEn + " '" + shown + "'. It may be: " + all + ".");
  }

  /** An error for words that are joined otherwise than by 、, where they are. */
  boolean joinedOtherwise(
      int line, String kindZh, String kindEn, String typed, Collection<String> known) {
    Optional<String> joined = JoinedWords.of(typed, known::contains).map(Quoted::of);
    joined.ifPresent(
        words ->
            error(
                line,
                "UNKNOWN_NAME",
                "“"
                    + Quoted.of(typed)
                    + "”不是一个"
                    + kindZh
                    + "；几个之间用“、”：“"
                    + words
                    + "”，写在可以有几个的栏目里。",
                "'"
                    + Quoted.of(typed)
                    + "' is not one "
                    + kindEn
                    + ". Several are joined by 、: '"
                    + words
                    + "', in a field that takes several."));
    return joined.isPresent();
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
