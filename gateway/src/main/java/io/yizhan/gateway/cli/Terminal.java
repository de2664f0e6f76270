package io.yizhan.gateway.cli;

import io.yizhan.gateway.terminal.Paint;

/** What is known of the terminal. */
final class Terminal {
  /** The widest line of a table or a help, in columns. */
  static final int COLUMNS_MAX = 80;

  /**
   * Set by the launcher, which can tell a terminal from a pipe; Java cannot, from version 22 on.
   */
  private static final String TERMINAL_PROPERTY = "yizhan.terminal";

  /** The same for standard error. */
  private static final String WATCHED_PROPERTY = "yizhan.terminal.err";

  private Terminal() {}

  /** Colours, where standard output is a terminal that has them. */
  static Paint paint() {
    boolean colours =
        Boolean.getBoolean(TERMINAL_PROPERTY)
            && System.getenv("NO_COLOR") == null
            && !"dumb".equals(System.getenv("TERM"));
    return colours ? Paint.ANSI : Paint.PLAIN;
  }

  /** Whether somebody watches standard error, so that a progress bar is of use. */
  static boolean isWatched() {
    return Boolean.getBoolean(WATCHED_PROPERTY) && !"dumb".equals(System.getenv("TERM"));
  }
}
