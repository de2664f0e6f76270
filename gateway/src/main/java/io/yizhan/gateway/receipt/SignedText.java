package io.yizhan.gateway.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is signed: a first line that says what it is, lines of a name and a value, an empty line,
 * and the bytes it is about, as they are stored. Nothing else is signed by these keys, so that a
 * signature under one kind of text is never one under another.
 */
public record SignedText(String kind, Map<String, String> fields, byte[] content) {
  /** First line of an entry of the ledger. */
  public static final String ENTRY = "yizhan-entry 1";

  /** First line of the root of a posting day. */
  public static final String DAY_ROOT = "yizhan-day-root 1";

  private static final int HEAD_BYTES_MAX = 4_096;

  public SignedText {
    fields = new LinkedHashMap<>(fields);
    content = content.clone();
  }

  @Override
  public byte[] content() {
    return content.clone();
  }

  /** The bytes that are signed. */
  public byte[] bytes() {
    StringBuilder head = new StringBuilder(kind).append('\n');
    fields.forEach((name, value) -> head.append(name).append(' ').append(value).append('\n'));
    byte[] start = head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(start, start.length + content.length);
    System.arraycopy(content, 0, all, start.length, content.length);
    return all;
  }

  /** The value of a field; empty where it has none. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /**
   * Reads what was signed.
   *
   * @throws IllegalArgumentException when it is no such text
   */
  public static SignedText parse(byte[] bytes) {
    int end = endOfHead(bytes);
    String[] lines = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n", -1);
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int space = lines[i].indexOf(' ');
      if (space <= 0
          || fields.put(lines[i].substring(0, space), lines[i].substring(space + 1)) != null) {
        throw new IllegalArgumentException("a line of what is signed must be a name and a value");
      }
    }
    return new SignedText(lines[0], fields, Arrays.copyOfRange(bytes, end + 2, bytes.length));
  }

  /** Where the last line of the head ends, before its own end and the empty line. */
  private static int endOfHead(byte[] bytes) {
    for (int i = 0; i + 1 < Math.min(bytes.length, HEAD_BYTES_MAX); i++) {
      if (bytes[i] == '\n' && bytes[i + 1] == '\n') {
        return i;
      }
    }
    throw new IllegalArgumentException("what is signed must begin with its head");
  }
}
