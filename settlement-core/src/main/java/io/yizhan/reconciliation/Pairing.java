package io.yizhan.reconciliation;

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

  /** Entries that found a line, whatever it says. */
  List<Entry> paired() {
    return paired;
  }
}
