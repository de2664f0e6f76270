package io.yizhan.policy;

import io.yizhan.money.Yuan;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shares of a quantity as an office writes them, {@code 收入的10%}, {@code 10% × income}, {@code 10%}
 * alone: they are refused, with the share as the language writes it, {@code 10% of income}.
 */
final class ShareFaults {
  private static final String SHARE =
      "([0-9.]+\\s*%|0?\\.[0-9]+|百分之[^的×*]+?|[一二三四五六七八九]成[一二三四五六七八九]?)";
  private static final Pattern BEHIND =
      Pattern.compile("(.+?)\\s*(?:的|[×*xX]|乘以?|之|\\s)\\s*" + SHARE);
  private static final Pattern BEFORE =
      Pattern.compile(SHARE + "\\s*(?:of\\b|的|[×*xX](?![a-zA-Z])|乘以?|\\s)\\s*(.+)");
  private static final Pattern ALONE = Pattern.compile(SHARE);

  /** No quantity is longer; matching costs length times length. */
  private static final int TERM_MAX = 100;

  private final IssueLog log;
  private final Predicate<String> known;
  private final List<String> figures;

  /**
   * Of amounts of one layer.
   *
   * @param known whether something is called so there
   * @param figures the figures of the document
   */
  ShareFaults(IssueLog log, Predicate<String> known, List<String> figures) {
    this.log = log;
    this.known = known;
    this.figures = figures;
  }

  /** Says how a share is written, where one of these terms is one written otherwise. */
  boolean explain(int line, List<String> terms) {
    for (String term : terms) {
      Optional<String> meant = meant(term);
      if (meant.isPresent()) {
        report(line, Quoted.of(term), Quoted.of(meant.get()), isAlone(term));
        return true;
      }
    }
    return false;
  }

  private static boolean isAlone(String term) {
    return ALONE.matcher(Misspelt.narrow(term).strip()).matches();
  }

  private Optional<String> meant(String term) {
    int of = term.indexOf(" of ");
    if (term.length() > TERM_MAX || AmountCompiler.PER.matcher(term).find()) {
      return Optional.empty();
    }
    if (of > 0 && Yuan.parsePercent(term.substring(0, of).strip()).isPresent()) {
      return Optional.empty();
    }
    String text = Misspelt.narrow(term).strip();
    if (isAlone(term)) {
      return share(text).map(share -> share + " of " + (figures.isEmpty() ? "in" : figures.get(0)));
    }
    Matcher behind = BEHIND.matcher(text);
    Matcher before = BEFORE.matcher(text);
    if (before.matches()) {
      return share(before.group(1)).map(share -> share + " of " + noun(before.group(2)));
    }
    return behind.matches()
        ? share(behind.group(2)).map(share -> share + " of " + noun(behind.group(1)))
        : Optional.empty();
  }

  /** What the share is of, or what it may be: a figure named nearly so. */
  private String noun(String written) {
    String noun = written.strip();
    return known.test(noun) ? noun : Nearest.to(noun, figures).orElse(noun);
  }

  private static Optional<String> share(String written) {
    if (written.matches("0?\\.[0-9]+")) {
      BigDecimal percent = new BigDecimal(written).movePointRight(2).stripTrailingZeros();
      String text = percent.toPlainString() + "%";
      return Yuan.parsePercent(text).isPresent() ? Optional.of(text) : Optional.empty();
    }
    return Misspelt.percent(written);
  }

  private void report(int line, String written, String meant, boolean alone) {
    log.error(
        line,
        "BAD_AMOUNT",
        alone
            ? "“" + written + "”没有说是什么的百分之几：例如写成 " + meant + "。"
            : "“" + written + "”要写成 " + meant + "：先写比例，再写 of 和名称。",
        alone
            ? "'"
                + written
                + "' does not say of what it is a share: write, for example, "
                + meant
                + "."
            : "Write '" + written + "' as " + meant + ": the share first, then 'of' and the name.");
  }
}
