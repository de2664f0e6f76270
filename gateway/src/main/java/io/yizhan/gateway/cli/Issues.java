package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.policy.PolicyIssue;
import java.io.PrintWriter;
import java.util.List;

/**
 * Prints what is wrong with files: a line that says where, as editors follow it, and below it what
 * is wrong in both languages, no wider than a terminal.
 */
final class Issues {
  private static final String INDENT = "  ";

  private Issues() {}

  static void print(List<PolicyIssue> issues, PrintWriter to) {
    for (PolicyIssue issue : issues) {
      String kind = issue.error() ? "错误 error" : "警告 warning";
      to.println(issue.file() + ":" + issue.line() + ": " + kind + " [" + issue.code() + "]");
      for (String text : List.of(issue.zh(), issue.en())) {
        DisplayWidth.wrap(text, Terminal.COLUMNS_MAX - INDENT.length())
            .forEach(line -> to.println(INDENT + line));
      }
    }
  }
}
