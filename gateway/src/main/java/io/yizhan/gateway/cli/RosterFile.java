package io.yizhan.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A list saved by a spreadsheet: CSV in UTF-8, with or without the mark before it, or in GB18030,
 * which holds GBK and GB2312. It is read once to tell which, and again row by row: it may be larger
 * than memory.
 */
final class RosterFile implements AutoCloseable {
  private static final Charset CHINESE = Charset.forName("GB18030");
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Path file;
  private final BoundedLineReader lines;
  private final Reader text;
  private final MappingIterator<List<String>> rows;

  /** The row that was read already. */
  private @Nullable Row ahead;

  private RosterFile(
      Path file, BoundedLineReader lines, Reader text, MappingIterator<List<String>> rows) {
    this.file = file;
    this.lines = lines;
    this.text = text;
    this.rows = rows;
  }

  /**
   * What a first reading tells.
   *
   * @param lines at least one, for a bar that grows
   */
  record Look(Charset charset, long lines) {}

  /** A row with its line in the file, from 1. */
  record Row(int line, List<String> cells) {}

  /** Looks through the file: which encoding, how many lines. */
  static Look look(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(file + ": 没有这个文件，或无权读取。It must be a file that can be read.");
    }
    if (isWorkbook(file)) {
      throw new IOException(file + ": 是工作簿，请另存为 CSV（逗号分隔）。It is a workbook; save it as CSV.");
    }
    for (Charset charset : List.of(StandardCharsets.UTF_8, CHINESE)) {
      long lines = lines(file, charset);
      if (lines > 0) {
        return new Look(charset, lines);
      }
    }
    throw new IOException(
        file + ": 不是 UTF-8，也不是 GB18030，请另存为 UTF-8。It must be UTF-8 or GB18030; save it as UTF-8.");
  }

  /** A workbook of today is a ZIP, one of before 2007 a compound file. */
  private static boolean isWorkbook(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] first = in.readNBytes(4);
      return Arrays.equals(first, new byte[] {'P', 'K', 3, 4})
          || Arrays.equals(first, new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0});
    }
  }

  /** How many lines the file has in this encoding; 0 where it is in another. */
  private static long lines(Path file, Charset charset) throws IOException {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
    CharBuffer characters = CharBuffer.allocate(CHUNK_BYTES);
    long lines = 1;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      boolean end = false;
      while (!end) {
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        end = count < 0;
        bytes.position(bytes.position() + Math.max(0, count)).flip();
        CoderResult result = decoder.decode(bytes, characters, end);
        if (result.isError()) {
          return 0;
        }
        characters.flip();
        while (characters.hasRemaining()) {
          lines += characters.get() == '\n' ? 1 : 0;
        }
        characters.clear();
        bytes.compact();
      }
    }
    return lines;
  }

  /** Opens it to be read row by row. */
  static RosterFile open(Path file, Charset charset) throws IOException {
    Reader text = new InputStreamReader(Files.newInputStream(file), charset);
    BoundedLineReader lines = new BoundedLineReader(file, text);
    text = new java.io.BufferedReader(lines, CHUNK_BYTES);
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    MappingIterator<List<String>> rows =
        CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build()
            .readerForListOf(String.class)
            .readValues(text);
    return new RosterFile(file, lines, text, rows);
  }

  /** Whether there is a further row; one of empty cells, as spreadsheets save them, is none. */
  boolean hasNext() throws IOException {
    try {
      while (ahead == null && rows.hasNextValue()) {
        int line = rows.getCurrentLocation().getLineNr();
        List<String> cells = rows.nextValue();
        if (cells.stream().anyMatch(cell -> !cell.isBlank())) {
          ahead = new Row(line, cells);
        }
      }
      return ahead != null;
    } catch (JsonProcessingException | RuntimeJsonMappingException e) {
      throw broken();
    }
  }

  /** The next row. */
  Row next() throws IOException {
    if (!hasNext() || ahead == null) {
      throw new NoSuchElementException("a file must have a further row");
    }
    Row row = ahead;
    ahead = null;
    return row;
  }

  /** Without the parser's words: they quote what stands in the file. */
  private IOException broken() {
    if (lines.isGivenUp()) {
      return lines.tooLong();
    }
    return new IOException(
        file
            + ": 第 "
            + rows.getCurrentLocation().getLineNr()
            + " 行附近不是 CSV（引号是否配对？）。Near this line it is no CSV: are the quotes closed?");
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
