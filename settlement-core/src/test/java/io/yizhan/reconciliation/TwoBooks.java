package io.yizhan.reconciliation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Two books in lists: the ledger's entries and another's lines, of all days. Answers what lies
 * around by looking at every one of them.
 */
final class TwoBooks implements Surroundings {
  static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  static final Instant LONG_AGO = Instant.parse("2026-03-02T01:00:00Z");
  static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

  final List<Line> lines = new ArrayList<>();
  final List<Entry> entries = new ArrayList<>();

  /** Who a line means, by its number; what a register would answer. */
  final Map<Long, String> persons = new HashMap<>();

  /** Ids of what mends took back, and of what they took it back with. */
  final Set<String> mended = new HashSet<>();

  private int numbers;

  @Override
  public Set<String> mended(List<Entry> left) {
    return mended;
  }

  static Terms terms() {
    return new Terms(DAY, DAY, day -> NOW.minusSeconds(10), line -> false, Terms.Other.HOSPITAL);
  }

  Entry settle(String id, LocalDate day, long billFen, long fundFen) {
    return enter(id, "", day, billFen, fundFen);
  }

  Entry reverse(Entry entry, LocalDate day) {
    return enter("rev-" + entry.id(), entry.id(), day, -entry.billFen(), -entry.fundFen());
  }

  /** Funds bear more of a settlement, and the person less. */
  Entry correct(Entry entry, LocalDate day, long moreFen) {
    return keep(
        new Entry(
            "cor-" + entry.id(),
            "",
            true,
            "",
            "",
            entry.personId(),
            day,
            LONG_AGO,
            0,
            moreFen,
            Map.of("610100", moreFen),
            Optional.empty()));
  }

  /** Takes a settlement back that was corrected by so much. */
  Entry reverseCorrected(Entry entry, LocalDate day, long moreFen) {
    return keep(
        new Entry(
            "rev-" + entry.id(),
            entry.id(),
            false,
            "req-rev-" + entry.id(),
            "ins-rev-" + entry.id(),
            entry.personId(),
            day,
            LONG_AGO,
            -entry.billFen(),
            -entry.fundFen(),
            Map.of(),
            Optional.of(new Entry.Net(-entry.fundFen() - moreFen, Map.of()))));
  }

  private Entry keep(Entry entry) {
    entries.add(entry);
    return entry;
  }

  private Entry enter(String id, String reverses, LocalDate day, long billFen, long fundFen) {
    return keep(
        new Entry(
            id,
            reverses,
            false,
            "req-" + id,
            "ins-" + id,
            reverses.isEmpty() ? "person-" + id : "person-" + reverses,
            day,
            LONG_AGO,
            billFen,
            fundFen,
            Map.of("390100", fundFen - fundFen / 3, "610100", fundFen / 3),
            Optional.empty()));
  }

  /** A line that says what an entry says. */
  Line say(Entry entry) {
    return say(entry, entry.id(), entry.requestId(), entry.day(), entry.billFen(), entry.fundFen());
  }

  Line say(
      Entry entry,
      String settlementId,
      String requestId,
      LocalDate day,
      long billFen,
      long fundFen) {
    Line line =
        new Line(
            ++numbers,
            settlementId,
            requestId,
            "",
            entry.refund(),
            day,
            billFen,
            fundFen,
            Map.of());
    lines.add(line);
    persons.put(line.number(), entry.personId());
    return line;
  }

  Reconciliation reconcile(Key key, Terms terms, int keptMax, long gapBillFen, long gapFundFen) {
    Walk walk = new Walk(key, keptMax);
    walk.along(
        lines.stream()
            .filter(line -> terms.spans(line.day()))
            .sorted(Comparator.comparing(key::of))
            .iterator(),
        entries.stream()
            .filter(entry -> terms.spans(entry.day()))
            .sorted(Comparator.comparing(key::of))
            .iterator());
    return Explanation.of(terms, walk, this, gapBillFen, gapFundFen);
  }

  Reconciliation reconcile() {
    return reconcile(Key.SETTLEMENT, terms(), 1_000, 0, 0);
  }

  @Override
  public Map<Long, Entry> entriesOf(List<Line> asked) {
    Map<Long, Entry> found = new HashMap<>();
    for (Line line : asked) {
      for (Entry entry : entries) {
        boolean byId = !line.settlementId().isEmpty() && line.settlementId().equals(entry.id());
        boolean byOriginal =
            line.refund()
                && !line.settlementId().isEmpty()
                && line.settlementId().equals(entry.reverses());
        boolean byRequest =
            !line.requestId().isEmpty() && line.requestId().equals(entry.requestId());
        if (byOriginal || byId) {
          if (byOriginal || !found.containsKey(line.number())) {
            found.put(line.number(), entry);
          }
        } else if (byRequest) {
          found.putIfAbsent(line.number(), entry);
        }
      }
    }
    return found;
  }

  @Override
  public Map<String, Line> linesOf(List<Entry> asked) {
    Map<String, Line> found = new HashMap<>();
    for (Entry entry : asked) {
      for (Line line : lines) {
        if (!line.day().equals(DAY)
            && line.refund() == entry.refund()
            && (line.settlementId().equals(entry.id())
                || (!line.requestId().isEmpty() && line.requestId().equals(entry.requestId())))) {
          found.put(entry.id(), line);
        }
      }
    }
    return found;
  }

  @Override
  public Map<Long, Set<String>> personsOf(List<Line> asked) {
    Map<Long, Set<String>> found = new HashMap<>();
    for (Line line : asked) {
      String person = persons.get(line.number());
      if (person != null) {
        found.put(line.number(), Set.of(person));
      }
    }
    return found;
  }

  @Override
  public Map<Long, List<Long>> twinsOfLines(List<Line> asked) {
    Map<Long, List<Long>> found = new HashMap<>();
    for (Line line : asked) {
      for (Line other : lines) {
        if (other.number() != line.number()
            && Objects.equals(persons.get(other.number()), persons.get(line.number()))
            && persons.containsKey(line.number())
            && other.refund() == line.refund()
            && other.day().equals(line.day())
            && other.billFen() == line.billFen()
            && other.fundFen() == line.fundFen()) {
          found.computeIfAbsent(line.number(), k -> new ArrayList<>()).add(other.number());
        }
      }
    }
    return found;
  }

  @Override
  public Map<String, List<String>> twinsOfEntries(List<Entry> asked) {
    Map<String, List<String>> found = new HashMap<>();
    for (Entry entry : asked) {
      for (Entry other : entries) {
        if (!other.id().equals(entry.id())
            && other.personId().equals(entry.personId())
            && other.refund() == entry.refund()
            && other.day().equals(entry.day())
            && other.billFen() == entry.billFen()
            && other.fundFen() == entry.fundFen()
            && entries.stream().noneMatch(each -> each.reverses().equals(other.id()))) {
          found.computeIfAbsent(entry.id(), k -> new ArrayList<>()).add(other.id());
        }
      }
    }
    return found;
  }
}
