package io.yizhan.gateway.terminal;

import java.io.PrintWriter;

/** A bar that grows, on a terminal somebody watches; elsewhere nothing is written. */
public final class Progress {
  private static final int BAR_COLUMNS = 40;
  private static final int PERCENT_WHOLE = 100;

  private final PrintWriter to;
  private final boolean watched;
  private final long total;
  private int shownPercent = -1;

  /** A bar of work that is done at {@code total}. */
  public Progress(PrintWriter to, boolean watched, long total) {
    this.to = to;
    this.watched = watched && total > 0;
    this.total = total;
  }

  /** Says how far the work is; the bar is drawn again where a percent has passed. */
  public void at(long done) {
    if (!watched) {
      return;
    }
    int percent = (int) Math.min(PERCENT_WHOLE, Math.multiplyExact(done, PERCENT_WHOLE) / total);
    if (percent != shownPercent) {
      shownPercent = percent;
      int filled = percent * BAR_COLUMNS / PERCENT_WHOLE;
      to.print(
          "\r[" + "#".repeat(filled) + " ".repeat(BAR_COLUMNS - filled) + "] " + percent + "%");
      to.flush();
    }
  }

  /** Leaves the bar's line. */
  public void done() {
    if (watched && shownPercent >= 0) {
      to.println();
    }
  }
}
