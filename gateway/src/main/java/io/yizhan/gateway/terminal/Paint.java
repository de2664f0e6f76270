package io.yizhan.gateway.terminal;

/** Colours, where the terminal has them. Painted text takes no more columns than plain text. */
public enum Paint {
  /** Leaves every text as it is. */
  PLAIN,
  /** Writes ANSI sequences. */
  ANSI;

  private static final String RESET = "\u001b[0m";

  /** What matters most: the patient's share. */
  public String strong(String text) {
    return paint("\u001b[1;32m", text);
  }

  /** A heading. */
  public String heading(String text) {
    return paint("\u001b[1;36m", text);
  }

  /** Small print: clauses and assumptions. */
  public String quiet(String text) {
    return paint("\u001b[2m", text);
  }

  /** A warning: a cap cut a payment, a figure differs. */
  public String loud(String text) {
    return paint("\u001b[1;33m", text);
  }

  private String paint(String sequence, String text) {
    return this == PLAIN || text.isEmpty() ? text : sequence + text + RESET;
  }
}
