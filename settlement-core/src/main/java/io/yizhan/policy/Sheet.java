package io.yizhan.policy;

import java.util.List;

/**
 * A table as a spreadsheet keeps it: rows of cells, the first row the document's headings.
 *
 * <p>Every cell has a number of its own, so that whoever reads the table as part of a document can
 * name the cell: cells are numbered along the rows, {@link #COLUMNS_MAX} to a row, from 1.
 *
 * @param file the file it was kept in
 * @param rows headings first; rows of empty cells may stand among them
 */
public record Sheet(String file, List<Row> rows) {
  /** The most rows, headings included. */
  public static final int ROWS_MAX = 10_000;

  /** The most cells of a row. */
  public static final int COLUMNS_MAX = 64;

  private static final int LETTERS = 26;

  /**
   * A sheet of at most {@link #ROWS_MAX} rows.
   *
   * @throws IllegalArgumentException when there are more
   */
  public Sheet {
    rows = List.copyOf(rows);
    if (rows.size() > ROWS_MAX) {
      throw new IllegalArgumentException("rows must be at most " + ROWS_MAX);
    }
  }

  /**
   * One row.
   *
   * @param line where it begins in its file, from 1
   */
  public record Row(List<String> cells, int line) {
    public Row {
      cells = List.copyOf(cells);
    }

    boolean isBlank() {
      return cells.stream().allMatch(String::isBlank);
    }
  }

  static int numberOf(int row, int column) {
    return row * COLUMNS_MAX + column + 1;
  }

  /** The line in the file of the cell with this number. */
  int lineOf(int number) {
    return row(number).line();
  }

  /** {@code B 列（比例）“70”：}, to stand before what is wrong with the cell. */
  String placeZh(int number) {
    String heading = heading(number);
    return letter(number)
        + " 列"
        + (heading.isEmpty() ? "" : "（" + heading + "）")
        + said(number, "“", "”：");
  }

  /** {@code Column B (比例) '70': }. */
  String placeEn(int number) {
    String heading = heading(number);
    return "Column "
        + letter(number)
        + (heading.isEmpty() ? "" : " (" + heading + ")")
        + said(number, " '", "': ");
  }

  private String said(int number, String open, String close) {
    return open + Quoted.of(cell(row(number), column(number))) + close;
  }

  private String heading(int number) {
    Row headings =
        rows.stream().filter(row -> !row.isBlank()).findFirst().orElse(new Row(List.of(), 1));
    return row(number).equals(headings) ? "" : Quoted.of(cell(headings, column(number)));
  }

  private Row row(int number) {
    int row = (number - 1) / COLUMNS_MAX;
    return row < rows.size() ? rows.get(row) : new Row(List.of(), 1);
  }

  private static int column(int number) {
    return (number - 1) % COLUMNS_MAX;
  }

  private static String cell(Row row, int column) {
    return column < row.cells().size() ? row.cells().get(column).strip() : "";
  }

  private static String letter(int number) {
    int column = column(number);
    String last = String.valueOf((char) ('A' + column % LETTERS));
    return column < LETTERS ? last : (char) ('A' + column / LETTERS - 1) + last;
  }
}
