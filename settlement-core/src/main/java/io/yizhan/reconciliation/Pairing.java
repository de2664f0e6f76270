package io.yizhan.reconciliation;

import io.yizhan.money.Fen;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs the lines and entries of one key and one direction. Nothing is guessed: where several could
 * be meant, that is said.
 */
final class Pairing {
  private final List<Break> breaks = new ArrayList<>();
  private final List<Line> linesLeft = new ArrayList<>();
  private final List<Entry> entriesLeft = new ArrayList<>();
  private final List<Entry> paired = new ArrayList<>();
  private long toldMoreFen;

  private Pairing() {}

  /** Pairs them. */
  static Pairing of(List<Line> lines, List<Entry> entries) {
    Pairing pairing = new Pairing();
    pairing.pair(new ArrayList<>(lines), new ArrayList<>(entries));
    return pairing;
  }

  private void pair(List<Line> lines, List<Entry> entries) {
    if (lines.isEmpty() || entries.isEmpty()) {
      linesLeft.addAll(lines);
      entriesLeft.addAll(entries);
      return;
    }
    entries.replaceAll(entry -> asTold(entry, lines));
    String repeated = entries.get(0).id();
    for (Entry entry : List.copyOf(entries)) {
      for (Line line : lines) {
        if (Comparison.same(line, entry)) {
          lines.remove(line);
          entries.remove(entry);
          paired.add(entry);
          break;
        }
      }
    }
    if (entries.size() == 1 && !lines.isEmpty()) {
      Entry entry = entries.remove(0);
      Line line = nearest(lines, entry);
      lines.remove(line);
      paired.add(entry);
      Comparison.differing(line, entry).ifPresent(breaks::add);
    }
    if (!entries.isEmpty() && !lines.isEmpty()) {
      breaks.add(Break.of(BreakKind.AMBIGUOUS, Side.BOTH, lines, entries, "", Mending.CLARIFY));
      paired.addAll(entries);
      return;
    }
    for (Line line : lines) {
      breaks.add(duplicateThere(line, repeated));
    }
    entriesLeft.addAll(entries);
  }

  /**
   * What takes a corrected settlement back is stated as a mirror of the settlement, or as its
   * answer said it: both are true, and it counts as it is stated.
   */
  private Entry asTold(Entry entry, List<Line> lines) {
    if (entry.net().isEmpty()
        || lines.stream().anyMatch(line -> Comparison.sameAmounts(line, entry))) {
      return entry;
    }
    Entry told = entry.told();
    if (lines.stream().noneMatch(line -> Comparison.sameAmounts(line, told))) {
      return entry;
    }
    toldMoreFen = Fen.plus(toldMoreFen, Fen.minus(told.fundFen(), entry.fundFen()));
    return told;
  }

  private static Line nearest(List<Line> lines, Entry entry) {
    return lines.stream()
        .filter(line -> Comparison.sameAmounts(line, entry))
        .findFirst()
        .orElse(lines.get(0));
  }

  /** A line that says again what another line of theirs says. */
  static Break duplicateThere(Line line, String repeated) {
    return Break.of(
        BreakKind.DUPLICATE,
        Side.THERE,
        List.of(line),
        List.of(),
        repeated,
        Mending.ASK_TO_CORRECT);
  }

  List<Break> breaks() {
    return breaks;
  }

  List<Line> linesLeft() {
    return linesLeft;
  }

  List<Entry> entriesLeft() {
    return entriesLeft;
  }

  /** What funds pay more of entries that are stated with corrections. */
  long toldMoreFen() {
    return toldMoreFen;
  }

  /** Entries that found a line, whatever it says. */
  List<Entry> paired() {
    return paired;
  }
}
