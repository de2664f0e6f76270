package io.yizhan.gateway.policyfile;

import io.yizhan.policy.PolicyIssue;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * What a parser's complaint means to somebody who types a table: the sign that stands wrong, and
 * what to write. The parser's own words are for programmers, and English.
 */
final class YamlMistake {
  /** How many lines before the one complained of are looked at: a parser notices late. */
  private static final int LINES_BEFORE = 2;

  private static final Pattern EMPTY_CELL = Pattern.compile("[\\[,]\\s*,");
  private static final Pattern OPENS_BADLY = Pattern.compile("[:,\\[{]\\s*([>%@`|&*!])");

  /** A sign that gives a mistake away. */
  private record Sign(String code, Predicate<String> line, String zh, String en) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign(
              "EMPTY_CELL",
              line -> EMPTY_CELL.matcher(line).find(),
              "有一格是空的。空格可能是“不限”“同上”“不享受”，请写明。",
              "Empty cell: it could mean any, same as above, or none. Write the word."),
          new Sign(
              "BAD_YAML",
              line -> line.matches("[^#'\"]*[^\\s#'\":：]+：.*") && !line.contains(": "),
              "这里用了中文冒号“：”；写成英文冒号加空格“: ”。",
              "Here is a full-width colon '：': write a colon and a space ': '."),
          new Sign(
              "BAD_YAML",
              line -> line.matches(" *\t.*"),
              "缩进用了制表符；改成空格。",
              "The line is indented with a tab: use spaces."),
          new Sign(
              "BAD_YAML",
              line -> OPENS_BADLY.matcher(line).find(),
              "值不能以 >、%、*、&、@ 等符号开头。大小写 超过30000（不含）或 ≥30000（含），倍数写 ×50%，其余用引号括起来。",
              "A value cannot begin with a sign such as >, %, * or &. Write over 30000 (without it),"
                  + " ≥30000 (with it) or ×50%, or put it in quotation marks."),
          new Sign(
              "BAD_YAML",
              line -> count(line, '[') != count(line, ']') || count(line, '{') != count(line, '}'),
              "括号没有配对：检查这一行的 [ ] 和 { }，要用英文括号。",
              "Brackets do not match: look at the [ ] and { } of this line."),
          new Sign(
              "BAD_YAML",
              line -> line.replaceFirst(": ", "").contains(": "),
              "这一行多了一个冒号，或这里少了一个逗号；文字里有“: ”的，用引号括起来。",
              "There is a colon too many, or a comma is missing; text with ': ' in it stands in"
                  + " quotation marks."));

  private YamlMistake() {}

  private static long count(String line, char sign) {
    return line.chars().filter(c -> c == sign).count();
  }

  /** The complaint as an issue, at the line that gives it away. */
  static PolicyIssue of(String file, String text, MarkedYAMLException e) {
    int at = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
    List<String> lines = text.lines().toList();
    for (Sign sign : SIGNS) {
      for (int line = at; line >= Math.max(0, at - LINES_BEFORE); line--) {
        if (line < lines.size() && sign.line().test(lines.get(line))) {
          return issue(file, line + 1, sign.code(), sign.zh(), sign.en());
        }
      }
    }
    return issue(
        file,
        at + 1,
        "BAD_YAML",
        "这一行或上一行不合 YAML 写法：检查缩进、冒号后的空格、逗号、括号和引号。",
        "This line or the one above is not YAML: look at indentation, the space after a colon, commas,"
            + " brackets and quotation marks ("
            + e.getProblem()
            + ").");
  }

  private static PolicyIssue issue(String file, int line, String code, String zh, String en) {
    return new PolicyIssue(file, line, true, code, zh, en);
  }
}
