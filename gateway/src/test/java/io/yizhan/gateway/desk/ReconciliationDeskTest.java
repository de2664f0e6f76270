package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.ReconciliationStore.BothSides;
import io.yizhan.gateway.desk.ReconciliationStore.Compared;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.Running;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.ReconciliationStore.Total;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Key;
import io.yizhan.reconciliation.Line;
import io.yizhan.reconciliation.Reconciliation;
import io.yizhan.reconciliation.Surroundings;
import io.yizhan.reconciliation.Terms;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A comparison of two sides that agree, which rests as it reads them. */
class ReconciliationDeskTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final Party PARTY = new Party(PartyKind.HOSPITAL, "H1");
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

  /** Nothing lies around. */
  private static final class Nothing implements Surroundings {
    @Override
    public Map<Long, Entry> entriesOf(List<Line> lines) {
      return Map.of();
    }

    @Override
    public Map<String, Line> linesOf(List<Entry> entries) {
      return Map.of();
    }

    @Override
    public Map<Long, Set<String>> personsOf(List<Line> lines) {
      return Map.of();
    }

    @Override
    public Map<Long, List<Long>> twinsOfLines(List<Line> lines) {
      return Map.of();
    }

    @Override
    public Set<String> mended(List<Entry> entries) {
      return Set.of();
    }

    @Override
    public Map<String, List<String>> twinsOfEntries(List<Entry> entries) {
      return Map.of();
    }
  }

  private static <T> Iterator<T> rows(int count, LongFunction<T> row) {
    return LongStream.range(0, count).mapToObj(row).iterator();
  }

  private static String id(long number) {
    return String.valueOf(1_000_000 + number);
  }

  private static BothSides sides(int lines, int entries, boolean totalOnly) {
    return new BothSides(
        new Terms(DAY, DAY, day -> NOW, line -> false, Terms.Other.HOSPITAL),
        Key.SETTLEMENT,
        rows(lines, n -> new Line(n, id(n), "", "", false, DAY, 2, 1, Map.of())),
        rows(
            entries,
            n ->
                new Entry(
                    id(n), "", false, "", "", "", DAY, NOW, 2, 1, Map.of(), Optional.empty())),
        new Nothing(),
        totalOnly,
        0,
        totalOnly ? entries : 0);
  }

  @Test
  void comparison_ofManyRows_restsForBothSides() {
    AtomicLong now = new AtomicLong();
    List<Long> rests = new ArrayList<>();
    Pace pace =
        new Pace(
            100,
            new AtomicLong()::incrementAndGet,
            () -> now.addAndGet(1_000),
            rest -> rests.add(rest.toNanos()));
    Reconciliation made =
        ReconciliationDesk.decide(sides(2 * Pace.ROWS, 2 * Pace.ROWS, false), pace.begin());
    assertEquals(2L * Pace.ROWS, made.paired());
    assertEquals(4, rests.size());
    rests.clear();
    ReconciliationDesk.decide(sides(0, 2 * Pace.ROWS, true), pace.begin());
    assertEquals(2, rests.size());
  }

  private static <T> T port(Class<T> port, Map<String, Function<List<Object>, Object>> calls) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, values) ->
                calls
                    .getOrDefault(
                        method.getName(),
                        given -> {
                          throw new IllegalStateException(method.getName());
                        })
                    .apply(List.of(values))));
  }

  /** A desk's round where a party has sent lines of a day; answers what is compared. */
  private static List<Span> round(LocalDate sent, Optional<Compared> last) {
    List<Span> compared = new ArrayList<>();
    ReconciliationStore store =
        port(
            ReconciliationStore.class,
            Map.of(
                "due",
                given -> List.of(),
                "running",
                given ->
                    given.get(0).equals(sent)
                        ? List.of(new Running(PARTY, Optional.empty()))
                        : List.of(),
                "last",
                given -> last,
                "compare",
                given -> {
                  compared.add((Span) given.get(0));
                  return Optional.empty();
                },
                "clearUnfinished",
                given -> 0));
    SettlementDesk settlements =
        new SettlementDesk(
            port(SettlementStore.class, Map.of()),
            () -> {
              throw new IllegalStateException();
            },
            port(ReplyCodec.class, Map.of()),
            () -> NOW,
            new IdSource(new Random(1)));
    new ReconciliationDesk(store, settlements, () -> NOW, Pace.of(0, () -> 0)).round();
    return compared;
  }

  @Test
  void round_ofADayThatRuns_comparesItAndTheOneThatBeginsAtTheCutOff() {
    for (LocalDate day : List.of(DAY, DAY.plusDays(1))) {
      assertEquals(List.of(new Span(PARTY, day, day)), round(day, Optional.empty()));
    }
    assertEquals(List.of(), round(DAY.plusDays(2), Optional.empty()));
  }

  @Test
  void round_ofWhatAnotherHasComparedMeanwhile_leavesIt() {
    Total none = new Total(0, 0, 0);
    Compared now = new Compared(NOW, none, none, none, none, 0, 0, 0, 0, List.of(), true);
    assertEquals(List.of(), round(DAY, Optional.of(now)));
  }
}
