package io.yizhan.gateway.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The columns of a list, by their headings: in Chinese or English, as offices write them. */
final class RosterColumns {
  private final Map<Column, Integer> places = new EnumMap<>(Column.class);

  /** A column, with its headings. */
  enum Column {
    KIND("证件类型", "证件种类", "document_kind", "kind"),
    NUMBER("证件号码", "证件号", "身份证号", "身份证号码", "公民身份号码", "document_number", "id_number", "number"),
    NAME("姓名", "name"),
    CATEGORY("救助类别", "身份类别", "对象类别", "人员类别", "救助身份", "类别", "category", "category_code"),
    COUNTY("区划代码", "行政区划", "行政区划代码", "县区", "县区代码", "county", "county_code"),
    FROM("起始日期", "开始日期", "认定日期", "生效日期", "from", "from_date"),
    TO("截止日期", "终止日期", "结束日期", "失效日期", "to", "to_date"),
    CORRECTED("原起始日期", "更正前起始日期", "corrected_from", "corrected_from_date"),
    SOURCE("来源", "数据来源", "source", "source_code"),
    REPORT("报告编号", "核对报告编号", "核对报告号", "report", "report_number"),
    RESULT("核对结果", "结果", "result"),
    CHECKED("核对日期", "出具日期", "checked", "checked_date"),
    VALID_TO("有效期至", "有效期", "valid_to", "valid_to_date");

    private final String headings;

    Column(String... headings) {
      this.headings = String.join("|", headings);
    }

    private List<String> headings() {
      return List.of(headings.split("\\|", -1));
    }

    /** Its first heading in each language. */
    String shown() {
      String english =
          headings().stream().filter(each -> each.charAt(0) < 0x80).findFirst().orElseThrow();
      return headings().get(0) + " / " + english;
    }
  }

  /** What the first row of a list says. */
  record Reading(RosterColumns columns, List<String> problems) {}

  /**
   * Reads the headings; those that nobody knows are problems, and so are those that are missing.
   */
  static Reading read(List<String> row, List<Column> required) {
    RosterColumns columns = new RosterColumns();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      String heading = row.get(i).strip();
      Optional<Column> column = columnOf(heading);
      if (heading.isEmpty()) {
        continue;
      }
      if (column.isEmpty()) {
        problems.add("表头“" + heading + "”不认识。The heading is not known.");
      } else if (columns.places.put(column.get(), i) != null) {
        problems.add(twice(heading));
      }
    }
    for (Column column : required) {
      if (!columns.has(column)) {
        problems.add("缺少列 " + column.shown() + "。The column must be there.");
      }
    }
    return new Reading(columns, problems);
  }

  /** What is said of a heading whose column another heading has named. */
  static String twice(String heading) {
    return "表头“" + heading + "”重复。The column is there twice.";
  }

  private static Optional<Column> columnOf(String heading) {
    String word = heading.toLowerCase(Locale.ROOT).replace(' ', '_');
    for (Column column : Column.values()) {
      if (column.headings().contains(word)) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }

  boolean has(Column column) {
    return places.containsKey(column);
  }

  /** The cell of a row; empty where the row has none. */
  String cell(List<String> row, Column column) {
    Integer place = places.get(column);
    return place == null || place >= row.size() ? "" : plain(row.get(place));
  }

  /** Without what spreadsheets put around a number to keep it a text: ="…", '…, spaces. */
  private static String plain(String cell) {
    String text = cell.strip();
    if (text.startsWith("=\"") && text.endsWith("\"") && text.length() > 2) {
      text = text.substring(2, text.length() - 1);
    }
    return text.startsWith("'") ? text.substring(1).strip() : text.strip();
  }
}
