package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.DisplayWidth;
import java.io.PrintWriter;
import java.util.List;

/** Lines of cells of fixed width, at most as wide as a terminal's table; amounts to the right. */
final class AccountTable {
  private final PrintWriter out;
  private final List<Column> columns;

  /** A column: positive widths stand to the left, negative ones to the right. */
  record Column(int width) {}

  AccountTable(PrintWriter out, int... widths) {
    this.out = out;
    this.columns = java.util.Arrays.stream(widths).mapToObj(Column::new).toList();
    int sum = columns.stream().mapToInt(column -> Math.abs(column.width())).sum();
    if (sum + columns.size() - 1 > Terminal.COLUMNS_MAX) {
      throw new IllegalArgumentException("a table must fit the terminal, was " + sum);
    }
  }

  /** Prints a line; a text that is too wide for its column is cut, an amount never. */
  void line(String... cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      int width = columns.get(i).width();
      line.append(i == 0 ? "" : " ")
          .append(
              width < 0
                  ? DisplayWidth.padLeft(cells[i], -width)
                  : DisplayWidth.padRight(cut(cells[i], width), width));
    }
    out.println(line.toString().stripTrailing());
  }

  /**
   * Prints a line of identifiers and amounts, of which none is cut: what is too wide for its column
   * stands in full on a line before it.
   */
  void whole(String... cells) {
    String[] rest = cells.clone();
    int at = 0;
    for (int i = 0; i < rest.length; i++) {
      int width = columns.get(i).width();
      int wide = DisplayWidth.of(rest[i]);
      if (width > 0 && wide > width) {
        int indent = Math.max(0, Math.min(at, Terminal.COLUMNS_MAX - wide));
        out.println(" ".repeat(indent) + rest[i]);
        rest[i] = "";
      }
      at += Math.abs(width) + 1;
    }
    line(rest);
  }

  private static String cut(String text, int columns) {
    return DisplayWidth.of(text) <= columns ? text : DisplayWidth.wrap(text, columns).get(0);
  }
}
