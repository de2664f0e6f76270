package io.yizhan.gateway.desk;

import java.util.Optional;

/**
 * What a fund has and has spent.
 *
 * @param fund a finite fund's code, or a statutory fund's with the division that pays: {@code
 *     610100@410122}
 * @param year the calendar year (Asia/Shanghai) that the money is for; 0 of a finite fund
 * @param budgetFen all money booked
 * @param spentFen paid by settlements booked in the year, net of reversals
 */
public record FundBalance(String fund, int year, long budgetFen, long spentFen) {
  private static final long NEARLY_SPENT_PERCENT = 90;

  /** What finance must know of a statutory fund. It is paid from all the same. */
  public enum Warning {
    /** Ninety percent of its money is spent, or more. */
    NEARLY_SPENT,
    /** More is spent than was booked: the rest is owed to the hospitals. */
    OUTRUN
  }

  /** What is left, fen; below zero when the fund is outrun. */
  public long leftFen() {
    return Math.subtractExact(budgetFen, spentFen);
  }

  /** Whether it is a statutory fund of one division and year. */
  public boolean statutory() {
    return year != 0;
  }

  /** The warning, if there is one; none of a finite fund, which stops at zero by itself. */
  public Optional<Warning> warning() {
    if (!statutory()) {
      return Optional.empty();
    }
    if (spentFen > budgetFen) {
      return Optional.of(Warning.OUTRUN);
    }
    return Math.multiplyExact(spentFen, 100) >= Math.multiplyExact(budgetFen, NEARLY_SPENT_PERCENT)
        ? Optional.of(Warning.NEARLY_SPENT)
        : Optional.empty();
  }
}
