package io.yizhan.gateway.terminal;

import java.util.ArrayList;
import java.util.List;

/** How wide a text is on a terminal: a Chinese character takes two columns, most others one. */
public final class DisplayWidth {
  private DisplayWidth() {}

  /** The width of a text in columns. */
  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::ofCodePoint).sum();
  }

  /** The text with blanks behind it up to the width; a wider text stays as it is. */
  public static String padRight(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /** The text with blanks before it up to the width; a wider text stays as it is. */
  public static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - of(text))) + text;
  }

  /**
   * Breaks a text into lines of at most this width: at a blank or beside a wide character where
   * there is one, else anywhere. At least one line.
   *
   * @param columns 2 or more
   */
  public static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (of(rest) > columns) {
      int end = breakAt(rest, columns);
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  /** Where the first line ends: the last good place that fits, or the last place that fits. */
  private static int breakAt(String text, int columns) {
    int width = 0;
    int good = 0;
    int i = 0;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      width += ofCodePoint(point);
      if (width > columns) {
        break;
      }
      int next = i + Character.charCount(point);
      boolean nextIsWide = next < text.length() && isWideAndLoose(text.codePointAt(next));
      if (point == ' ' || (isWide(point) && !isClosing(next, text)) || nextIsWide) {
        good = next;
      }
      i = next;
    }
    return good > 0 ? good : i;
  }

  private static boolean isWideAndLoose(int point) {
    return isWide(point) && "，。；：、）》”".indexOf(point) < 0;
  }

  private static boolean isClosing(int at, String text) {
    return at < text.length() && "，。；：、）》”".indexOf(text.codePointAt(at)) >= 0;
  }

  private static int ofCodePoint(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(point) ? 2 : 1;
  }

  /** East Asian wide and full-width forms, as far as Chinese documents use them. */
  private static boolean isWide(int point) {
    return isWithin(point, 0x1100, 0x115F)
        || isWithin(point, 0x2E80, 0x303E)
        || isWithin(point, 0x3041, 0xA4CF)
        || isWithin(point, 0xAC00, 0xD7A3)
        || isWithin(point, 0xF900, 0xFAFF)
        || isWithin(point, 0xFE30, 0xFE6F)
        || isWithin(point, 0xFF00, 0xFF60)
        || isWithin(point, 0xFFE0, 0xFFE6)
        || isWithin(point, 0x20000, 0x3FFFD);
  }

  private static boolean isWithin(int point, int first, int last) {
    return point >= first && point <= last;
  }
}
