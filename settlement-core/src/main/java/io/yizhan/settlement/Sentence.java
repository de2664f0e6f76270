package io.yizhan.settlement;

/**
 * A sentence for people with a stable code; each language at most {@link #LENGTH_MAX} characters.
 */
public record Sentence(String code, String zh, String en) {
  /** What fits the national err_msg. */
  public static final int LENGTH_MAX = 200;

  public Sentence {
    zh = cut(zh);
    en = cut(en);
  }

  private static String cut(String text) {
    return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX - 1) + "…";
  }
}
