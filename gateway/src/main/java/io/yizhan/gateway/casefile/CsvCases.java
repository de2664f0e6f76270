package io.yizhan.gateway.casefile;

import io.yizhan.gateway.policyfile.CsvRows;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyNode.Text;
import io.yizhan.policy.Sheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A spreadsheet of cases as the tree that a YAML file gives: a claim a line, the lines of one
 * person joined, {@code 应得:住院救助} a named value inside {@code 应得}.
 */
final class CsvCases {
  /** The most lines of a spreadsheet. */
  static final int ROWS_MAX = 100_000;

  private static final int HEADER_LINE = 1;

  private CsvCases() {}

  /** The tree, or nothing and an issue. */
  static Optional<PolicyNode> read(String text, CaseLog log) {
    CsvRows.Reading read = CsvRows.read(text, ROWS_MAX);
    if (read.problem().isPresent()) {
      String problem = read.problem().get();
      log.error(read.line(), "BAD_CSV", "这个表格读不懂：" + problem, "This is not CSV: " + problem);
      return Optional.empty();
    }
    List<Sheet.Row> rows = read.rows();
    if (rows.isEmpty()) {
      log.error(1, "BAD_CSV", "文件是空的。", "The file is empty.");
      return Optional.empty();
    }
    List<String> header = rows.get(0).cells();
    Map<String, List<PolicyNode>> claims = new LinkedHashMap<>();
    Map<String, Sheet.Row> firsts = new LinkedHashMap<>();
    for (Sheet.Row row : rows.subList(1, rows.size())) {
      if (row.cells().stream().allMatch(String::isBlank)) {
        continue;
      }
      if (row.cells().size() > header.size()) {
        log.error(
            row.line(),
            "TOO_MANY_CELLS",
            "这一行比表头多 " + (row.cells().size() - header.size()) + " 格。金额里有逗号时要加引号。",
            "This line has more cells than the header. An amount with commas must be quoted.");
        continue;
      }
      String person = cell(header, row, FieldName.PERSON);
      String key = person.isEmpty() ? "#" + row.line() : person;
      firsts.putIfAbsent(key, row);
      claims.computeIfAbsent(key, k -> new ArrayList<>()).add(claim(header, row));
    }
    List<PolicyNode> cases = new ArrayList<>();
    claims.forEach((key, lines) -> cases.add(oneCase(header, firsts, key, lines)));
    Field field = new Field(FieldName.CASES.code(), HEADER_LINE, new Items(cases, HEADER_LINE));
    return Optional.of(new Fields(List.of(field), HEADER_LINE));
  }

  private static PolicyNode oneCase(
      List<String> header, Map<String, Sheet.Row> firsts, String key, List<PolicyNode> claims) {
    Sheet.Row first = Optional.ofNullable(firsts.get(key)).orElseThrow();
    String name = cell(header, first, FieldName.CASE);
    String shown = name.isEmpty() ? key : name;
    int line = first.line();
    return new Fields(
        List.of(
            new Field(FieldName.CASE.code(), line, new Text(shown, line)),
            new Field(FieldName.CLAIMS.code(), line, new Items(claims, line))),
        line);
  }

  private static String cell(List<String> header, Sheet.Row row, FieldName field) {
    for (int i = 0; i < row.cells().size(); i++) {
      if (FieldName.parse(header.get(i)).equals(Optional.of(field))) {
        return row.cells().get(i);
      }
    }
    return "";
  }

  /** One line: {@code a:b} becomes b inside a; empty cells say nothing. */
  private static PolicyNode claim(List<String> header, Sheet.Row row) {
    List<Field> fields = new ArrayList<>();
    Map<String, List<Field>> nested = new LinkedHashMap<>();
    for (int i = 0; i < row.cells().size(); i++) {
      String heading = header.get(i);
      String value = row.cells().get(i);
      Optional<FieldName> field = FieldName.parse(heading);
      boolean ofCase = field.equals(Optional.of(FieldName.CASE));
      if (value.isEmpty() || ofCase || field.equals(Optional.of(FieldName.PERSON))) {
        continue;
      }
      String[] parts = heading.split("[:：]", 2);
      Text text = new Text(value, row.line());
      if (parts.length == 2) {
        nested
            .computeIfAbsent(parts[0].strip(), k -> new ArrayList<>())
            .add(new Field(parts[1].strip(), row.line(), text));
      } else {
        fields.add(new Field(heading, field.isEmpty() ? HEADER_LINE : row.line(), text));
      }
    }
    nested.forEach(
        (name, values) -> fields.add(new Field(name, row.line(), new Fields(values, row.line()))));
    return new Fields(fields, row.line());
  }
}
