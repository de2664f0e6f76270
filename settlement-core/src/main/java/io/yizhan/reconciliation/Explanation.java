package io.yizhan.reconciliation;

import io.yizhan.money.Fen;
import io.yizhan.reconciliation.Walk.LeftLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tries by the other keys what found no partner on the walk, and says of the rest what it is. */
public final class Explanation {
  private final Terms terms;
  private final Surroundings around;
  private final Walk walk;
  private final List<Break> breaks;
  private final OtherKeys otherKeys;
  private final Map<Long, LeftLine> lines;
  private final Map<String, Entry> entries;
  private final Sum pendingThere = new Sum();
  private final Sum pendingHere = new Sum();
  private final Sum cancelled = new Sum();
  private final Sum corrections = new Sum();

  private Explanation(Terms terms, Walk walk, Surroundings around) {
    this.terms = terms;
    this.walk = walk;
    this.around = around;
    this.breaks = new ArrayList<>(walk.breaks());
    this.otherKeys = new OtherKeys(walk, around);
    this.lines = otherKeys.lines();
    this.entries = otherKeys.entries();
  }

  /**
   * Explains.
   *
   * @param gapBillFen what the other side states as its total beyond the sum of its lines
   * @param gapFundFen the same of payments
   */
  public static Reconciliation of(
      Terms terms, Walk walk, Surroundings around, long gapBillFen, long gapFundFen) {
    Explanation explanation = new Explanation(terms, walk, around);
    if (!walk.full()) {
      explanation.otherKeys.pair();
      explanation.breaks.addAll(explanation.otherKeys.breaks());
      explanation.explainLines();
      explanation.explainEntries();
    }
    return explanation.result(gapBillFen, gapFundFen);
  }

  private void explainLines() {
    List<Line> left = lines.values().stream().map(LeftLine::line).toList();
    Map<Long, Entry> meant = around.entriesOf(left);
    Map<Long, List<Long>> twins = around.twinsOfLines(left);
    for (LeftLine each : lines.values()) {
      Line line = each.line();
      explain(line, each.original().or(() -> Optional.ofNullable(meant.get(line.number()))), twins);
    }
  }

  private void explain(Line line, Optional<Entry> meant, Map<Long, List<Long>> twins) {
    Optional<Long> twin = twin(line.number(), twins.getOrDefault(line.number(), List.of()));
    boolean sameWay =
        meant.filter(each -> each.correction() || each.refund() == line.refund()).isPresent();
    if (meant.isPresent() && sameWay) {
      Entry entry = meant.get();
      breaks.add(
          terms.spans(entry.day())
              ? Pairing.duplicateThere(line, entry.id())
              : ofLine(BreakKind.WRONG_DAY, line, entry, "day", Mending.ASK_TO_CORRECT));
    } else if (meant.isPresent() && line.refund()) {
      breaks.add(ofLine(BreakKind.REVERSED_ON_ONE_SIDE, line, meant.get(), "", Mending.REVERSE));
    } else if (twin.isPresent()) {
      breaks.add(Pairing.duplicateThere(line, "line:" + twin.get()));
    } else if (terms.fresh().test(line)) {
      pendingThere.count(line);
    } else {
      breaks.add(
          Break.of(
              BreakKind.MISSING_HERE,
              Side.BOTH,
              List.of(line),
              List.of(),
              "",
              terms.hospital() && !line.requestId().isEmpty()
                  ? Mending.ASK_TO_REPEAT
                  : Mending.CLARIFY));
    }
  }

  /** The line that this one repeats: one that found its entry, else an earlier one. */
  private Optional<Long> twin(long number, List<Long> twins) {
    return twins.stream()
        .filter(each -> !lines.containsKey(each))
        .findFirst()
        .or(() -> twins.stream().filter(each -> each < number).findFirst());
  }

  /** What a line makes the other side have more; the entry counts elsewhere, or stands. */
  private static Break ofLine(
      BreakKind kind, Line line, Entry entry, String first, Mending mending) {
    return new Break(
        kind,
        kind == BreakKind.WRONG_DAY ? Side.BOTH : Side.THERE,
        List.of(line),
        List.of(entry),
        line.billFen(),
        line.fundFen(),
        first,
        mending);
  }

  private void explainEntries() {
    List<Entry> left = List.copyOf(entries.values());
    Map<String, Line> said = around.linesOf(left);
    Map<String, List<String>> twins = around.twinsOfEntries(left);
    Set<String> mended = around.mended(left);
    for (Entry entry : left) {
      if (entry.correction()) {
        explainCorrection(entry, Optional.ofNullable(said.get(entry.id())));
      } else if (entry.refund()) {
        explainReversal(entry, said, mended.contains(entry.id()));
      }
    }
    for (Entry entry : List.copyOf(entries.values())) {
      if (entry.refund() || entry.correction()) {
        continue;
      }
      explainSettlement(
          entry,
          Optional.ofNullable(said.get(entry.id())),
          mended.contains(entry.id()),
          twins.getOrDefault(entry.id(), List.of()).stream()
              .filter(twin -> !entries.containsKey(twin))
              .findFirst());
    }
  }

  /** Who does not state a correction may well book only what hospitals are paid: it is left out. */
  private void explainCorrection(Entry entry, Optional<Line> line) {
    if (line.isPresent()) {
      breaks.add(elsewhere(entry, line.get()));
    } else {
      corrections.count(entry);
    }
  }

  /**
   * A reversal that they do not have. Where they have neither it nor its settlement, both are left
   * out: nothing is owed either way. So is what mended a settlement of another day, which is left
   * out there.
   */
  private void explainReversal(Entry entry, Map<String, Line> said, boolean mended) {
    Optional<Line> line = Optional.ofNullable(said.get(entry.id()));
    Optional<Entry> settlement =
        Optional.ofNullable(entries.get(entry.reverses()))
            .filter(standing -> line.isEmpty() && !said.containsKey(standing.id()))
            .filter(standing -> cancelsOut(standing, entry));
    if (settlement.isPresent()) {
      entries.remove(entry.reverses());
      cancelled.count(settlement.get());
      cancelled.count(entry);
    } else if (line.isPresent()) {
      breaks.add(elsewhere(entry, line.get()));
    } else if (mended) {
      cancelled.count(entry);
    } else if (!isPending(entry)) {
      breaks.add(
          Break.of(
              BreakKind.REVERSED_ON_ONE_SIDE,
              Side.HERE,
              List.of(),
              List.of(entry),
              "",
              terms.hospital() ? Mending.ASK_TO_REPEAT : Mending.ASK_TO_CORRECT));
    }
  }

  private static boolean cancelsOut(Entry settlement, Entry reversal) {
    return settlement.billFen() + reversal.billFen() == 0
        && settlement.fundFen() + reversal.fundFen() == 0;
  }

  private void explainSettlement(
      Entry entry, Optional<Line> line, boolean mended, Optional<String> twin) {
    if (isPending(entry)) {
      return;
    }
    if (line.isPresent()) {
      breaks.add(elsewhere(entry, line.get()));
    } else if (mended) {
      cancelled.count(entry);
    } else if (twin.isPresent()) {
      breaks.add(
          Break.of(
              BreakKind.DUPLICATE,
              Side.HERE,
              List.of(),
              List.of(entry),
              twin.get(),
              Mending.REVERSE));
    } else {
      breaks.add(
          Break.of(
              BreakKind.MISSING_THERE,
              Side.BOTH,
              List.of(),
              List.of(entry),
              "",
              terms.hospital() ? Mending.UNDO : Mending.ASK_TO_CORRECT));
    }
  }

  private static Break elsewhere(Entry entry, Line line) {
    return new Break(
        BreakKind.WRONG_DAY,
        Side.BOTH,
        List.of(line),
        List.of(entry),
        -entry.billFen(),
        -entry.fundFen(),
        "day",
        Mending.ASK_TO_CORRECT);
  }

  private boolean isPending(Entry entry) {
    boolean pending = entry.time().isAfter(terms.settledUntil().apply(entry.day()));
    if (pending) {
      pendingHere.count(entry);
    }
    return pending;
  }

  /** No hospital and no mend here has a hand in what a bank paid: somebody looks. */
  private static Break ofBank(Break each) {
    boolean stands = each.mending() == Mending.ASK_TO_CORRECT || each.mending() == Mending.CLARIFY;
    return stands
        ? each
        : new Break(
            each.kind(),
            each.side(),
            each.lines(),
            each.entries(),
            each.billFen(),
            each.fundFen(),
            each.first(),
            Mending.CLARIFY);
  }

  private Reconciliation result(long gapBillFen, long gapFundFen) {
    if (terms.other() == Terms.Other.BANK) {
      breaks.replaceAll(Explanation::ofBank);
    }
    Sum there = walk.there().without(pendingThere);
    Sum here =
        walk.here()
            .plus(0, otherKeys.toldMoreFen())
            .without(pendingHere)
            .without(cancelled)
            .without(corrections);
    long billFen = 0;
    long fundFen = 0;
    for (Break each : breaks) {
      billFen = Fen.plus(billFen, each.billFen());
      fundFen = Fen.plus(fundFen, each.fundFen());
    }
    Sum stated = there.plus(gapBillFen, gapFundFen);
    long billRest = Fen.minus(Fen.minus(stated.billFen(), here.billFen()), billFen);
    long fundRest = Fen.minus(Fen.minus(stated.fundFen(), here.fundFen()), fundFen);
    if (billRest != 0 || fundRest != 0) {
      breaks.add(
          new Break(
              BreakKind.UNEXPLAINED,
              Side.BOTH,
              List.of(),
              List.of(),
              billRest,
              fundRest,
              "",
              Mending.CLARIFY));
    }
    return new Reconciliation(
        stated,
        here,
        pendingThere,
        pendingHere,
        walk.paired() + otherKeys.paired(),
        otherKeys.paired(),
        cancelled.count(),
        corrections.count(),
        breaks,
        !walk.full());
  }
}
