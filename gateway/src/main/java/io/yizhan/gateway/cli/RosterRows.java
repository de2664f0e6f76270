package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.yizhan.gateway.cli.RosterColumns.Column;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.MeansCheck;
import io.yizhan.proto.v1.MeansCheckResult;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RosterLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes lines of rows. What is no date or result is told here; all else the gateway checks. */
final class RosterRows {
  /** How a spreadsheet shows a long number that it took for one: 4.10102E+17. */
  private static final Pattern MANGLED = Pattern.compile("[0-9](\\.[0-9]+)?[Ee]\\+?[0-9]{1,2}");

  private final What what;
  private final RosterColumns columns;
  private final RosterWords words;
  private final String county;

  /** What a list is of. */
  enum What {
    /** Identities. */
    IDENTITIES,
    /** Results of means checks. */
    CHECKS
  }

  /** A problem of a row. */
  record Problem(int line, String field, String zh, String en) {}

  /**
   * A line with its problems.
   *
   * @param line what the gateway gets; where there are problems it has no content, so that the
   *     gateway counts it as refused
   */
  record Made(RosterLine line, List<Problem> problems) {}

  RosterRows(What what, RosterColumns columns, RosterWords words, String county) {
    this.what = what;
    this.columns = columns;
    this.words = words;
    this.county = county;
  }

  /** The columns that a list must have. */
  static List<Column> required(What what, boolean countyGiven) {
    List<Column> required =
        new ArrayList<>(
            switch (what) {
              case IDENTITIES -> List.of(Column.NUMBER, Column.CATEGORY, Column.FROM);
              case CHECKS -> List.of(Column.NUMBER, Column.REPORT, Column.RESULT, Column.CHECKED);
            });
    if (!countyGiven) {
      required.add(Column.COUNTY);
    }
    return required;
  }

  Made line(RosterFile.Row row) {
    List<Problem> problems = new ArrayList<>();
    String number = columns.cell(row.cells(), Column.NUMBER);
    if (MANGLED.matcher(number).matches()) {
      problems.add(
          new Problem(
              row.line(),
              Column.NUMBER.shown(),
              "证件号码被电子表格改成了科学计数，请把该列设为文本后重填",
              "the spreadsheet has turned the number into one with an exponent: make the column text"
                  + " and fill it in again"));
    }
    RosterLine.Builder line =
        RosterLine.newBuilder()
            .setLineNumber(row.line())
            .setPersonDocument(
                PersonDocument.newBuilder()
                    .setKindCode(RosterWords.kind(columns.cell(row.cells(), Column.KIND)))
                    .setNumber(number))
            .setName(columns.cell(row.cells(), Column.NAME));
    switch (what) {
      case IDENTITIES -> {
        line.setIdentity(identity(row, problems));
        date(row, Column.CORRECTED, problems).ifPresent(line::setCorrectedFromDate);
      }
      case CHECKS -> line.setMeansCheck(check(row, problems));
    }
    return problems.isEmpty()
        ? new Made(line.build(), problems)
        : new Made(RosterLine.newBuilder().setLineNumber(row.line()).build(), problems);
  }

  private String county(RosterFile.Row row) {
    String cell = columns.cell(row.cells(), Column.COUNTY);
    return cell.isEmpty() ? county : cell;
  }

  private Identity.Builder identity(RosterFile.Row row, List<Problem> problems) {
    String category = words.category(columns.cell(row.cells(), Column.CATEGORY));
    if (!category.isEmpty() && !category.chars().allMatch(each -> each < 0x80)) {
      problems.add(
          new Problem(
              row.line(),
              Column.CATEGORY.shown(),
              "不认识这种叫法；用 --category 叫法=政策里的代码 说明，例如 --category 特困分散供养=tekun_home",
              "is not known by this name; say which category of the policy it is, as"
                  + " --category NAME=CODE"));
    }
    Identity.Builder identity =
        Identity.newBuilder()
            .setCategoryCode(category)
            .setCountyCode(county(row))
            .setSourceCode(columns.cell(row.cells(), Column.SOURCE));
    date(row, Column.FROM, problems).ifPresent(identity::setFromDate);
    date(row, Column.TO, problems).ifPresent(identity::setToDate);
    return identity;
  }

  private MeansCheck.Builder check(RosterFile.Row row, List<Problem> problems) {
    Optional<MeansCheckResult> result =
        RosterWords.result(columns.cell(row.cells(), Column.RESULT));
    if (result.isEmpty()) {
      problems.add(
          new Problem(
              row.line(), Column.RESULT.shown(), "应为通过、不通过或核对中", "must be pass, fail or pending"));
    }
    MeansCheck.Builder check =
        MeansCheck.newBuilder()
            .setReportNumber(columns.cell(row.cells(), Column.REPORT))
            .setResult(result.orElse(MeansCheckResult.MEANS_CHECK_RESULT_UNSPECIFIED))
            .setCountyCode(county(row));
    date(row, Column.CHECKED, problems).ifPresent(check::setCheckedDate);
    date(row, Column.VALID_TO, problems).ifPresent(check::setValidToDate);
    return check;
  }

  /** A day; an empty cell is none, and the gateway says whether there must be one. */
  private Optional<Date> date(RosterFile.Row row, Column column, List<Problem> problems) {
    String cell = columns.cell(row.cells(), column);
    Optional<Date> date = RosterWords.date(cell);
    if (date.isEmpty() && !cell.isEmpty()) {
      problems.add(
          new Problem(
              row.line(),
              column.shown(),
              "应为日期，如 2026-03-01、2026/3/1 或 2026年3月1日；现为" + RosterWords.quoted(cell, "其他内容（不显示）"),
              "must be a date such as 2026-03-01, and is "
                  + RosterWords.quoted(cell, "something else, which is not shown")));
    }
    return date;
  }
}
