package io.yizhan.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Whatever both sides say: breaks add up; and what is planted is found, and nothing else. */
class ReconciliationPropertiesTest {
  private static final int BOOKS = 4_000;
  private static final long SEED = 20_261_128;

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Few ids, few amounts, few days: whatever can collide does. */
  private static TwoBooks garbage(RandomGenerator random) {
    TwoBooks books = new TwoBooks();
    int settled = random.nextInt(8);
    for (int i = 0; i < settled; i++) {
      LocalDate day = TwoBooks.DAY.minusDays(random.nextInt(4) / 3);
      Entry entry = books.settle("S" + i, day, 100 + random.nextInt(2), 50 + random.nextInt(3));
      if (random.nextInt(4) == 0) {
        books.reverse(entry, day.plusDays(random.nextInt(3) / 2));
      }
    }
    int lines = random.nextInt(10);
    for (int i = 0; i < lines; i++) {
      boolean refund = random.nextInt(4) == 0;
      long sign = refund ? -1 : 1;
      String id = "S" + random.nextInt(6);
      Line line =
          new Line(
              1_000L + i,
              random.nextBoolean() ? (refund && random.nextBoolean() ? "rev-" : "") + id : "",
              random.nextInt(3) == 0 ? "req-S" + random.nextInt(6) : "",
              random.nextInt(5) == 0 ? "ins-S" + random.nextInt(6) : "",
              refund,
              TwoBooks.DAY.minusDays(random.nextInt(5) / 4),
              sign * (100 + random.nextInt(2)),
              sign * (50 + random.nextInt(3)),
              Map.of());
      books.lines.add(line);
      if (random.nextBoolean()) {
        books.persons.put(line.number(), "person-S" + random.nextInt(6));
      }
    }
    return books;
  }

  @Test
  void books_whateverTheySay_breaksAddUpToTheDifferenceAndNothingIsNamedTwice() {
    RandomGenerator random = random(SEED);
    for (int i = 0; i < BOOKS * 5; i++) {
      TwoBooks books = garbage(random);
      Key key = Key.values()[random.nextInt(Key.values().length)];
      long gap = random.nextInt(10) == 0 ? random.nextInt(100) - 50 : 0;
      Instant until = random.nextInt(6) == 0 ? TwoBooks.LONG_AGO.minusSeconds(1) : TwoBooks.NOW;
      Terms terms =
          new Terms(
              TwoBooks.DAY,
              TwoBooks.DAY,
              day -> until,
              line -> line.number() % 5 == 0,
              Terms.Other.values()[random.nextInt(Terms.Other.values().length)]);
      Reconciliation made =
          books.reconcile(key, terms, random.nextInt(4) == 0 ? 3 : 1_000, gap, gap);
      assertSums(books, terms, made, gap, i);
      if (made.complete()) {
        assertEquals(
            gap != 0,
            made.breaks().stream().anyMatch(each -> each.kind() == BreakKind.UNEXPLAINED),
            "book " + i);
        assertNamedOnce(books, terms, made, i);
      }
    }
  }

  /** Adds up both books again, one by one. */
  private static void assertSums(
      TwoBooks books, Terms terms, Reconciliation made, long gap, int book) {
    long difference = gap;
    for (Line line : books.lines) {
      difference += terms.spans(line.day()) ? line.fundFen() : 0;
    }
    for (Entry entry : books.entries) {
      difference -= terms.spans(entry.day()) ? entry.fundFen() : 0;
    }
    long explained = made.breaks().stream().mapToLong(Break::fundFen).sum();
    long pending = made.pendingThere().fundFen() - made.pendingHere().fundFen();
    assertEquals(difference, explained + pending, "book " + book);
    assertEquals(made.there().fundFen() - made.here().fundFen(), explained, "book " + book);
  }

  private static void assertNamedOnce(TwoBooks books, Terms terms, Reconciliation made, int book) {
    Set<Long> named = new HashSet<>();
    long lines = books.lines.stream().filter(line -> terms.spans(line.day())).count();
    long entries = books.entries.stream().filter(entry -> terms.spans(entry.day())).count();
    long alone = made.pendingHere().count();
    for (Break each : made.breaks()) {
      for (Line line : each.lines()) {
        assertTrue(!terms.spans(line.day()) || named.add(line.number()), "book " + book);
      }
      boolean unpaired =
          each.lines().stream().noneMatch(line -> terms.spans(line.day()))
              || (each.kind() == BreakKind.DUPLICATE && each.side() == Side.HERE);
      alone +=
          unpaired ? each.entries().stream().filter(entry -> terms.spans(entry.day())).count() : 0;
    }
    assertTrue(named.size() <= lines, "book " + book);
    assertTrue(alone <= entries, "book " + book);
  }

  /** What is planted, in words: kind, what it is about, by how much. */
  private record Planted(BreakKind kind, String about, long fundFen) {}

  @Test
  void plantedBreaks_amongManyThatAgree_areAllFoundAndNoneIsInvented() {
    RandomGenerator random = random(SEED + 1);
    for (int i = 0; i < BOOKS / 4; i++) {
      TwoBooks books = new TwoBooks();
      Map<Planted, Integer> planted = new HashMap<>();
      for (int n = 0; n < 30; n++) {
        plant(books, "S" + (1_000 + n), random, planted);
      }
      Key key = random.nextBoolean() ? Key.SETTLEMENT : Key.REQUEST;
      Map<Planted, Integer> found = new HashMap<>();
      Reconciliation made = books.reconcile(key, TwoBooks.terms(), 1_000, 0, 0);
      assertEquals(
          made.there().fundFen() - made.here().fundFen(),
          made.breaks().stream().mapToLong(Break::fundFen).sum());
      for (Break each : made.breaks()) {
        String about =
            each.kind() == BreakKind.DUPLICATE || each.entries().isEmpty()
                ? "line:" + each.lines().get(0).number()
                : each.entries().get(0).id();
        found.merge(new Planted(each.kind(), about, each.fundFen()), 1, Integer::sum);
      }
      assertEquals(sorted(planted), sorted(found), "book " + i);
    }
  }

  private static Map<String, Integer> sorted(Map<Planted, Integer> breaks) {
    Map<String, Integer> sorted = new TreeMap<>();
    breaks.forEach((each, count) -> sorted.put(each.toString(), count));
    return sorted;
  }

  /** Settles once more, and tells the other side of it in one of the ways that go wrong. */
  private static void plant(
      TwoBooks books, String id, RandomGenerator random, Map<Planted, Integer> planted) {
    long fund = 10_000L + random.nextInt(1_000_000);
    Entry entry = books.settle(id, TwoBooks.DAY, fund * 2, fund);
    switch (random.nextInt(22)) {
      case 0 -> put(planted, BreakKind.MISSING_THERE, id, -fund);
      case 1 -> {
        Line line = books.say(entry, "", "lost-" + id, TwoBooks.DAY, fund * 4, fund * 3);
        books.persons.remove(line.number());
        books.say(entry);
        put(planted, BreakKind.MISSING_HERE, "line:" + line.number(), fund * 3);
      }
      case 2 -> {
        books.say(entry);
        Line again = books.say(entry);
        put(planted, BreakKind.DUPLICATE, "line:" + again.number(), fund);
      }
      case 3 -> {
        books.say(entry);
        Line again = books.say(entry, "own-" + id, "click-" + id, TwoBooks.DAY, fund * 2, fund);
        put(planted, BreakKind.DUPLICATE, "line:" + again.number(), fund);
      }
      case 4 -> {
        books.say(entry, id, entry.requestId(), TwoBooks.DAY, fund * 2, fund - 700);
        put(planted, BreakKind.AMOUNT_DIFFERS, id, -700);
      }
      case 5 -> {
        books.say(entry, id, entry.requestId(), TwoBooks.DAY, fund * 2, fund + 1);
        put(planted, BreakKind.ROUNDING, id, 1);
      }
      case 6 -> {
        books.say(entry);
        Entry reversal = books.reverse(entry, TwoBooks.DAY);
        put(planted, BreakKind.REVERSED_ON_ONE_SIDE, reversal.id(), fund);
      }
      case 7 -> {
        books.say(entry);
        Line refund =
            new Line(
                5_000L + books.lines.size(),
                id,
                "",
                "",
                true,
                TwoBooks.DAY,
                -fund * 2,
                -fund,
                Map.of());
        books.lines.add(refund);
        put(planted, BreakKind.REVERSED_ON_ONE_SIDE, id, -fund);
      }
      case 8 -> {
        books.say(entry, id, entry.requestId(), TwoBooks.DAY.minusDays(1), fund * 2, fund);
        put(planted, BreakKind.WRONG_DAY, id, -fund);
      }
      case 9 -> {
        Entry reversal = books.reverse(entry, TwoBooks.DAY);
        books.say(entry);
        books.say(reversal, id, "", TwoBooks.DAY, -fund * 2, -fund);
      }
      case 12 -> books.reverse(entry, TwoBooks.DAY);
      case 13, 14, 15 -> corrected(books, entry, random, planted);
      case 10 -> books.say(entry, "", entry.requestId(), TwoBooks.DAY, fund * 2, fund);
      case 11 -> books.say(entry, "", "", TwoBooks.DAY, fund * 2, fund);
      default -> books.say(entry);
    }
  }

  /** A correction that they state or not, and what takes all back, stated either way. */
  private static void corrected(
      TwoBooks books, Entry entry, RandomGenerator random, Map<Planted, Integer> planted) {
    long more = random.nextBoolean() ? 300 : -300;
    Entry correction = books.correct(entry, TwoBooks.DAY, more);
    if (random.nextInt(5) == 0) {
      books.entries.remove(entry);
      books.reverseCorrected(entry, TwoBooks.DAY, more);
      books.entries.add(entry);
      return;
    }
    books.say(entry);
    switch (random.nextInt(4)) {
      case 0 -> books.say(correction, correction.id(), "", TwoBooks.DAY, 0, more);
      case 1 -> {
        books.say(correction, correction.id(), "", TwoBooks.DAY, 0, more + 7);
        put(planted, BreakKind.AMOUNT_DIFFERS, correction.id(), 7);
      }
      case 2 -> {
        books.say(correction, correction.id(), "", TwoBooks.DAY.minusDays(1), 0, more);
        put(planted, BreakKind.WRONG_DAY, correction.id(), -more);
      }
      default -> {}
    }
    Entry reversal = books.reverseCorrected(entry, TwoBooks.DAY, more);
    long fund = reversal.fundFen();
    switch (random.nextInt(4)) {
      case 0 -> books.say(reversal);
      case 1 ->
          books.say(
              reversal,
              random.nextBoolean() ? entry.id() : reversal.id(),
              "",
              TwoBooks.DAY,
              reversal.billFen(),
              fund - more);
      case 2 -> {
        books.say(reversal, reversal.id(), "", TwoBooks.DAY, reversal.billFen(), fund - 11);
        put(planted, BreakKind.AMOUNT_DIFFERS, reversal.id(), -11);
      }
      default -> put(planted, BreakKind.REVERSED_ON_ONE_SIDE, reversal.id(), -fund);
    }
  }

  private static void put(
      Map<Planted, Integer> planted, BreakKind kind, String about, long fundFen) {
    planted.merge(new Planted(kind, about, fundFen), 1, Integer::sum);
  }

  @Test
  void lines_ofOneKeyBeyondTheGroup_areStillAllNamed() {
    TwoBooks books = new TwoBooks();
    Entry entry = books.settle("S1", TwoBooks.DAY, 1_000, 900);
    for (int i = 0; i < Walk.GROUP_MAX * 2; i++) {
      books.say(entry);
    }
    List<Break> breaks = new ArrayList<>(books.reconcile().breaks());
    assertEquals(Walk.GROUP_MAX * 2 - 1, breaks.size());
    assertTrue(breaks.stream().allMatch(each -> each.kind() == BreakKind.DUPLICATE));
  }
}
