package io.yizhan.gateway.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.yizhan.gateway.desk.SpreadsheetText;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Rows of texts in a file that spreadsheets open: UTF-8 with its mark, quoted where needed. */
final class CsvFile implements Closeable {
  /** Without it a spreadsheet takes Chinese for another encoding. */
  private static final char MARK = '\ufeff';

  private final Writer writer;
  private final JsonGenerator rows;

  /** Begins a file with a heading. */
  CsvFile(Path file, List<String> heading) throws IOException {
    this.writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    writer.write(MARK);
    this.rows =
        new CsvMapper()
            .writer(CsvSchema.emptySchema().withLineSeparator("\r\n"))
            .createGenerator(writer);
    row(heading);
  }

  void row(List<String> cells) throws IOException {
    rows.writeStartArray();
    for (String cell : cells) {
      rows.writeString(plain(cell));
    }
    rows.writeEndArray();
  }

  /** A spreadsheet would compute what begins like a formula; an amount is none. */
  private static String plain(String cell) {
    return cell.matches("-[0-9.,]+") ? cell : SpreadsheetText.plain(cell);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
