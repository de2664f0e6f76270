package io.yizhan.policy;

import java.util.List;

/**
 * The files that one document came of: an edition, the file it changes, and so on to the file that
 * changes nothing.
 *
 * <p>A line of such a document names its file too: the place of the file in the chain stands above
 * the lowest 21 bits, which no file's lines fill. Lines of the nearest file are plain lines, so
 * that a document of one file has nothing to say here.
 *
 * @param files nearest first
 * @param accountsCode the policy at the end of the chain: all its editions share its accounts,
 *     because a person's usage does not begin anew where a county changes a line
 */
public record Lineage(List<String> files, String accountsCode) {
  private static final int LINE_BITS = 21;
  private static final int LINE_MASK = (1 << LINE_BITS) - 1;

  public Lineage {
    files = List.copyOf(files);
  }

  /** A line of the file at this place of the chain, 0 the nearest. */
  static int line(int place, int line) {
    return place << LINE_BITS | line;
  }

  /** The file that a line stands in. */
  public String fileOf(int line) {
    return files.get(Math.min(line >> LINE_BITS, files.size() - 1));
  }

  /** The line within its file, from 1. */
  public int lineOf(int line) {
    return line & LINE_MASK;
  }

  /** {@code yubei-2023.yaml:5}. */
  public String at(int line) {
    return fileOf(line) + ":" + lineOf(line);
  }

  /** The issue under the file that its line stands in; one that was placed already stays. */
  public PolicyIssue placed(PolicyIssue issue) {
    return issue.line() <= LINE_MASK
        ? issue
        : new PolicyIssue(
            fileOf(issue.line()),
            lineOf(issue.line()),
            issue.error(),
            issue.code(),
            issue.zh(),
            issue.en());
  }
}
