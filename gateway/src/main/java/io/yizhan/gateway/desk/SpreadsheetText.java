package io.yizhan.gateway.desk;

/**
 * Text that goes into a file that a spreadsheet opens: it computes a cell that begins like a
 * formula, in narrow or wide characters, and so would run what a stranger has typed.
 */
public final class SpreadsheetText {
  private static final String FORMULA = "=+-@＝＋－＠\t\r";

  private SpreadsheetText() {}

  /** Whether a spreadsheet would compute it. */
  public static boolean isFormula(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
  }

  /** The text, behind a mark that makes it one where it would be computed. */
  public static String plain(String text) {
    return isFormula(text) ? "'" + text : text;
  }
}
