package io.yizhan.policy;

import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with the bounds of an amount, where something is. */
final class AmountBounds {
  /** A sum and its bounds, lower and upper; each may be missing. */
  static final Pattern BOUNDED =
      Pattern.compile(
          "^(.*?)(?:\\s*(?:at least|不低于)\\s*(\\S+))?(?:\\s*(?:at most|不超过)\\s*(\\S+))?$");

  private static final Pattern WORD = Pattern.compile("at least|at most|不低于|不超过");

  private AmountBounds() {}

  /** Whether a text has a bound. */
  static boolean isIn(String text) {
    return WORD.matcher(text).find();
  }

  /**
   * Says what is wrong with the bounds of an amount.
   *
   * @param figure reads an amount or a figure of the document, fen
   * @return false where nothing is: the fault, if any, is in the sum
   */
  static boolean explain(
      PolicyTable.Text text, Function<String, OptionalLong> figure, IssueLog log) {
    Matcher bounded = BOUNDED.matcher(text.value());
    if (!bounded.matches()) {
      return false;
    }
    Matcher word = WORD.matcher(bounded.group(1));
    if (word.find()) {
      String bound = bounded.group(1).substring(word.end()).strip();
      if (figure.apply(bound).isEmpty() && Misspelt.amount(bound).isPresent()) {
        Misspelt.amount(new PolicyTable.Text(bound, text.line()), log);
      } else {
        misplaced(text, bounded.group(1).substring(word.start()), log);
      }
      return true;
    }
    for (int group = 2; group <= 3; group++) {
      String bound = bounded.group(group);
      if (bound != null && figure.apply(bound).isEmpty()) {
        noFigure(text, bound, log);
        return true;
      }
    }
    if (bounded.group(2) == null || bounded.group(3) == null) {
      return false;
    }
    long min = figure.apply(bounded.group(2)).orElseThrow();
    long max = figure.apply(bounded.group(3)).orElseThrow();
    if (min > max) {
      crossed(text, bounded.group(2), bounded.group(3), log);
    }
    return min > max;
  }

  private static void misplaced(PolicyTable.Text text, String written, IssueLog log) {
    error(
        text,
        "“" + Quoted.of(written) + "”看不懂：上下限写在最后，先“不低于”后“不超过”，后面各写一个金额或本文件的数额名。",
        "'"
            + Quoted.of(written)
            + "' is no bound: write bounds at the end, at least before at most, each with one amount"
            + " or figure.",
        log);
  }

  private static void noFigure(PolicyTable.Text text, String bound, IssueLog log) {
    if (Misspelt.amount(bound).isPresent()) {
      Misspelt.amount(new PolicyTable.Text(bound, text.line()), log);
      return;
    }
    error(
        text,
        "上下限“" + Quoted.of(bound) + "”要写成金额或本文件的数额名。",
        "Bound '" + Quoted.of(bound) + "' must be an amount or a figure of the document.",
        log);
  }

  private static void crossed(PolicyTable.Text text, String min, String max, IssueLog log) {
    error(
        text,
        "下限“" + Quoted.of(min) + "”高于上限“" + Quoted.of(max) + "”。",
        "The lower bound '" + Quoted.of(min) + "' is above the upper '" + Quoted.of(max) + "'.",
        log);
  }

  private static void error(PolicyTable.Text text, String zh, String en, IssueLog log) {
    log.error(text.line(), "BAD_BOUND", zh, en);
  }
}
