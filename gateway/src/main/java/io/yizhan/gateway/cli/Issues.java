package io.yizhan.gateway.cli;

import io.yizhan.policy.PolicyIssue;
import java.io.PrintWriter;
import java.util.List;

/** Prints what is wrong with files, each with its file and line. */
final class Issues {
  private Issues() {}

  static void print(List<PolicyIssue> issues, PrintWriter to) {
    for (PolicyIssue issue : issues) {
      to.println(
          issue.file()
              + ":"
              + issue.line()
              + ": "
              + (issue.error() ? "错误 error" : "警告 warning")
              + " ["
              + issue.code()
              + "] "
              + issue.zh()
              + " "
              + issue.en());
    }
  }
}
