package io.yizhan.gateway.cli;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;

/**
 * The text of a file of lines, given up at a line that is longer than lines are: whoever reads
 * lines or rows on top of it keeps one in memory, and the file is somebody else's.
 */
final class BoundedLineReader extends FilterReader {
  /** A statement's or a roster's line has a few hundred. */
  static final int LINE_CHARACTERS_MAX = 65_536;

  private final Path file;
  private int line = 1;
  private int length;

  BoundedLineReader(Path file, Reader in) {
    super(in);
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      count((char) read);
    }
    return read;
  }

  @Override
  public int read(char[] into, int offset, int count) throws IOException {
    int read = super.read(into, offset, count);
    for (int i = 0; i < read; i++) {
      count(into[offset + i]);
    }
    return read;
  }

  private void count(char each) throws IOException {
    if (each == '\n') {
      line++;
      length = 0;
    } else if (++length > LINE_CHARACTERS_MAX) {
      throw tooLong();
    }
  }

  /** Whether it was given up; a parser on top of it has its own words for that. */
  boolean isGivenUp() {
    return length > LINE_CHARACTERS_MAX;
  }

  /** Says which line of which file is too long. */
  IOException tooLong() {
    return new IOException(
        file
            + ": 第 "
            + line
            + " 行超过 "
            + LINE_CHARACTERS_MAX
            + " 个字符。Line "
            + line
            + " has more than "
            + LINE_CHARACTERS_MAX
            + " characters.");
  }
}
