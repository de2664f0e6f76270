package io.yizhan.money;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Amounts and rates as people write them. */
public final class Yuan {
  private static final int FEN_IN_YUAN = 100;
  private static final int PPM_IN_PERCENT = 10_000;
  private static final long WAN_FEN = 1_000_000L;
  private static final int WHOLE_DIGITS_MAX = 12;
  private static final int FRACTION_DIGITS_MAX = 8;

  /** Digits in threes, as {@link #format} writes them. */
  private static final Pattern GROUPED = Pattern.compile("[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");

  private Yuan() {}

  /**
   * Reads {@code 20000}, {@code 2875.30}, {@code 2万} or {@code 1.8万}; empty when the text is none
   * of these, has more than whole fen, or exceeds {@link Fen#AMOUNT_MAX}.
   */
  public static OptionalLong parse(String text) {
    boolean wan = text.endsWith("万");
    String digits = wan ? text.substring(0, text.length() - 1) : text;
    long unitFen = wan ? WAN_FEN : FEN_IN_YUAN;
    OptionalLong amount = scaled(digits, unitFen);
    return amount.isPresent() && amount.getAsLong() > Fen.AMOUNT_MAX
        ? OptionalLong.empty()
        : amount;
  }

  /**
   * Reads what tables print, too: {@code 20,000.00}. A comma stands between thousands only: where
   * it stands for a point, {@code 1000,50}, the text is none of an amount.
   */
  public static OptionalLong parsePrinted(String text) {
    boolean grouped = text.indexOf(',') > 0 && GROUPED.matcher(text).matches();
    return parse(grouped ? text.replace(",", "") : text);
  }

  /** Reads {@code 70%} or {@code 8.75%} as parts per million; empty when it is not such a text. */
  public static OptionalInt parsePercent(String text) {
    if (!text.endsWith("%")) {
      return OptionalInt.empty();
    }
    OptionalLong ppm = scaled(text.substring(0, text.length() - 1).trim(), PPM_IN_PERCENT);
    return ppm.isEmpty() || ppm.getAsLong() > Integer.MAX_VALUE
        ? OptionalInt.empty()
        : OptionalInt.of((int) ppm.getAsLong());
  }

  /** Writes fen as {@code 20,000.00}. */
  public static String format(long fen) {
    String sign = fen < 0 ? "-" : "";
    String digits = Long.toString(Math.absExact(fen) / FEN_IN_YUAN);
    StringBuilder out = new StringBuilder(sign);
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 3 == 0) {
        out.append(',');
      }
      out.append(digits.charAt(i));
    }
    long rest = Math.abs(fen % FEN_IN_YUAN);
    return out.append('.').append(rest / 10).append(rest % 10).toString();
  }

  /** Writes parts per million as {@code 70%} or {@code 8.75%}. */
  public static String formatPercent(int ppm) {
    StringBuilder out = new StringBuilder().append(ppm / PPM_IN_PERCENT);
    int rest = ppm % PPM_IN_PERCENT;
    if (rest > 0) {
      out.append('.');
    }
    for (int unit = PPM_IN_PERCENT / 10; rest > 0; unit /= 10) {
      out.append((char) ('0' + rest / unit));
      rest %= unit;
    }
    return out.append('%').toString();
  }

  /** A plain decimal, 1 to 12 digits and 1 to 8 behind a point, times the unit if that is whole. */
  private static OptionalLong scaled(String decimal, long unit) {
    int point = decimal.indexOf('.');
    int wholeEnd = point < 0 ? decimal.length() : point;
    int fractionDigits = decimal.length() - wholeEnd - 1;
    if (wholeEnd < 1
        || wholeEnd > WHOLE_DIGITS_MAX
        || fractionDigits == 0
        || fractionDigits > FRACTION_DIGITS_MAX) {
      return OptionalLong.empty();
    }
    long whole = 0;
    long fraction = 0;
    long weight = unit;
    for (int i = 0; i < decimal.length(); i++) {
      int digit = decimal.charAt(i) - '0';
      if (i == point) {
        continue;
      }
      if (digit < 0 || digit > 9) {
        return OptionalLong.empty();
      }
      if (i < wholeEnd) {
        whole = whole * 10 + digit;
        continue;
      }
      if (weight % 10 != 0 && digit != 0) {
        return OptionalLong.empty();
      }
      weight /= 10;
      fraction += digit * weight;
    }
    return OptionalLong.of(Math.multiplyExact(whole, unit) + fraction);
  }
}
