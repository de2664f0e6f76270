package io.yizhan.proof;

import io.yizhan.money.Yuan;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/** Looks for an identity that bears more than one listed after it, of the same bill. */
final class RankCheck {
  /** The most claims that are computed. */
  private static final int RUNS_MAX = 30_000;

  private final PolicyPlan plan;
  private final PolicyTable table;
  private final NavigableSet<Long> seeds;
  private final Patience patience;
  private int runs;

  RankCheck(PolicyPlan plan, PolicyTable table, NavigableSet<Long> seeds, Patience patience) {
    this.patience = patience;
    this.plan = plan;
    this.table = table;
    this.seeds = seeds;
  }

  int runs() {
    return runs;
  }

  /** For each identity the one after it that fares best beside it. */
  List<Finding> check(List<Circumstance> circumstances) {
    int identities = plan.identities().size();
    List<Optional<CounterExample>> worst =
        new ArrayList<>(Collections.nCopies(identities + 1, Optional.empty()));
    for (Circumstance circumstance : circumstances) {
      patience.require();
      int first = circumstance.words()[Fact.IDENTITY.ordinal()];
      for (int second = first + 1; first > 0 && second <= identities; second++) {
        Circumstance other = with(circumstance, second);
        if (runs < RUNS_MAX && !Arrays.equals(rows(circumstance), rows(other))) {
          worst.set(first, compare(circumstance, other, worst.get(first)));
        }
      }
    }
    return worst.stream().flatMap(Optional::stream).map(this::finding).toList();
  }

  private static Circumstance with(Circumstance circumstance, int identity) {
    int[] words = circumstance.words().clone();
    words[Fact.IDENTITY.ordinal()] = identity;
    return new Circumstance(words, circumstance.recordsHeld(), circumstance.insurer());
  }

  /** The rows that may apply; which reason there is for none does not matter. */
  private int[] rows(Circumstance circumstance) {
    return plan.layers().stream()
        .flatMapToInt(layer -> Arrays.stream(layer.rowsPossible(circumstance.words())))
        .map(row -> Math.max(row, PlanLayer.NONE))
        .toArray();
  }

  /** The bill of which the first bears most above the second; the known one where none is worse. */
  private Optional<CounterExample> compare(
      Circumstance first, Circumstance second, Optional<CounterExample> known) {
    long[] nothingUsed = new long[plan.accounts().size()];
    Probe probe = new Probe(plan, table, first, nothingUsed);
    Probe other = new Probe(plan, table, second, nothingUsed);
    Optional<CounterExample> worst = known;
    for (long fen : seeds) {
      long[] parts = new long[plan.parts().size()];
      parts[0] = fen;
      CounterExample pair = new CounterExample(probe.show(parts), other.show(parts));
      boolean settled =
          pair.before().waterfall().refusedByLayer() < 0
              && pair.after().waterfall().refusedByLayer() < 0;
      long least = worst.map(RankCheck::more).orElse(Walk.tolerance(plan));
      if (settled && more(pair) > least) {
        worst = Optional.of(pair);
      }
    }
    runs += probe.runs() + other.runs();
    return worst;
  }

  private static long more(CounterExample example) {
    return example.before().waterfall().burdenFen() - example.after().waterfall().burdenFen();
  }

  private Finding finding(CounterExample example) {
    PolicyTable.Name first = plan.identities().get(example.before().identityPlace() - 1);
    PolicyTable.Name second = plan.identities().get(example.after().identityPlace() - 1);
    String bill = Yuan.format(example.before().waterfall().billedFen());
    String bears = Yuan.format(example.before().waterfall().burdenFen());
    String less = Yuan.format(example.after().waterfall().burdenFen());
    CircumstanceWords words = new CircumstanceWords(table, plan);
    return new Finding(
        Finding.Verdict.REFUTED,
        Finding.POORER_BEARS_MORE,
        "",
        first.line(),
        "政策内 "
            + bill
            + words.zh(example.before())
            + "："
            + first.nameZh()
            + "个人负担 "
            + bears
            + "，排在后面的"
            + second.nameZh()
            + "只负担 "
            + less
            + "。原文如此可不改。",
        "Of "
            + bill
            + " in scope"
            + words.en(example.before())
            + " "
            + first.key()
            + " bears "
            + bears
            + ", "
            + second.key()
            + ", listed after it, only "
            + less
            + ". Leave it if the document says so.",
        Optional.of(example));
  }
}
