package io.yizhan.gateway.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/**
 * A file of lines, whatever its form, row by row: it may be larger than memory. CSV in UTF-8 or
 * GB18030; a workbook's first sheet, where no other has rows; the national file of 3202, separated
 * by tabs, alone or alone in its ZIP.
 */
abstract class StatementFile implements AutoCloseable {
  /** The columns of the national file, in which it has no headings. */
  static final List<String> NATIONAL =
      List.of(
          "setl_id",
          "mdtrt_id",
          "psn_no",
          "medfee_sumamt",
          "fund_pay_sumamt",
          "acct_pay",
          "refd_setl_flag");

  /** A row with its line in the file, from 1. */
  record Cells(int line, List<String> cells) {}

  /** The next row; its cells are empty at the end. */
  abstract Cells next() throws IOException;

  @Override
  public abstract void close() throws IOException;

  /** Whether a file is the national one. */
  static boolean isNational(Path file) {
    String name = name(file);
    return name.endsWith(".txt") || name.endsWith(".zip");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  /** Opens it by its ending. */
  static StatementFile open(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(file + ": 没有这个文件，或无权读取。It must be a file that can be read.");
    }
    String name = name(file);
    if (name.endsWith(".xlsx")) {
      return new Workbook(file);
    }
    if (isNational(file)) {
      return new Tabs(file, name.endsWith(".zip"));
    }
    if (name.endsWith(".csv")) {
      return new Csv(file);
    }
    throw new IOException(
        file + ": 应为 .csv、.xlsx、.txt 或 .zip。It must be .csv, .xlsx, .txt or .zip.");
  }

  /** A spreadsheet saved as CSV. */
  private static final class Csv extends StatementFile {
    private final RosterFile rows;

    private Csv(Path file) throws IOException {
      this.rows = RosterFile.open(file, RosterFile.look(file).charset());
    }

    @Override
    Cells next() throws IOException {
      if (!rows.hasNext()) {
        return new Cells(0, List.of());
      }
      RosterFile.Row row = rows.next();
      return new Cells(row.line(), row.cells());
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  /** The first sheet of a workbook, of which no other has rows: they would be lost. */
  private static final class Workbook extends StatementFile {
    private static final int DIGITS_MAX = 64;

    private final ReadableWorkbook workbook;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;

    private Workbook(Path file) throws IOException {
      this.workbook = new ReadableWorkbook(file.toFile());
      try {
        requireOneSheet(file);
        this.stream = workbook.getFirstSheet().openStream();
        this.rows = stream.iterator();
      } catch (IOException | RuntimeException e) {
        workbook.close();
        throw e;
      }
    }

    private void requireOneSheet(Path file) throws IOException {
      for (Sheet sheet : workbook.getSheets().skip(1).toList()) {
        try (Stream<Row> further = sheet.openStream()) {
          if (further.map(Workbook::cells).anyMatch(Workbook::hasText)) {
            throw new IOException(
                file
                    + ": 只读第一个工作表，但“"
                    + sheet.getName()
                    + "”里也有内容，请并入第一个或删去。Only the first sheet is read: “"
                    + sheet.getName()
                    + "” must have no rows; move them to the first, or delete it.");
          }
        }
      }
    }

    private static List<String> cells(Row row) {
      return row.stream().map(cell -> cell == null ? "" : text(cell)).toList();
    }

    private static boolean hasText(List<String> cells) {
      return cells.stream().anyMatch(cell -> !cell.isBlank());
    }

    @Override
    Cells next() {
      while (rows.hasNext()) {
        Row row = rows.next();
        List<String> cells = cells(row);
        if (hasText(cells)) {
          return new Cells(row.getRowNum(), cells);
        }
      }
      return new Cells(0, List.of());
    }

    /**
     * A number as it is stored; what a date or an amount of it is is decided by its column. One
     * with more digits than any of them has keeps its exponent.
     */
    private static String text(Cell cell) {
      if (cell.getType() != CellType.NUMBER) {
        return cell.getText();
      }
      BigDecimal number = cell.asNumber();
      return Math.abs((long) number.scale()) > DIGITS_MAX
          ? number.toString()
          : number.toPlainString();
    }

    @Override
    public void close() throws IOException {
      stream.close();
      workbook.close();
    }
  }

  /** Lines of cells between tabs; an empty value is the word null. */
  private static final class Tabs extends StatementFile {
    private static final String ABSENT = "null";

    private final BufferedReader lines;
    private int line;

    private Tabs(Path file, boolean zipped) throws IOException {
      Charset charset = zipped ? StandardCharsets.UTF_8 : RosterFile.look(file).charset();
      InputStream in = zipped ? ZippedText.open(file) : Files.newInputStream(file);
      this.lines =
          new BufferedReader(new BoundedLineReader(file, new InputStreamReader(in, charset)));
    }

    @Override
    Cells next() throws IOException {
      String text = lines.readLine();
      line++;
      while (text != null && text.isBlank()) {
        text = lines.readLine();
        line++;
      }
      if (text == null) {
        return new Cells(0, List.of());
      }
      return new Cells(
          line,
          Stream.of(text.replace("\uFEFF", "").split("\t", -1))
              .map(String::strip)
              .map(cell -> cell.equals(ABSENT) ? "" : cell)
              .toList());
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
