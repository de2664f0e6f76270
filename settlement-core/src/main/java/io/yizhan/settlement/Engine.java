package io.yizhan.settlement;

/**
 * The code that computes, by a number of its own. It is stored with every settlement and raised
 * whenever the same inputs may give another answer, be it in one word of a sentence: then an audit
 * compares the amounts of older settlements, and not their bytes.
 */
public final class Engine {
  /** Now. */
  public static final String VERSION = "0.1.4";

  private Engine() {}
}
