package io.yizhan.reconciliation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The walk along both sides in the order of one key. It remembers only what differs or finds no
 * partner, and of that a bounded number; totals are exact whatever it remembers.
 */
public final class Walk {
  /** So many lines of one key are looked at together; further ones are tried by other keys. */
  static final int GROUP_MAX = 200;

  private final Key key;
  private final int keptMax;
  private final Sum there = new Sum();
  private Sum here = new Sum();
  private final List<Break> breaks = new ArrayList<>();
  private final List<LeftLine> linesLeft = new ArrayList<>();
  private final List<Entry> entriesLeft = new ArrayList<>();
  private long paired;
  private boolean full;

  /**
   * A line without a partner.
   *
   * @param original the settlement that a refund names, where it is among the entries
   */
  record LeftLine(Line line, Optional<Entry> original) {}

  /**
   * A walk.
   *
   * @param keptMax how many breaks, lines and entries it remembers, each
   */
  public Walk(Key key, int keptMax) {
    this.key = key;
    this.keptMax = keptMax;
  }

  /**
   * Walks.
   *
   * @param lines in the order of the key, those without one first
   * @param entries in the order of the key
   */
  public void along(Iterator<Line> lines, Iterator<Entry> entries) {
    Cursor<Line> left = new Cursor<>(lines);
    Cursor<Entry> right = new Cursor<>(entries);
    while (left.has() && key.of(left.at()).isEmpty()) {
      leave(counted(left.next()), Optional.empty());
    }
    while (right.has() && key.of(right.at()).isEmpty()) {
      leave(counted(right.next()));
    }
    while (left.has() || right.has()) {
      String next = smaller(left, right);
      group(lines(left, next), entries(right, next));
    }
  }

  /**
   * Adds up the entries alone, without corrections: where the other side states nothing but its
   * total.
   */
  public void along(Iterator<Entry> entries) {
    entries.forEachRemaining(
        entry -> {
          if (!entry.correction()) {
            here.count(entry);
          }
        });
  }

  private String smaller(Cursor<Line> left, Cursor<Entry> right) {
    if (!left.has()) {
      return key.of(right.at());
    }
    String leftKey = key.of(left.at());
    if (!right.has()) {
      return leftKey;
    }
    String rightKey = key.of(right.at());
    return rightKey.compareTo(leftKey) < 0 ? rightKey : leftKey;
  }

  private List<Line> lines(Cursor<Line> cursor, String next) {
    List<Line> group = new ArrayList<>();
    while (cursor.has() && key.of(cursor.at()).equals(next)) {
      Line line = counted(cursor.next());
      if (group.size() < GROUP_MAX) {
        group.add(line);
      } else {
        leave(line, Optional.empty());
      }
    }
    return group;
  }

  private List<Entry> entries(Cursor<Entry> cursor, String next) {
    List<Entry> group = new ArrayList<>();
    while (cursor.has() && key.of(cursor.at()).equals(next)) {
      Entry entry = counted(cursor.next());
      if (group.size() < GROUP_MAX) {
        group.add(entry);
      } else {
        leave(entry);
      }
    }
    return group;
  }

  private void group(List<Line> lines, List<Entry> entries) {
    if (lines.size() == 1 && entries.size() == 1 && isPlain(lines.get(0), entries.get(0))) {
      paired++;
      return;
    }
    for (boolean refund : new boolean[] {false, true}) {
      Pairing pairing =
          Pairing.of(
              lines.stream().filter(line -> line.refund() == refund).toList(),
              entries.stream().filter(entry -> entry.refund() == refund).toList());
      paired += pairing.paired().size();
      here = here.plus(0, pairing.toldMoreFen());
      pairing.breaks().forEach(this::keep);
      pairing.entriesLeft().forEach(this::leave);
      Optional<Entry> original = refund ? standing(entries) : Optional.empty();
      pairing.linesLeft().forEach(line -> leave(line, original));
    }
  }

  private static boolean isPlain(Line line, Entry entry) {
    return line.refund() == entry.refund() && Comparison.same(line, entry);
  }

  private static Optional<Entry> standing(List<Entry> entries) {
    return entries.stream().filter(entry -> !entry.refund() && !entry.correction()).findFirst();
  }

  private Line counted(Line line) {
    there.count(line);
    return line;
  }

  private Entry counted(Entry entry) {
    here.count(entry);
    return entry;
  }

  private void keep(Break each) {
    if (breaks.size() < keptMax) {
      breaks.add(each);
    } else {
      full = true;
    }
  }

  private void leave(Line line, Optional<Entry> original) {
    if (linesLeft.size() < keptMax) {
      linesLeft.add(new LeftLine(line, original));
    } else {
      full = true;
    }
  }

  private void leave(Entry entry) {
    if (entriesLeft.size() < keptMax) {
      entriesLeft.add(entry);
    } else {
      full = true;
    }
  }

  /** What the other side says in all. */
  Sum there() {
    return there;
  }

  /** What the ledger says in all. */
  Sum here() {
    return here;
  }

  List<Break> breaks() {
    return breaks;
  }

  List<LeftLine> linesLeft() {
    return linesLeft;
  }

  List<Entry> entriesLeft() {
    return entriesLeft;
  }

  /** Entries that found their line. */
  long paired() {
    return paired;
  }

  /** Whether there was more than it remembers. */
  boolean full() {
    return full;
  }

  /** One side, and where the walk stands on it. */
  private static final class Cursor<T> {
    private final Iterator<T> rest;
    private Optional<T> at;

    Cursor(Iterator<T> rest) {
      this.rest = rest;
      this.at = ahead(rest);
    }

    private static <T> Optional<T> ahead(Iterator<T> rest) {
      return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
    }

    boolean has() {
      return at.isPresent();
    }

    T at() {
      return at.orElseThrow();
    }

    T next() {
      T taken = at();
      at = ahead(rest);
      return taken;
    }
  }
}
