package io.yizhan.gateway.cli;

import io.yizhan.gateway.policyfile.CsvRows;
import io.yizhan.money.Yuan;
import io.yizhan.policy.Sheet;
import io.yizhan.proto.v1.OwnCost;
import io.yizhan.proto.v1.PersonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A spreadsheet of own costs, UTF-8 or GB18030: a line a person, the columns named in Chinese or
 * English.
 */
final class OwnCostFile {
  /** What a file may have. */
  static final String COLUMNS =
      "证件类型 kind (resident_id if absent), 证件号码 number, 姓名 name, 电话 telephone,"
          + " 地址 address, 乡镇 township, 自付费用 own_cost (yuan)";

  private static final int LINES_MAX = 200_000;

  /** So many problems are named, as the gateway names so many refusals; lines are all counted. */
  private static final int PROBLEMS_MAX = 1_000;

  private static final Map<String, String> NAMES = names();

  private OwnCostFile() {}

  /**
   * What was read.
   *
   * @param lines of each cost, in the file
   * @param problems with their lines, in both languages
   * @param leftOut how many lines are left out for a problem of their own
   * @param whole whether the file has lines and the columns that it needs: nothing of another one
   *     is to be sent
   */
  record Reading(
      List<OwnCost> costs,
      List<Integer> lines,
      List<String> problems,
      int leftOut,
      boolean whole) {}

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    String[][] all = {
      {"证件类型", "kind"},
      {"证件号码", "number"},
      {"姓名", "name"},
      {"电话", "telephone"},
      {"地址", "address"},
      {"乡镇", "township"},
      {"自付费用", "own_cost"}
    };
    for (String[] both : all) {
      names.put(both[0], both[1]);
      names.put(both[1], both[1]);
    }
    return names;
  }

  static Reading read(Path file, String county, int year, String source) throws IOException {
    RosterFile.Look look = RosterFile.look(file);
    CsvRows.Reading rows = CsvRows.read(Files.readString(file, look.charset()), LINES_MAX + 1);
    List<String> problems = new ArrayList<>();
    if (rows.problem().isPresent() || rows.rows().isEmpty()) {
      problems.add(
          "第 "
              + rows.line()
              + " 行 line "
              + rows.line()
              + ": "
              + rows.problem().orElse("没有数据 nothing to read"));
      return new Reading(List.of(), List.of(), problems, 0, false);
    }
    Map<String, Integer> columns = columns(rows.rows().get(0), problems);
    boolean whole = problems.isEmpty();
    int leftOut = 0;
    List<OwnCost> costs = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    for (Sheet.Row row : rows.rows().subList(1, rows.rows().size())) {
      if (row.cells().stream().allMatch(String::isEmpty)) {
        continue;
      }
      OptionalLong fen = fen(cell(row, columns, "own_cost"));
      if (fen.isEmpty()) {
        problem(problems, row.line(), "自付费用应为金额（元）own_cost must be an amount in yuan");
        leftOut++;
        continue;
      }
      costs.add(cost(row, columns, fen.getAsLong(), county, year, source));
      lines.add(row.line());
    }
    if (costs.isEmpty() && problems.isEmpty()) {
      problem(problems, 1, "没有数据行 there must be a line of data");
      whole = false;
    }
    return new Reading(costs, lines, problems, leftOut, whole);
  }

  private static void problem(List<String> problems, int line, String text) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add("第 " + line + " 行 line " + line + ": " + text);
    }
  }

  private static Map<String, Integer> columns(Sheet.Row heading, List<String> problems) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (int i = 0; i < heading.cells().size(); i++) {
      String written = heading.cells().get(i).replace("\uFEFF", "");
      String name = NAMES.get(written);
      if (name == null) {
        problem(
            problems,
            heading.line(),
            "第 " + (i + 1) + " 列不认识 column " + (i + 1) + " is unknown: " + COLUMNS);
      } else if (columns.put(name, i) != null) {
        problem(problems, heading.line(), RosterColumns.twice(written));
      }
    }
    for (String needed : List.of("number", "own_cost")) {
      if (!columns.containsKey(needed)) {
        problem(problems, heading.line(), "缺少列 a column is missing: " + needed);
      }
    }
    return columns;
  }

  private static String cell(Sheet.Row row, Map<String, Integer> columns, String name) {
    Integer place = columns.get(name);
    return place == null || place >= row.cells().size() ? "" : row.cells().get(place);
  }

  private static OptionalLong fen(String yuan) {
    return Yuan.parsePrinted(yuan);
  }

  private static OwnCost cost(
      Sheet.Row row,
      Map<String, Integer> columns,
      long fen,
      String county,
      int year,
      String source) {
    String kind = cell(row, columns, "kind");
    return OwnCost.newBuilder()
        .setPersonDocument(
            PersonDocument.newBuilder()
                .setKindCode(kind.isEmpty() ? "resident_id" : kind)
                .setNumber(cell(row, columns, "number")))
        .setName(cell(row, columns, "name"))
        .setTelephone(cell(row, columns, "telephone"))
        .setAddress(cell(row, columns, "address"))
        .setCountyCode(county)
        .setTownship(cell(row, columns, "township"))
        .setCostYear(year)
        .setOwnCostFen(fen)
        .setSource(source)
        .build();
  }
}
