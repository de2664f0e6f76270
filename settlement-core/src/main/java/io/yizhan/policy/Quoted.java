package io.yizhan.policy;

/** What a document says, as a sentence about it repeats it: the beginning of a long text. */
public final class Quoted {
  /** Whoever reads the sentence finds the place by its line; a cell is rarely longer. */
  static final int CODE_POINTS_MAX = 64;

  private Quoted() {}

  /** The text, or as many of its first characters as fit and an ellipsis. */
  public static String of(String text) {
    return of(text, CODE_POINTS_MAX);
  }

  static String of(String text, int codePointsMax) {
    return text.length() <= codePointsMax || text.codePointCount(0, text.length()) <= codePointsMax
        ? text
        : text.substring(0, text.offsetByCodePoints(0, codePointsMax)) + "…";
  }
}
