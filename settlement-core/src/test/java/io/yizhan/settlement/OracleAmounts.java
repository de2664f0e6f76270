package io.yizhan.settlement;

import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The grammar of amounts: terms joined by + and -, then at least, then at most. Yuan or a count.
 */
final class OracleAmounts {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal MYRIAD = BigDecimal.valueOf(10_000);
  private final Map<String, PolicyTable.Text> figures;
  private final Function<String, BigDecimal> nouns;

  /**
   * Amounts of a document.
   *
   * @param nouns what a noun measures now
   */
  OracleAmounts(Map<String, PolicyTable.Text> figures, Function<String, BigDecimal> nouns) {
    this.figures = figures;
    this.nouns = nouns;
  }

  /** {@code 2万}, {@code 2875.30}. */
  static BigDecimal figure(String text) {
    return text.endsWith("万")
        ? new BigDecimal(text.substring(0, text.length() - 1)).multiply(MYRIAD)
        : new BigDecimal(text);
  }

  static BigDecimal rounded(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }

  /** A list means a sum; rounded once, half-up, to the fen. */
  BigDecimal sum(List<PolicyTable.Text> texts) {
    return rounded(exact(String.join(" + ", texts.stream().map(PolicyTable.Text::value).toList())));
  }

  BigDecimal amount(PolicyTable.Text text) {
    return rounded(exact(text.value()));
  }

  /** Before it is rounded: adjustments change it first. */
  BigDecimal exact(String text) {
    String[] most = text.replace("不超过", "at most").split(" at most ", -1);
    String[] least = most[0].replace("不低于", "at least").split(" at least ", -1);
    BigDecimal sum = terms(least[0]).max(BigDecimal.ZERO);
    if (least.length > 1) {
      sum = sum.max(term(least[1]));
    }
    return most.length > 1 ? sum.min(term(most[1])) : sum;
  }

  private BigDecimal terms(String text) {
    BigDecimal sum = BigDecimal.ZERO;
    for (String plus : text.split(" \\+ ", -1)) {
      String[] pieces = plus.split(" - ", -1);
      sum = sum.add(term(pieces[0]));
      for (int i = 1; i < pieces.length; i++) {
        sum = sum.subtract(term(pieces[i]));
      }
    }
    return sum;
  }

  private BigDecimal term(String given) {
    String text = given.strip();
    int of = text.indexOf("% of ");
    if (of > 0) {
      BigDecimal share = new BigDecimal(text.substring(0, of)).divide(HUNDRED);
      return share.multiply(term(text.substring(of + 5)));
    }
    int per = text.indexOf(" per ");
    if (per > 0) {
      return term(text.substring(0, per)).multiply(nouns.apply(text.substring(per + 5)));
    }
    PolicyTable.Text named = figures.get(text);
    if (named != null) {
      return figure(named.value());
    }
    return Character.isDigit(text.charAt(0)) ? figure(text) : nouns.apply(text);
  }
}
