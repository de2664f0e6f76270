package io.yizhan.gateway.report;

import io.yizhan.gateway.desk.SpreadsheetText;
import io.yizhan.gateway.report.Grid.Cell;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** A report as files that a clerk opens in a spreadsheet. */
public final class ReportFiles {
  private static final int FEN_DIGITS = 2;
  private static final double NAME_COLUMNS = 28;

  private ReportFiles() {}

  /** All tables below each other; UTF-8 with a mark, so that spreadsheets read Chinese. */
  public static void csv(List<Grid> grids, Path file) throws IOException {
    StringBuilder text = new StringBuilder("\ufeff");
    for (Grid grid : grids) {
      text.append(quoted(grid.title())).append("\r\n");
      text.append(
              String.join(
                  ",", grid.columns().stream().map(column -> quoted(column.name())).toList()))
          .append("\r\n");
      for (List<Cell> row : grid.rows()) {
        for (int column = 0; column < row.size(); column++) {
          text.append(column == 0 ? "" : ",").append(csvCell(grid, row.get(column), column));
        }
        text.append("\r\n");
      }
      text.append(quoted(grid.definition())).append("\r\n\r\n");
    }
    Files.writeString(file, text.toString(), StandardCharsets.UTF_8);
  }

  private static String csvCell(Grid grid, Cell cell, int column) {
    if (!cell.isFigure()) {
      return quoted(cell.text());
    }
    return grid.columns().get(column).money()
        ? yuan(cell.figure()).toPlainString()
        : Long.toString(cell.figure());
  }

  private static BigDecimal yuan(long fen) {
    return BigDecimal.valueOf(fen, FEN_DIGITS);
  }

  /** In quotes; a text that a spreadsheet would take for a formula gets a mark before it. */
  private static String quoted(String text) {
    return "\"" + SpreadsheetText.plain(text).replace("\"", "\"\"") + "\"";
  }

  /** A sheet a table. */
  public static void xlsx(List<Grid> grids, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        Workbook book = new Workbook(out, "yizhan", "1.0")) {
      for (int number = 0; number < grids.size(); number++) {
        Grid grid = grids.get(number);
        Worksheet sheet =
            book.newWorksheet(
                (number + 1) + " " + grid.title().replaceAll("[\\\\/?*\\[\\]:]", " "));
        sheet.width(0, NAME_COLUMNS);
        for (int column = 0; column < grid.columns().size(); column++) {
          sheet.value(0, column, grid.columns().get(column).name());
          sheet.style(0, column).bold().set();
        }
        for (int row = 0; row < grid.rows().size(); row++) {
          cells(sheet, grid, row);
        }
        sheet.value(grid.rows().size() + 2, 0, grid.definition());
        sheet.finish();
      }
    }
  }

  private static void cells(Worksheet sheet, Grid grid, int row) {
    for (int column = 0; column < grid.columns().size(); column++) {
      Cell cell = grid.rows().get(row).get(column);
      if (!cell.isFigure()) {
        sheet.value(row + 1, column, cell.text());
      } else if (grid.columns().get(column).money()) {
        sheet.value(row + 1, column, yuan(cell.figure()));
        sheet.style(row + 1, column).format("#,##0.00").set();
      } else {
        sheet.value(row + 1, column, cell.figure());
      }
    }
  }

  /** One page that needs nothing else: charts are drawn in it, and every bar has its figure. */
  public static void html(String title, String language, List<Grid> grids, Path file)
      throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html><html lang=\"")
        .append(language)
        .append("\"><meta charset=\"utf-8\">");
    page.append("<meta name=\"viewport\" content=\"width=device-width\"><title>");
    page.append(escaped(title)).append("</title><style>").append(STYLE).append("</style><h1>");
    page.append(escaped(title)).append("</h1>");
    grids.forEach(grid -> section(page, grid));
    Files.writeString(file, page.append("</html>\n").toString(), StandardCharsets.UTF_8);
  }

  private static final String STYLE =
      "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111}"
          + "table{border-collapse:collapse;width:100%}td,th{padding:.25em .5em;border-bottom:1px"
          + " solid #bbb;text-align:right}td:first-child,th:first-child{text-align:left}"
          + "p{color:#444;font-size:.9em}svg{width:100%;height:auto;margin:.5em 0}h2{margin-top:2em}"
          + "@media print{section{break-inside:avoid}}";

  private static void section(StringBuilder page, Grid grid) {
    page.append("<section><h2>").append(escaped(grid.title())).append("</h2>");
    if (grid.bar() > 0) {
      chart(page, grid);
    }
    page.append("<table><tr>");
    grid.columns()
        .forEach(column -> page.append("<th>").append(escaped(column.name())).append("</th>"));
    page.append("</tr>");
    for (List<Cell> row : grid.rows()) {
      page.append("<tr>");
      for (int column = 0; column < row.size(); column++) {
        page.append("<td>")
            .append(escaped(ReportText.show(grid, row.get(column), column)))
            .append("</td>");
      }
      page.append("</tr>");
    }
    page.append("</table><p>").append(escaped(grid.definition())).append("</p></section>");
  }

  private static final int CHART_ROWS_MAX = 20;
  private static final int ROW_HEIGHT = 28;
  private static final int NAME_WIDTH = 190;
  private static final int BAR_WIDTH = 430;

  private static void chart(StringBuilder page, Grid grid) {
    int rows = Math.min(CHART_ROWS_MAX, grid.rows().size());
    page.append("<svg role=\"img\" viewBox=\"0 0 800 ").append(rows * ROW_HEIGHT).append("\">");
    page.append("<title>")
        .append(escaped(grid.title() + " " + grid.columns().get(grid.bar()).name()));
    page.append("</title>");
    for (int row = 0; row < rows; row++) {
      List<Cell> cells = grid.rows().get(row);
      Cell cell = cells.get(grid.bar());
      long width = Math.max(0, cell.figure() * BAR_WIDTH / grid.barMax());
      int y = row * ROW_HEIGHT;
      page.append("<text x=\"0\" y=\"").append(y + 19).append("\" font-size=\"14\">");
      page.append(escaped(cells.get(0).text())).append("</text><rect x=\"").append(NAME_WIDTH);
      page.append("\" y=\"").append(y + 4).append("\" width=\"").append(width);
      page.append("\" height=\"20\" fill=\"#345\"/><text x=\"").append(NAME_WIDTH + width + 8);
      page.append("\" y=\"").append(y + 19).append("\" font-size=\"14\">");
      page.append(escaped(ReportText.show(grid, cell, grid.bar()))).append("</text>");
    }
    page.append("</svg>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
