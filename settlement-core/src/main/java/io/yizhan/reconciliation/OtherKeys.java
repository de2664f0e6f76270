package io.yizhan.reconciliation;

import io.yizhan.money.Fen;
import io.yizhan.reconciliation.Walk.LeftLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Tries by the other keys what found no partner on the walk. */
final class OtherKeys {
  private final Surroundings around;
  private final List<Break> breaks = new ArrayList<>();
  private final Map<Long, LeftLine> lines = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long paired;
  private long toldMoreFen;

  OtherKeys(Walk walk, Surroundings around) {
    this.around = around;
    walk.linesLeft().forEach(left -> lines.put(left.line().number(), left));
    walk.entriesLeft().forEach(entry -> entries.put(entry.id(), entry));
  }

  /** Tries the keys from the surest on, and the person last. */
  void pair() {
    pairCorrections();
    pair(
        line -> line.refund() && !line.settlementId().isEmpty() ? line.settlementId() : "",
        Entry::reverses);
    for (Key key : Key.values()) {
      pair(key::of, key::of);
    }
    pairByPerson();
  }

  /** A correction is meant by its own id alone, whichever way the money goes in either book. */
  private void pairCorrections() {
    Map<String, List<Line>> byId = new HashMap<>();
    for (LeftLine left : lines.values()) {
      byId.computeIfAbsent(left.line().settlementId(), k -> new ArrayList<>()).add(left.line());
    }
    for (Entry entry : List.copyOf(entries.values())) {
      List<Line> stated = entry.correction() ? byId.getOrDefault(entry.id(), List.of()) : List.of();
      if (!stated.isEmpty()) {
        take(stated, List.of(entry));
      }
    }
  }

  /** Pairs what has the same key and direction. */
  private void pair(Function<Line, String> lineKey, Function<Entry, String> entryKey) {
    Map<String, List<Line>> byKey = new TreeMap<>();
    for (LeftLine left : lines.values()) {
      String key = lineKey.apply(left.line());
      if (!key.isEmpty()) {
        byKey.computeIfAbsent(left.line().refund() + key, k -> new ArrayList<>()).add(left.line());
      }
    }
    Map<String, List<Entry>> entriesByKey = new TreeMap<>();
    for (Entry entry : entries.values()) {
      String key = entryKey.apply(entry);
      if (!key.isEmpty() && byKey.containsKey(entry.refund() + key)) {
        entriesByKey.computeIfAbsent(entry.refund() + key, k -> new ArrayList<>()).add(entry);
      }
    }
    entriesByKey.forEach((key, found) -> take(byKey.getOrDefault(key, List.of()), found));
  }

  private void take(List<Line> group, List<Entry> found) {
    Pairing pairing = Pairing.of(group, found);
    breaks.addAll(pairing.breaks());
    paired += pairing.paired().size();
    toldMoreFen = Fen.plus(toldMoreFen, pairing.toldMoreFen());
    group.forEach(line -> lines.remove(line.number()));
    found.forEach(entry -> entries.remove(entry.id()));
    pairing.entriesLeft().forEach(entry -> entries.put(entry.id(), entry));
  }

  /** Person, amounts, day and direction: sure only where they name one on either side. */
  private void pairByPerson() {
    Map<Long, Set<String>> persons =
        around.personsOf(lines.values().stream().map(LeftLine::line).toList());
    Map<String, String> canonical = new TreeMap<>();
    persons.values().forEach(ids -> ids.forEach(id -> canonical.put(id, ids.iterator().next())));
    Map<String, List<Line>> byKey = new TreeMap<>();
    for (LeftLine left : lines.values()) {
      Line line = left.line();
      Set<String> ids = persons.getOrDefault(line.number(), Set.of());
      if (!ids.isEmpty()) {
        String person = canonical.getOrDefault(ids.iterator().next(), "");
        byKey
            .computeIfAbsent(
                personKey(person, line.refund(), line.day(), line.billFen(), line.fundFen()),
                k -> new ArrayList<>())
            .add(line);
      }
    }
    Map<String, List<Entry>> entriesByKey = new TreeMap<>();
    for (Entry entry : entries.values()) {
      String person = canonical.get(entry.personId());
      if (person != null) {
        String key =
            personKey(person, entry.refund(), entry.day(), entry.billFen(), entry.fundFen());
        if (byKey.containsKey(key)) {
          entriesByKey.computeIfAbsent(key, k -> new ArrayList<>()).add(entry);
        }
      }
    }
    entriesByKey.forEach((key, found) -> takeByPerson(byKey.getOrDefault(key, List.of()), found));
  }

  private static String personKey(Object... parts) {
    return List.of(parts).toString();
  }

  private void takeByPerson(List<Line> group, List<Entry> found) {
    if (group.size() == 1 && found.size() == 1) {
      take(group, found);
      return;
    }
    BreakKind kind = group.size() == found.size() ? BreakKind.AMBIGUOUS : BreakKind.DUPLICATE;
    Side side =
        group.size() == found.size()
            ? Side.BOTH
            : group.size() > found.size() ? Side.THERE : Side.HERE;
    breaks.add(
        Break.of(
            kind,
            side,
            group,
            found,
            "",
            side == Side.THERE ? Mending.ASK_TO_CORRECT : Mending.CLARIFY));
    group.forEach(line -> lines.remove(line.number()));
    found.forEach(entry -> entries.remove(entry.id()));
  }

  /** Lines without a partner, by their number. */
  Map<Long, LeftLine> lines() {
    return lines;
  }

  /** Entries without one, by their id. */
  Map<String, Entry> entries() {
    return entries;
  }

  List<Break> breaks() {
    return breaks;
  }

  /** Entries that found their line. */
  long paired() {
    return paired;
  }

  /** What funds pay more of entries that are stated with corrections. */
  long toldMoreFen() {
    return toldMoreFen;
  }
}
