package io.yizhan.policy;

/**
 * Something wrong with a document, said so that whoever typed it can mend it.
 *
 * @param file the file
 * @param line from 1
 * @param error true when it prevents publishing; else a warning
 * @param code stable
 * @param zh what is wrong and what to write instead, Chinese, at most {@link #SENTENCE_MAX}
 *     characters
 * @param en the same, English
 */
public record PolicyIssue(String file, int line, boolean error, String code, String zh, String en) {
  /** Sentences quote what was typed ({@link Quoted}); no document makes one longer than this. */
  public static final int SENTENCE_MAX = 1_000;

  public PolicyIssue {
    zh = Quoted.of(zh, SENTENCE_MAX);
    en = Quoted.of(en, SENTENCE_MAX);
  }
}
