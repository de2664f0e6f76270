package io.yizhan.gateway.report;

import io.yizhan.gateway.report.Grid.Cell;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.money.Yuan;
import java.util.ArrayList;
import java.util.List;

/** A report on a terminal of 80 columns: tables, and bars beneath them. */
public final class ReportText {
  private static final int COLUMNS_MAX = 80;
  private static final int GAP = 1;
  private static final int BAR_NAME = 18;
  private static final int BAR_COLUMNS = 42;

  private final Paint paint;
  private final List<String> lines = new ArrayList<>();

  private ReportText(Paint paint) {
    this.paint = paint;
  }

  /** The lines. */
  public static List<String> of(List<Grid> grids, Paint paint) {
    ReportText text = new ReportText(paint);
    grids.forEach(text::grid);
    return List.copyOf(text.lines);
  }

  static String show(Grid grid, Cell cell, int column) {
    if (!cell.isFigure()) {
      return cell.text();
    }
    return grid.columns().get(column).money()
        ? Yuan.format(cell.figure())
        : String.format(java.util.Locale.ROOT, "%,d", cell.figure());
  }

  private void grid(Grid grid) {
    lines.add(paint.heading(grid.title()));
    List<Integer> shown = fitting(grid);
    lines.add(paint.quiet(line(grid, shown, -1)));
    for (int row = 0; row < grid.rows().size(); row++) {
      lines.add(line(grid, shown, row));
    }
    if (grid.bar() > 0 && grid.rows().size() > 1) {
      grid.rows().forEach(row -> bar(grid, row));
    }
    DisplayWidth.wrap(grid.definition(), COLUMNS_MAX - 2)
        .forEach(line -> lines.add(paint.quiet("  " + line)));
    lines.add("");
  }

  /** Columns that fit beside each other: what does not fit is in the files. */
  private static List<Integer> fitting(Grid grid) {
    List<Integer> shown = new ArrayList<>();
    for (int column = 0; column < grid.columns().size(); column++) {
      shown.add(column);
    }
    // Bills first, then the number of those that were aided: the others are what a reader looks
    // for.
    for (int drop : new int[] {4, 3}) {
      if (width(grid, shown) > COLUMNS_MAX && shown.size() > drop) {
        shown.remove(Integer.valueOf(drop));
      }
    }
    return shown;
  }

  private static int width(Grid grid, List<Integer> shown) {
    return shown.stream().mapToInt(column -> width(grid, column) + GAP).sum() - GAP;
  }

  private static int width(Grid grid, int column) {
    int width = DisplayWidth.of(grid.columns().get(column).name());
    for (List<Cell> row : grid.rows()) {
      width = Math.max(width, DisplayWidth.of(show(grid, row.get(column), column)));
    }
    return column == 0 ? Math.min(BAR_NAME, width) : width;
  }

  private static String line(Grid grid, List<Integer> shown, int row) {
    StringBuilder line = new StringBuilder();
    for (int column : shown) {
      String text =
          row < 0
              ? grid.columns().get(column).name()
              : show(grid, grid.rows().get(row).get(column), column);
      int width = width(grid, column);
      line.append(
          column == 0
              ? DisplayWidth.padRight(cut(text, width), width)
              : " ".repeat(GAP) + DisplayWidth.padLeft(text, width));
    }
    return line.toString();
  }

  /** In the middle: a fund's county and an illness's kind stand at its end. */
  private static String cut(String text, int width) {
    if (DisplayWidth.of(text) <= width) {
      return text;
    }
    int tail = text.length();
    for (int at = text.offsetByCodePoints(tail, -1);
        DisplayWidth.of(text.substring(at)) <= width / 2;
        at = text.offsetByCodePoints(at, -1)) {
      tail = at;
    }
    String end = text.substring(tail);
    int head = 0;
    for (int at = text.offsetByCodePoints(0, 1);
        DisplayWidth.of(text.substring(0, at)) < width - DisplayWidth.of(end);
        at = text.offsetByCodePoints(at, 1)) {
      head = at;
    }
    return text.substring(0, head) + "…" + end;
  }

  private void bar(Grid grid, List<Cell> row) {
    Cell cell = row.get(grid.bar());
    int length = (int) Math.max(0, cell.figure() * BAR_COLUMNS / grid.barMax());
    lines.add(
        ("  "
                + DisplayWidth.padRight(cut(row.get(0).text(), BAR_NAME), BAR_NAME + 1)
                + DisplayWidth.padRight("█".repeat(length), BAR_COLUMNS)
                + " "
                + show(grid, cell, grid.bar()))
            .stripTrailing());
  }
}
