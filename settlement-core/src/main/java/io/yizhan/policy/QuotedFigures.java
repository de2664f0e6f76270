package io.yizhan.policy;

import io.yizhan.money.Yuan;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures that a text names, as a document prints them: {@code 70%}, {@code 百分之七十}, {@code 七成},
 * {@code 5个百分点}; {@code 5万元}, {@code 五万元}, {@code 2,000元}, {@code 1-3万元}.
 *
 * @param ppm shares, ppm
 * @param fen amounts, fen
 * @param hinted shares that words such as 全额 may mean, ppm: they bear a figure out, but naming them
 *     is naming no figure
 */
record QuotedFigures(Set<Long> ppm, Set<Long> fen, Set<Long> hinted) {
  /** Clauses are shorter; what stands behind is not read, for digits cost length times length. */
  private static final int CHARACTERS_MAX = 2_048;

  private static final long PPM_IN_PERCENT = 10_000;
  private static final long PPM_IN_TENTH = 100_000;

  private static final String NUMBER = "(\\d+(?:,\\d{3})*(?:\\.\\d+)?)";
  private static final String WORDS = "([零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?)";
  private static final String SUM_WORDS = "((?<![\\d.百分之])[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*)";
  private static final String TO = "\\s*(?:-|—+|–|~|～|至|到)\\s*";

  private static final Pattern PERCENT = Pattern.compile(NUMBER + "\\s*(?:%|个?百分点|pp\\b|percent)");
  private static final Pattern PERCENT_FROM =
      Pattern.compile(NUMBER + "(?=" + TO + "\\d+(?:\\.\\d+)?\\s*%)");
  private static final Pattern PERCENT_WORDS = Pattern.compile("百分之" + WORDS);
  private static final Pattern TENTHS = Pattern.compile("([1-9一二两三四五六七八九])成([1-9一二三四五六七八九])?");
  private static final Pattern AMOUNT =
      Pattern.compile(NUMBER + "\\s*(?:(万)\\s*(?:(\\d)千)?\\s*元?|([千百])?\\s*(?:元|yuan))");
  private static final Pattern AMOUNT_FROM =
      Pattern.compile(NUMBER + "(?=" + TO + "\\d+(?:\\.\\d+)?\\s*(?:(万)\\s*元?|元))");
  private static final Pattern AMOUNT_WORDS =
      Pattern.compile(SUM_WORDS + "(?=元)|" + SUM_WORDS + "(?<=万)");
  private static final Pattern WHOLE = Pattern.compile("全额|全部|全免|免费");
  private static final Pattern HALF = Pattern.compile("减半|一半");

  private static final Map<Character, Long> DIGITS =
      Map.ofEntries(
          Map.entry('零', 0L),
          Map.entry('〇', 0L),
          Map.entry('一', 1L),
          Map.entry('二', 2L),
          Map.entry('两', 2L),
          Map.entry('三', 3L),
          Map.entry('四', 4L),
          Map.entry('五', 5L),
          Map.entry('六', 6L),
          Map.entry('七', 7L),
          Map.entry('八', 8L),
          Map.entry('九', 9L));
  private static final Map<Character, Long> UNITS =
      Map.of('十', 10L, '百', 100L, '千', 1_000L, '万', 10_000L, '亿', 100_000_000L);

  QuotedFigures {
    ppm = Set.copyOf(ppm);
    fen = Set.copyOf(fen);
    hinted = Set.copyOf(hinted);
  }

  /** The figures of a text. */
  static QuotedFigures of(String written) {
    String text = narrow(written.substring(0, Math.min(written.length(), CHARACTERS_MAX)));
    Set<Long> ppm = new LinkedHashSet<>();
    Set<Long> fen = new LinkedHashSet<>();
    each(PERCENT, text, found -> percent(found.group(1), ppm));
    each(PERCENT_FROM, text, found -> percent(found.group(1), ppm));
    each(PERCENT_WORDS, text, found -> percent(digits(found.group(1)), ppm));
    each(TENTHS, text, found -> ppm.add(tenths(found)));
    each(AMOUNT, text, found -> amount(found, fen));
    each(
        AMOUNT_FROM,
        text,
        found -> yuan(found.group(1) + (found.group(2) == null ? "" : found.group(2)), fen));
    each(
        AMOUNT_WORDS,
        text,
        found -> yuan(digits(found.group(1) == null ? found.group(2) : found.group(1)), fen));
    Set<Long> hinted = new LinkedHashSet<>();
    each(WHOLE, text, found -> hinted.add(100 * PPM_IN_PERCENT));
    each(HALF, text, found -> hinted.add(50 * PPM_IN_PERCENT));
    return new QuotedFigures(ppm, fen, hinted);
  }

  /** Full-width figures as narrow ones. */
  private static String narrow(String text) {
    StringBuilder narrow = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean wide = (c >= '０' && c <= '９') || c == '％' || c == '．';
      narrow.append(wide ? (char) (c - '０' + '0') : c);
    }
    return narrow.toString();
  }

  private static void each(
      Pattern pattern, String text, java.util.function.Consumer<Matcher> found) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.accept(matcher);
    }
  }

  private static void percent(String number, Set<Long> ppm) {
    OptionalInt share = Yuan.parsePercent(number.replace(",", "") + "%");
    share.ifPresent(value -> ppm.add((long) value));
  }

  private static void yuan(String number, Set<Long> fen) {
    OptionalLong amount = Yuan.parse(number.replace(",", ""));
    amount.ifPresent(fen::add);
  }

  private static long tenths(Matcher found) {
    long tenths = Long.parseLong(digits(found.group(1)));
    long more = found.group(2) == null ? 0 : Long.parseLong(digits(found.group(2)));
    return tenths * PPM_IN_TENTH + more * PPM_IN_PERCENT;
  }

  private static void amount(Matcher found, Set<Long> fen) {
    BigDecimal number = new BigDecimal(found.group(1).replace(",", ""));
    if (found.group(2) != null) {
      number = number.multiply(BigDecimal.valueOf(10_000));
      String thousands = found.group(3);
      number =
          number.add(BigDecimal.valueOf(thousands == null ? 0 : Long.parseLong(thousands) * 1_000));
    } else if (found.group(4) != null) {
      number = number.multiply(BigDecimal.valueOf(found.group(4).equals("千") ? 1_000 : 100));
    }
    yuan(number.stripTrailingZeros().toPlainString(), fen);
  }

  /** {@code 二万五千} as 25000, {@code 七十五点五} as 75.5; figures stay as they are. */
  private static String digits(String words) {
    if (words.matches("[0-9]+")) {
      return words;
    }
    String[] halves = words.split("点", 2);
    StringBuilder decimals = new StringBuilder();
    if (halves.length == 2) {
      decimals.append('.');
      halves[1].chars().forEach(c -> decimals.append(DIGITS.getOrDefault((char) c, 0L)));
    }
    return whole(halves[0]) + decimals.toString();
  }

  private static long whole(String words) {
    long sum = 0;
    long section = 0;
    long digit = 0;
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      long unit = UNITS.getOrDefault(c, 0L);
      if (unit == 0) {
        digit = DIGITS.getOrDefault(c, 0L);
      } else if (unit < 10_000) {
        section += Math.max(digit, section == 0 && digit == 0 ? 1 : digit) * unit;
        digit = 0;
      } else {
        sum = (sum + section + digit) * unit;
        section = 0;
        digit = 0;
      }
    }
    return sum + section + digit;
  }
}
