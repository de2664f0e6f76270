package io.yizhan.gateway.casefile;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a stream, one after the other; a line beyond the limit is passed over. */
final class BoundedLines implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final int lineBytesMax;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private long bytesRead;
  private int lineNumber;

  BoundedLines(InputStream in, int lineBytesMax) {
    this.in = in;
    this.lineBytesMax = lineBytesMax;
  }

  /**
   * A line without its end.
   *
   * @param tooLong it was passed over; {@code bytes} is empty
   */
  record Line(int number, byte[] bytes, boolean tooLong) {
    boolean isBlank() {
      for (byte b : bytes) {
        if (b > ' ' || b < 0) {
          return false;
        }
      }
      return !tooLong;
    }
  }

  /** The next line, empty at the end. */
  Optional<Line> next() throws IOException {
    byte[] line = {};
    int length = 0;
    boolean any = false;
    while (fill()) {
      any = true;
      int newline = at;
      while (newline < end && buffer[newline] != '\n') {
        newline++;
      }
      int piece = newline - at;
      if (length + piece <= lineBytesMax) {
        line = Arrays.copyOf(line, length + piece);
        System.arraycopy(buffer, at, line, length, piece);
      }
      length += piece;
      boolean ended = newline < end;
      at = ended ? newline + 1 : newline;
      if (ended) {
        break;
      }
    }
    if (!any) {
      return Optional.empty();
    }
    lineNumber++;
    boolean tooLong = length > lineBytesMax;
    return Optional.of(new Line(lineNumber, tooLong ? new byte[0] : line, tooLong));
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    at = 0;
    end = in.read(buffer);
    bytesRead += Math.max(0, end);
    return end > 0;
  }

  /** How much of the stream has been read, bytes. */
  long bytesRead() {
    return bytesRead;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
