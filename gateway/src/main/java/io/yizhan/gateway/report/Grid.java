package io.yizhan.gateway.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One table of a report in one language.
 *
 * @param definition what its words mean
 * @param columns the first is the row's name, the others are figures
 * @param rows as many cells as there are columns
 * @param bar which column is drawn; 0 where none is
 */
public record Grid(
    String title, String definition, List<Column> columns, List<List<Cell>> rows, int bar) {
  public Grid {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** A column; money is fen. */
  public record Column(String name, boolean money) {}

  /** A cell: a text, or a figure. What is hidden is a text. */
  public record Cell(String text, long figure, boolean isFigure) {
    static Cell of(String text) {
      return new Cell(text, 0, false);
    }

    static Cell of(long figure) {
      return new Cell("", figure, true);
    }

    static List<Cell> row(String name, long... figures) {
      List<Cell> cells = new ArrayList<>(List.of(of(name)));
      for (long figure : figures) {
        cells.add(of(figure));
      }
      return cells;
    }
  }

  /** The largest figure of the drawn column, at least 1. */
  long barMax() {
    return Math.max(
        1,
        rows.stream()
            .mapToLong(row -> bar < row.size() ? row.get(bar).figure() : 0)
            .max()
            .orElse(1));
  }
}
