package io.yizhan.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Collects what is wrong with one document while it is read.
 *
 * <p>An error leaves open what the document says. A mistake does not: it is read all the same, and
 * its author must mend it before it is published. In a document that is published already it is a
 * warning, because it was published before anybody looked for it, and is settled by.
 */
final class IssueLog {
  /** Of errors, and of warnings, no more are collected: whoever mends so many looks again. */
  static final int ISSUES_MAX = 200;

  /** Where no word is near, all are named if they are no more than these. */
  private static final int LISTED_MAX = 12;

  private static final String TOO_MANY = "TOO_MANY_ISSUES";

  private final String file;
  private final boolean published;
  private final Set<PolicyIssue> errors = new LinkedHashSet<>();
  private final Set<PolicyIssue> warnings = new LinkedHashSet<>();

  IssueLog(String file) {
    this(file, false);
  }

  IssueLog(String file, boolean published) {
    this.file = file;
    this.published = published;
  }

  void error(int line, String code, String zh, String en) {
    add(errors, new PolicyIssue(file, line, true, code, zh, en));
  }

  /** What a document may not be published with, and is read in spite of. */
  void mistake(int line, String code, String zh, String en) {
    if (published) {
      warning(line, code, zh, en);
    } else {
      error(line, code, zh, en);
    }
  }

  void warning(int line, String code, String zh, String en) {
    add(warnings, new PolicyIssue(file, line, false, code, zh, en));
  }

  /** An error for a word that is not among those known, with the nearest of them, or with all. */
  void unknown(int line, String kindZh, String kindEn, String typed, Collection<String> known) {
    if (isFull(errors)) {
      return;
    }
    String shown = Quoted.of(typed);
    Optional<String> nearest = Nearest.to(typed, known).map(Quoted::of);
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
            + nearest.map(word -> "是不是“" + word + "”？").orElse(listed ? "可以写：" + all + "。" : ""),
        "There is no "
            + kindEn
            + " '"
            + shown
            + "'."
            + nearest
                .map(word -> " Did you mean '" + word + "'?")
                .orElse(listed ? " It may be: " + all + "." : ""));
  }

  /** An error for a word that is none of a few, all of which are named. */
  void notOneOf(int line, String kindZh, String kindEn, String typed, String all) {
    String shown = Quoted.of(typed);
    error(
        line,
        "UNKNOWN_NAME",
        "没有“" + shown + "”这个" + kindZh + "。可以写：" + all + "。",
        "There is no " + kindEn + " '" + shown + "'. It may be: " + all + ".");
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
