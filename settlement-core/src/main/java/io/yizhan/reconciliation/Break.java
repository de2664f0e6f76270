package io.yizhan.reconciliation;

import java.util.List;

/**
 * One difference, and what mends it.
 *
 * @param lines of the other side that it is about
 * @param entries of the ledger that it is about
 * @param billFen what the other side has more, in bills
 * @param fundFen what the other side has more, in payments of funds
 * @param first what differs first: {@code bill}, {@code fund:610100}, {@code fund} for the sum of
 *     all, {@code day}; of a duplicate what it repeats; else empty
 */
public record Break(
    BreakKind kind,
    Side side,
    List<Line> lines,
    List<Entry> entries,
    long billFen,
    long fundFen,
    String first,
    Mending mending) {
  public Break {
    lines = List.copyOf(lines);
    entries = List.copyOf(entries);
  }

  /** A break whose difference is that of its lines and entries. */
  static Break of(
      BreakKind kind,
      Side side,
      List<Line> lines,
      List<Entry> entries,
      String first,
      Mending mending) {
    Sum there = new Sum();
    lines.forEach(there::count);
    Sum here = new Sum();
    entries.forEach(here::count);
    return new Break(
        kind,
        side,
        lines,
        entries,
        there.billFen() - here.billFen(),
        there.fundFen() - here.fundFen(),
        first,
        mending);
  }
}
