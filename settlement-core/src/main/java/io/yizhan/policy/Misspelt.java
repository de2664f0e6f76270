package io.yizhan.policy;

import io.yizhan.money.Fen;
import io.yizhan.money.Yuan;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Figures as an office writes them, which the language writes otherwise: {@code 2万元}, {@code 二万},
 * {@code 20，000}, {@code ７０％}. They are refused all the same, with what to write instead.
 */
final class Misspelt {
  private static final long FEN_IN_WAN = 1_000_000;

  private static final Pattern AMOUNT =
      Pattern.compile(
          "[+-]?\\s*(?:¥|RMB)?\\s*(?:[0-9][0-9,.]*(?:\\s[0-9]{3})*\\s*[百千万萬wWkK亿億]?(?:[0-9]千)?|[零〇一二两三四五六七八九十百千万亿]+)"
              + "\\s*(?:元|圆|块|人民币)?整?");

  private static final Pattern FIGURE = Pattern.compile("[0-9]{1,40}(?:\\.[0-9]{1,8})?万?");

  private Misspelt() {}

  /** Full-width letters and signs as narrow ones. */
  static String narrow(String written) {
    return Normalizer.normalize(written, Normalizer.Form.NFKC);
  }

  /** The amount that was meant, as the language writes it; empty where none can be seen. */
  static Optional<String> amount(String written) {
    String text = narrow(written).strip();
    if (!AMOUNT.matcher(text).matches()) {
      return Optional.empty();
    }
    String bare = text.replaceAll("[+\\-¥\\s元圆块整]|RMB|人民币", "");
    bare = bare.replaceAll("[萬wW]$", "万").replaceAll("[kK]$", "千").replace('億', '亿');
    OptionalLong plain = bare.endsWith("亿") ? yi(bare) : Yuan.parsePrinted(bare);
    if (plain.isPresent()) {
      return Optional.of(spelt(plain.getAsLong()));
    }
    Set<Long> fen = QuotedFigures.of(bare + "元").fen();
    return fen.size() == 1 ? Optional.of(spelt(fen.iterator().next())) : Optional.empty();
  }

  /** {@code 1.5亿}, fen: the language counts in 万. */
  private static OptionalLong yi(String bare) {
    String figure = bare.substring(0, bare.length() - 1);
    if (!figure.matches("[0-9]{1,2}(?:\\.[0-9]{1,8})?")) {
      return OptionalLong.empty();
    }
    return Yuan.parse(
        new BigDecimal(figure).movePointRight(8).stripTrailingZeros().toPlainString());
  }

  private static String spelt(long fen) {
    if (fen >= FEN_IN_WAN && fen % (FEN_IN_WAN / 10) == 0) {
      long tenths = fen / (FEN_IN_WAN / 10);
      return (tenths % 10 == 0 ? "" + tenths / 10 : tenths / 10 + "." + tenths % 10) + "万";
    }
    return Yuan.format(fen).replace(",", "").replaceFirst("\\.00$", "");
  }

  /** The share that was meant, as the language writes it. */
  static Optional<String> percent(String written) {
    String text = narrow(written).replaceAll("\\s", "");
    OptionalInt plain = Yuan.parsePercent(text);
    if (plain.isPresent()) {
      return Optional.of(Yuan.formatPercent(plain.getAsInt()));
    }
    if (AmountCompiler.WHOLE_WORDS.contains(text)) {
      return Optional.of("100%");
    }
    Set<Long> ppm = QuotedFigures.of(text).ppm();
    return text.matches("百分之.+|.成.?") && ppm.size() == 1
        ? Optional.of(Yuan.formatPercent(ppm.iterator().next().intValue()))
        : Optional.empty();
  }

  /** Says how an amount is written, where somebody wrote it otherwise. */
  static void amount(PolicyTable.Text text, IssueLog log) {
    String written = Quoted.of(text.value());
    Optional<String> meant = amount(text.value());
    if (meant.isEmpty() && FIGURE.matcher(text.value()).matches() && isTooLarge(text.value())) {
      log.error(
          text.line(),
          "BAD_AMOUNT",
          "金额“" + written + "”超过上限：最多 10亿元（1000000000）。",
          "Amount '" + written + "' is above the limit of 1,000,000,000 yuan.");
      return;
    }
    if (meant.isEmpty()) {
      log.error(
          text.line(),
          "BAD_AMOUNT",
          "金额“" + written + "”看不懂。写 20000、2万 或 2875.30（到分，不写逗号）。",
          "Amount '" + written + "' is not one. Write 20000, 2万 or 2875.30, without commas.");
      return;
    }
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    String narrow = narrow(written);
    because(narrow.matches(".*[元圆块¥].*|.*(人民币|RMB).*"), "单位就是元，不写出来", "yuan is understood", zh, en);
    because(narrow.contains(","), "数字里不写逗号", "without commas", zh, en);
    because(narrow.matches("[+-].*"), "金额不带正负号", "without a sign", zh, en);
    because(narrow.contains("整"), "不写“整”", "without 整", zh, en);
    because(narrow.strip().matches(".*\\s.*"), "中间不空格", "without a space", zh, en);
    because(narrow.matches(".*[萬wW].*"), "“万”写汉字万", "with 万", zh, en);
    because(narrow.matches(".*[亿億].*"), "用万，不用亿", "in 万", zh, en);
    because(narrow.matches(".*[kK].*"), "不写 k", "without k", zh, en);
    because(isWide(written), "数字用半角", "in half-width figures", zh, en);
    because(narrow.matches(".*[零〇一二两三四五六七八九十百千].*"), "用阿拉伯数字", "in Arabic figures", zh, en);
    log.error(
        text.line(),
        "BAD_AMOUNT",
        "金额“" + written + "”要写成 " + meant.get() + reasons("：", "，", zh) + "。",
        "Write '" + written + "' as " + meant.get() + reasons(": ", ", ", en) + ".");
  }

  private static boolean isTooLarge(String figure) {
    boolean wan = figure.endsWith("万");
    BigDecimal yuan = new BigDecimal(wan ? figure.substring(0, figure.length() - 1) : figure);
    BigDecimal fen = yuan.movePointRight(wan ? 6 : 2);
    return fen.compareTo(BigDecimal.valueOf(Fen.AMOUNT_MAX)) > 0;
  }

  private static String reasons(String before, String between, List<String> reasons) {
    return reasons.isEmpty() ? "" : before + String.join(between, reasons);
  }

  private static void because(
      boolean holds, String reasonZh, String reasonEn, List<String> zh, List<String> en) {
    if (holds) {
      zh.add(reasonZh);
      en.add(reasonEn);
    }
  }

  /** Whether a text has full-width digits or signs. */
  static boolean isWide(String written) {
    return written.matches(".*[０-９％，．－＋　].*");
  }
}
