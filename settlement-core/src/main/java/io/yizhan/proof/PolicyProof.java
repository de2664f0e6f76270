package io.yizhan.proof;

import io.yizhan.claim.InsurerSettlement.Source;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanAmount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Proves, refutes or leaves unproved that a bigger bill makes no payer's total smaller. Layers
 * whose premises hold are proved for every claim; the others are walked through, bend by bend, with
 * the real run. It takes a second or so: for checks and publishing, never for a claim.
 */
public final class PolicyProof {
  /** The most claims that are computed for one policy. */
  static final int RUNS_MAX = 120_000;

  /** The most claims of one walk along one part. */
  private static final int WALK_RUNS_MAX = 2_500;

  /** What the other parts of the bill are while one is walked along, all of them or one, fen. */
  private static final long[] OTHERS_FEN = {1_000_000, 20_000_000};

  private final PolicyPlan plan;
  private final PolicyTable table;
  private final List<List<Declared>> declared = new ArrayList<>();
  private final List<Set<Silence>> silences = new ArrayList<>();
  private final NavigableSet<Long> seeds;
  private final Judge judge;
  private final Patience patience;
  private int runs;
  private boolean walksCut;

  private PolicyProof(PolicyTable table, PolicyPlan plan, Patience patience) {
    this.patience = patience;
    this.plan = plan;
    this.table = table;
    this.seeds = Seeds.of(plan);
    for (PlanLayer layer : plan.layers()) {
      silences.add(EnumSet.noneOf(Silence.class));
      List<Declared> here =
          Declared.read(authored(table, layer).declared(), plan.identities()).declared();
      declared.add(here);
      here.stream()
          .flatMap(one -> java.util.stream.Stream.of(one.fromFen(), one.toFen()))
          .filter(fen -> fen <= Seeds.WALK_MAX_FEN)
          .forEach(seeds::add);
    }
    this.judge = new Judge(plan, declared);
  }

  /**
   * What is known of a policy.
   *
   * @param table the document
   * @param plan compiled of this document alone
   * @param wanted asked every millisecond or so, whether somebody still waits for the answer
   * @throws java.util.concurrent.CancellationException when it answers no
   */
  public static Report of(PolicyTable table, PolicyPlan plan, BooleanSupplier wanted) {
    return new PolicyProof(table, plan, new Patience(wanted)).report();
  }

  /** The layer as it was written. */
  static PolicyTable.Layer authored(PolicyTable table, PlanLayer layer) {
    return table.layers().stream()
        .filter(each -> each.name().key().equals(layer.code()))
        .findFirst()
        .orElseThrow();
  }

  private Report report() {
    boolean byIdentity =
        declared.stream().flatMap(List::stream).anyMatch(one -> !one.identities().isEmpty());
    Circumstances.All all = Circumstances.of(table, plan, byIdentity, patience);
    List<Circumstance> toWalk = new ArrayList<>();
    List<Circumstance> computed = new ArrayList<>();
    for (Circumstance given : all.circumstances()) {
      List<Circumstance> decided = decidable(given);
      if (decided.isEmpty()) {
        undecided(given);
      }
      computed.addAll(decided);
      decided.stream().filter(this::mustBeWalked).forEach(toWalk::add);
    }
    if (neverPaysYet()) {
      toWalk.clear();
      toWalk.addAll(computed);
    }
    for (int i = 0; i < toWalk.size(); i++) {
      walk(toWalk.get(i), (RUNS_MAX - runs) / (toWalk.size() - i));
    }
    RankCheck ranks = new RankCheck(plan, table, seeds, patience);
    List<Finding> findings =
        new Findings(table, plan, judge, declared, silences, all.cutShort(), walksCut, runs).all();
    findings.addAll(ranks.check(computed));
    findings.sort(java.util.Comparator.comparing((Finding finding) -> !finding.isError()));
    return new Report(
        findings,
        count(findings, Finding.Verdict.PROVED),
        count(findings, Finding.Verdict.DECLARED),
        plan.layers().size(),
        computed.size(),
        runs + ranks.runs());
  }

  /** Notes of which layers nothing is proved; answers whether the circumstance says too little. */
  private boolean mustBeWalked(Circumstance circumstance) {
    RoutingLemma.Verdict found = RoutingLemma.judge(plan, circumstance);
    for (int i = 0; i < silences.size(); i++) {
      found.silences().get(i).ifPresent(silences.get(i)::add);
    }
    return found.mayLeap()
        || found.silences().stream().anyMatch(Optional::isPresent)
        || declaresSomething(circumstance);
  }

  /** Of a circumstance in which no claim was settled nothing is said. */
  private void undecided(Circumstance circumstance) {
    for (int i = 0; i < silences.size(); i++) {
      if (Judge.computes(plan.layers().get(i))
          && plan.layers().get(i).rowPossible(circumstance.words()) >= 0) {
        silences.get(i).add(Silence.UNDECIDED);
      }
    }
  }

  private static int count(List<Finding> findings, Finding.Verdict verdict) {
    return (int) findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  /** Whether some layer wanted to pay and never did: then every circumstance is walked through. */
  private boolean neverPaysYet() {
    for (int i = 0; i < plan.layers().size(); i++) {
      boolean computes = Judge.computes(plan.layers().get(i));
      if (computes && judge.mostPaidFen(i) == 0 && judge.wantedInVain(i).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private boolean declaresSomething(Circumstance circumstance) {
    for (int i = 0; i < declared.size(); i++) {
      boolean applies = plan.layers().get(i).rowPossible(circumstance.words()) >= 0;
      if (applies && !declared.get(i).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Claims that the policy settles: without the insurer, else with its answer, else with what the
   * hospital brings. Where it must be asked also while it is away, if the policy computes then.
   */
  private List<Circumstance> decidable(Circumstance given) {
    if (settles(given)) {
      return List.of(given);
    }
    List<Circumstance> decided = new ArrayList<>();
    for (Source source : List.of(Source.ASKED, Source.SUPPLIED)) {
      if (decided.isEmpty() && settles(given.with(source))) {
        decided.add(given.with(source));
      }
    }
    if (settles(given.with(Source.AWAY))) {
      decided.add(given.with(Source.AWAY));
    }
    return decided;
  }

  private boolean settles(Circumstance circumstance) {
    patience.require();
    Probe probe = new Probe(plan, table, circumstance, new long[plan.accounts().size()]);
    boolean settles = false;
    for (long fen : seeds) {
      long[] parts = new long[plan.parts().size()];
      java.util.Arrays.fill(parts, fen);
      CounterExample.Shown shown = probe.show(parts);
      settles |= shown.waterfall().refusedByLayer() < 0;
      judge.look(shown, circumstance);
    }
    runs += probe.runs();
    return settles;
  }

  private void walk(Circumstance circumstance, int runsMax) {
    BitSet parts = parts(circumstance);
    List<long[]> usages = Usages.of(plan);
    int walks = usages.size() * parts.stream().map(part -> others(parts, part).size()).sum();
    int runsEnd = runs + runsMax;
    for (long[] usedFen : usages) {
      for (int part = parts.nextSetBit(0); part >= 0; part = parts.nextSetBit(part + 1)) {
        for (long[] othersFen : others(parts, part)) {
          int allowed = Math.min(WALK_RUNS_MAX, (runsEnd - runs) / walks--);
          walk(circumstance, usedFen, part, othersFen, allowed);
        }
      }
    }
  }

  /**
   * What the other parts of the bill are while one is walked along: nothing, all the same, and one
   * alone, which may be all that an earlier layer pays from.
   */
  private List<long[]> others(BitSet counted, int part) {
    int partCount = plan.parts().size();
    List<long[]> others = new ArrayList<>();
    others.add(new long[partCount]);
    for (long fen : OTHERS_FEN) {
      long[] all = new long[partCount];
      java.util.Arrays.fill(all, fen);
      others.add(all);
      for (int other = counted.nextSetBit(0); other >= 0; other = counted.nextSetBit(other + 1)) {
        if (other != part && partCount > 2) {
          long[] one = new long[partCount];
          one[other] = fen;
          others.add(one);
        }
      }
    }
    return others;
  }

  private void walk(
      Circumstance circumstance, long[] usedFen, int part, long[] othersFen, int runsMax) {
    patience.require();
    Probe probe = new Probe(plan, table, circumstance, usedFen);
    Walk walk = new Walk(plan, probe, othersFen, part, runsMax);
    int identity = circumstance.words()[Fact.IDENTITY.ordinal()];
    judge.look(walk, walk.points(seeds), usedFen, identity);
    walksCut |= !walk.isComplete();
    runs += probe.runs();
  }

  /**
   * The parts that layers of a circumstance count, pay into, or measure in any of their amounts.
   */
  private BitSet parts(Circumstance circumstance) {
    BitSet parts = new BitSet();
    for (PlanLayer layer : plan.layers()) {
      for (int row : layer.rowsPossible(circumstance.words())) {
        for (int i = 0; row >= 0 && i < layer.fillCount(); i++) {
          parts.set(layer.fill(i));
        }
        if (row >= 0) {
          measured(layer.row(row), parts);
          layer.measured().forEach(amount -> measured(amount, parts));
        }
      }
    }
    return parts;
  }

  private void measured(PlanRow row, BitSet parts) {
    measured(row.counts(), parts);
    measured(row.threshold(), parts);
    measured(row.trigger().amount(), parts);
    measured(row.rateSource().flat(), parts);
    for (int cap = 0; cap < row.capCount(); cap++) {
      measured(row.cap(cap), parts);
    }
  }

  private void measured(PlanAmount amount, BitSet parts) {
    for (int term = 0; term < amount.termCount(); term++) {
      switch (amount.quantity(term)) {
        case BILL, BILL_LEFT -> parts.set(0, plan.parts().size());
        case PART_BILLED, PART_LEFT, PART_PAID -> parts.set(amount.index(term));
        default -> {
          // What layers give is made of the parts that those layers measure.
        }
      }
    }
  }
}
