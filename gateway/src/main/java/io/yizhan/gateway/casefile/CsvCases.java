package io.yizhan.gateway.casefile;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.yizhan.policy.PolicyNode;
import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyNode.Text;
import java.io.IOException;
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

  private record Row(List<String> cells, int line) {}

  /** The tree, or nothing and an issue. */
  static Optional<PolicyNode> read(String text, CaseLog log) {
    List<Row> rows;
    try {
      rows = rows(text);
    } catch (IOException e) {
      log.error(1, "BAD_CSV", "这个表格读不懂：" + firstLine(e), "This is not CSV: " + firstLine(e));
      return Optional.empty();
    }
    if (rows.isEmpty()) {
      log.error(1, "BAD_CSV", "文件是空的。", "The file is empty.");
      return Optional.empty();
    }
    List<String> header = rows.get(0).cells();
    Map<String, List<PolicyNode>> claims = new LinkedHashMap<>();
    Map<String, Row> firsts = new LinkedHashMap<>();
    for (Row row : rows.subList(1, rows.size())) {
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

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static List<Row> rows(String text) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (CsvParser parser =
        CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .build()
            .getFactory()
            .createParser(text)) {
      List<String> cells = new ArrayList<>();
      int line = 1;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          cells = new ArrayList<>();
        } else if (token == JsonToken.VALUE_STRING) {
          line = cells.isEmpty() ? parser.currentTokenLocation().getLineNr() : line;
          cells.add(parser.getText().strip());
        } else if (token == JsonToken.END_ARRAY && !cells.isEmpty()) {
          rows.add(new Row(cells, line));
          cells = new ArrayList<>();
          if (rows.size() > ROWS_MAX) {
            throw new IOException("more than " + ROWS_MAX + " lines");
          }
        }
      }
    }
    return rows;
  }

  private static PolicyNode oneCase(
      List<String> header, Map<String, Row> firsts, String key, List<PolicyNode> claims) {
    Row first = Optional.ofNullable(firsts.get(key)).orElseThrow();
    String name = cell(header, first, FieldName.CASE);
    String shown = name.isEmpty() ? key : name;
    int line = first.line();
    return new Fields(
        List.of(
            new Field(FieldName.CASE.code(), line, new Text(shown, line)),
            new Field(FieldName.CLAIMS.code(), line, new Items(claims, line))),
        line);
  }

  private static String cell(List<String> header, Row row, FieldName field) {
    for (int i = 0; i < row.cells().size(); i++) {
      if (FieldName.parse(header.get(i)).equals(Optional.of(field))) {
        return row.cells().get(i);
      }
    }
    return "";
  }

  /** One line: {@code a:b} becomes b inside a; empty cells say nothing. */
  private static PolicyNode claim(List<String> header, Row row) {
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
