package io.yizhan.proof;

import java.util.Optional;

/**
 * What is known of one layer, or of the whole document.
 *
 * @param verdict how sure it is
 * @param code stable
 * @param layer its code; empty where it is of the document
 * @param line of the layer in the document, from 1
 * @param zh one sentence or two, Chinese
 * @param en the same, English
 * @param example the claim that shows it; always there when something is refuted
 */
public record Finding(
    Verdict verdict,
    String code,
    String layer,
    int line,
    String zh,
    String en,
    Optional<CounterExample> example) {
  /** A bigger bill makes a payer's total smaller. */
  public static final String NOT_MONOTONE = "NOT_MONOTONE";

  /** A layer that finds nothing left to pay, whatever the bill. */
  public static final String CAN_NEVER_PAY = "CAN_NEVER_PAY";

  /** One fen more changes a payment by more, and the document does not say so. */
  public static final String JUMP_NOT_DECLARED = "JUMP_NOT_DECLARED";

  /** What a layer declares is not there. */
  public static final String DECLARED_ABSENT = "DECLARED_ABSENT";

  /** A declaration that cannot be read. */
  public static final String BAD_DECLARATION = "BAD_DECLARATION";

  /** An identity listed first bears more than one listed after it. */
  public static final String POORER_BEARS_MORE = "POORER_BEARS_MORE";

  /** Neither proved nor refuted. */
  public static final String UNPROVED = "UNPROVED";

  /** Proved, or declared and there. */
  public static final String PROVED = "PROVED";

  /** How sure it is. */
  public enum Verdict {
    /** For every claim, by the lemma. */
    PROVED,
    /** It is there, and the document says that it is. */
    DECLARED,
    /** A claim shows the contrary. */
    REFUTED,
    /** Nobody knows; nothing to be seen where it was looked for. */
    UNPROVED
  }

  /** Whether it prevents publishing. */
  public boolean isError() {
    return verdict == Verdict.REFUTED && !code.equals(POORER_BEARS_MORE);
  }

  /** Whether somebody should read it. */
  public boolean isWarning() {
    return !isError() && !code.equals(PROVED);
  }
}
