package io.yizhan.reconciliation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares a line with the entry that it means. */
final class Comparison {
  /** By how much a fund may differ and still be called rounding. */
  private static final long ROUNDING_FEN_MAX = 1;

  private Comparison() {}

  /** Whether all amounts agree. */
  static boolean sameAmounts(Line line, Entry entry) {
    return line.billFen() == entry.billFen()
        && line.fundFen() == entry.fundFen()
        && (line.fundsFen().isEmpty() || firstFund(line, entry).isEmpty());
  }

  /** Whether everything agrees. */
  static boolean same(Line line, Entry entry) {
    return line.day().equals(entry.day()) && sameAmounts(line, entry);
  }

  /** How the two differ; empty where they agree. */
  static Optional<Break> differing(Line line, Entry entry) {
    List<Line> lines = List.of(line);
    List<Entry> entries = List.of(entry);
    if (sameAmounts(line, entry)) {
      return line.day().equals(entry.day())
          ? Optional.empty()
          : Optional.of(
              Break.of(
                  BreakKind.WRONG_DAY, Side.BOTH, lines, entries, "day", Mending.ASK_TO_CORRECT));
    }
    Mending mending =
        entry.requestId().isEmpty() || (line.requestId().isEmpty() && line.settlementId().isEmpty())
            ? Mending.CLARIFY
            : Mending.ASK_TO_REPEAT;
    return Optional.of(
        Break.of(
            isRounding(line, entry) ? BreakKind.ROUNDING : BreakKind.AMOUNT_DIFFERS,
            Side.BOTH,
            lines,
            entries,
            first(line, entry),
            mending));
  }

  /** What differs first, in the order in which a bill is borne. */
  static String first(Line line, Entry entry) {
    if (line.billFen() != entry.billFen()) {
      return "bill";
    }
    String fund = line.fundsFen().isEmpty() ? "" : firstFund(line, entry);
    return fund.isEmpty() ? "fund" : "fund:" + fund;
  }

  private static String firstFund(Line line, Entry entry) {
    for (String fund : funds(line, entry)) {
      if (difference(line, entry, fund) != 0) {
        return fund;
      }
    }
    return "";
  }

  private static long difference(Line line, Entry entry, String fund) {
    return amount(line.fundsFen(), fund) - amount(entry.fundsFen(), fund);
  }

  private static long amount(Map<String, Long> funds, String fund) {
    return funds.getOrDefault(fund, 0L);
  }

  private static Set<String> funds(Line line, Entry entry) {
    Set<String> funds = new LinkedHashSet<>(entry.fundsFen().keySet());
    funds.addAll(line.fundsFen().keySet());
    return funds;
  }

  private static boolean isRounding(Line line, Entry entry) {
    if (line.billFen() != entry.billFen()) {
      return false;
    }
    if (line.fundsFen().isEmpty()) {
      return Math.abs(line.fundFen() - entry.fundFen()) <= ROUNDING_FEN_MAX;
    }
    return funds(line, entry).stream()
        .allMatch(fund -> Math.abs(difference(line, entry, fund)) <= ROUNDING_FEN_MAX);
  }
}
