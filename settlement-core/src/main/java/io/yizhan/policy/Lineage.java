package io.yizhan.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that one document came of: an edition, the file it changes, and so on to the file that
 * changes nothing.
 *
 * <p>A line of such a document names its file too: the place of the file in the chain stands above
 * the lowest 21 bits, which no file's lines fill. Lines of the nearest file are plain lines, so
 * that a document of one file has nothing to say here. Of a table that is kept in a file of its own
 * the lines are the numbers of its cells ({@link Sheet}).
 *
 * @param files nearest first, after them the files of their tables
 * @param accountsCode the policy at the end of the chain: all its editions share its accounts,
 *     because a person's usage does not begin anew where a county changes a line
 * @param sheets the tables, by the place of their file
 */
public record Lineage(List<String> files, String accountsCode, Map<Integer, Sheet> sheets) {
  private static final int LINE_BITS = 21;
  private static final int LINE_MASK = (1 << LINE_BITS) - 1;

  public Lineage {
    files = List.copyOf(files);
    sheets = Map.copyOf(sheets);
  }

  /** Documents without tables in files of their own. */
  public Lineage(List<String> files, String accountsCode) {
    this(files, accountsCode, Map.of());
  }

  /** A line of the file at this place of the chain, 0 the nearest. */
  static int line(int place, int line) {
    return place << LINE_BITS | line;
  }

  /** The file that a line stands in. */
  public String fileOf(int line) {
    return files.get(Math.min(place(line), files.size() - 1));
  }

  /** The line within its file, from 1. */
  public int lineOf(int line) {
    return sheet(line).map(sheet -> sheet.lineOf(line & LINE_MASK)).orElse(line & LINE_MASK);
  }

  /** The place in the chain of the file that a line stands in, 0 the nearest. */
  static int place(int line) {
    return line >> LINE_BITS;
  }

  private Optional<Sheet> sheet(int line) {
    return Optional.ofNullable(sheets.get(place(line)));
  }

  /** {@code yubei-2023.yaml:5}. */
  public String at(int line) {
    return fileOf(line) + ":" + lineOf(line);
  }

  /** A line as somebody who stands at another line is told it: with its file where that differs. */
  String seenFrom(int other, int line, String ofOneFile) {
    return place(other) == place(line) ? ofOneFile.formatted(lineOf(line)) : at(line);
  }

  /**
   * The issue under the file that its line stands in, of a table's cell with the column and what it
   * says; one that was placed already stays.
   */
  public PolicyIssue placed(PolicyIssue issue) {
    if (issue.line() <= LINE_MASK) {
      return issue;
    }
    int cell = issue.line() & LINE_MASK;
    return new PolicyIssue(
        fileOf(issue.line()),
        lineOf(issue.line()),
        issue.error(),
        issue.code(),
        sheet(issue.line()).map(sheet -> sheet.placeZh(cell)).orElse("") + issue.zh(),
        sheet(issue.line()).map(sheet -> sheet.placeEn(cell)).orElse("") + issue.en());
  }
}
