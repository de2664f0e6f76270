package io.yizhan.gateway.casefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files as officials' programs write them: UTF-8 with or without a byte order mark; what is not
 * UTF-8 is GB18030, and what is neither is refused.
 */
public final class TextFile {
  /** The largest file that is read at once, bytes. */
  public static final long BYTES_MAX = 4L << 20;

  private static final Charset CHINESE = Charset.forName("GB18030");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextFile() {}

  /** The text of a file of at most {@link #BYTES_MAX}. */
  public static String read(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(file + ": 没有这个文件，或无权读取。It must be a file that can be read.");
    }
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException(file + ": 文件太大。It must not be larger than 4 MiB.");
    }
    try {
      return decode(Files.readAllBytes(file));
    } catch (CharacterCodingException e) {
      throw new IOException(
          file + ": 不是 UTF-8，也不是 GB18030，请另存为 UTF-8。It must be UTF-8 or GB18030; save it as UTF-8.",
          e);
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = CHINESE.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
