package io.yizhan.proof;

import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.Waterfall.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Looks along walks for payments that fall or leap, and for what the layers declare. */
final class Judge {
  private final PolicyPlan plan;
  private final List<List<Declared>> declared;
  private final long toleranceFen;
  private final List<String> funds;
  private final Map<Integer, Suspect> drops = new HashMap<>();
  private final Map<Integer, Suspect> jumps = new HashMap<>();
  private final Set<Declared> seen = new HashSet<>();
  private final long[] mostPaidFen;
  private int identityPlace;
  private final Map<Integer, CounterExample.Shown> wantedInVain = new HashMap<>();

  Judge(PolicyPlan plan, List<List<Declared>> declared) {
    this.plan = plan;
    this.declared = declared;
    this.toleranceFen = Walk.tolerance(plan);
    this.funds = plan.layers().stream().map(PlanLayer::fund).distinct().toList();
    this.mostPaidFen = new long[plan.layers().size()];
  }

  /** Payers' totals that fall, undeclared, by the layer that does it first. */
  Map<Integer, Suspect> drops() {
    return drops;
  }

  /** Leaps that make the patient's share fall, undeclared. */
  Map<Integer, Suspect> jumps() {
    return jumps;
  }

  /** Whether a walk has met this. */
  boolean saw(Declared one) {
    return seen.contains(one);
  }

  /** The most that a layer has paid, fen. */
  long mostPaidFen(int layer) {
    return mostPaidFen[layer];
  }

  /** A claim in which a layer wanted to pay and nothing was left. */
  Optional<CounterExample.Shown> wantedInVain(int layer) {
    return Optional.ofNullable(wantedInVain.get(layer));
  }

  /** Looks at one claim alone; a layer wants nothing where the insurer says what it pays. */
  void look(CounterExample.Shown shown, Circumstance circumstance) {
    Waterfall waterfall = shown.waterfall();
    for (int i = 0; i < mostPaidFen.length; i++) {
      mostPaidFen[i] = Math.max(mostPaidFen[i], waterfall.of(i, Column.PAID));
      boolean wants =
          waterfall.of(i, Column.WANTED) > 0 && !circumstance.isInsurers(plan.layers().get(i));
      if (wants && waterfall.refusedByLayer() < 0) {
        wantedInVain.putIfAbsent(i, shown);
      }
    }
  }

  /** Looks along one walk. */
  void look(Walk walk, List<Walk.Point> points, long[] usedFen, int identity) {
    identityPlace = identity;
    for (int i = 1; i < points.size(); i++) {
      Walk.Point before = points.get(i - 1);
      Walk.Point after = points.get(i);
      for (int layer = 0; layer < mostPaidFen.length; layer++) {
        long paid = after.waterfall().of(layer, Column.PAID);
        mostPaidFen[layer] = Math.max(mostPaidFen[layer], paid);
      }
      if (before.waterfall().refusedByLayer() < 0 && after.waterfall().refusedByLayer() < 0) {
        plateaus(before.waterfall(), after.waterfall(), usedFen);
        for (String fund : funds) {
          fall(walk, before, after, usedFen, fund, waterfall -> paidBy(waterfall, fund));
        }
        fall(walk, before, after, usedFen, "", Waterfall::burdenFen);
      }
    }
  }

  private long paidBy(Waterfall waterfall, String fund) {
    long sum = 0;
    for (int i = 0; i < plan.layers().size(); i++) {
      sum += plan.layers().get(i).fund().equals(fund) ? waterfall.of(i, Column.PAID) : 0;
    }
    return sum;
  }

  /** A total that is smaller after than before, by more than rounding. */
  private void fall(
      Walk walk,
      Walk.Point before,
      Walk.Point after,
      long[] usedFen,
      String fund,
      ToLongFunction<Waterfall> total) {
    long fall = total.applyAsLong(before.waterfall()) - total.applyAsLong(after.waterfall());
    if (fall <= toleranceFen) {
      return;
    }
    long low = before.fen();
    long high = after.fen();
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      long there = total.applyAsLong(walk.run(middle));
      boolean lower =
          total.applyAsLong(walk.run(low)) - there >= there - total.applyAsLong(walk.run(high));
      high = lower ? middle : high;
      low = lower ? low : middle;
    }
    boolean sudden =
        total.applyAsLong(walk.run(low)) - total.applyAsLong(walk.run(high)) > toleranceFen;
    suspect(walk, sudden ? low : before.fen(), sudden ? high : after.fen(), usedFen, fund, total);
  }

  private void suspect(
      Walk walk,
      long lowFen,
      long highFen,
      long[] usedFen,
      String fund,
      ToLongFunction<Waterfall> total) {
    Waterfall low = walk.run(lowFen);
    Waterfall high = walk.run(highFen);
    long riseMax = highFen - lowFen + toleranceFen;
    int layer = -1;
    for (int i = 0; i < plan.layers().size() && layer < 0; i++) {
      long change = high.of(i, Column.PAID) - low.of(i, Column.PAID);
      layer = change < -toleranceFen || change > riseMax ? i : -1;
    }
    if (layer < 0) {
      return;
    }
    long change = high.of(layer, Column.PAID) - low.of(layer, Column.PAID);
    Declared.Kind kind = change < 0 ? Declared.Kind.DROP : Declared.Kind.JUMP;
    Map<Integer, Suspect> found = fund.isEmpty() ? jumps : drops;
    if (isDeclared(layer, kind, low, high, usedFen)
        || (fund.isEmpty() && kind == Declared.Kind.DROP)) {
      return;
    }
    long fall = total.applyAsLong(low) - total.applyAsLong(high);
    Suspect known = found.get(layer);
    if (known == null || known.fallFen() < fall) {
      found.put(
          layer,
          new Suspect(
              layer,
              kind,
              fall,
              fund,
              change,
              axisFen(layer, low, high, usedFen),
              walk.show(lowFen),
              walk.show(highFen)));
    }
  }

  private long axisFen(int layer, Waterfall low, Waterfall high, long[] usedFen) {
    long base = high.of(layer, Column.BASE);
    if (base == low.of(layer, Column.BASE)) {
      return high.billedFen();
    }
    int over = plan.layers().get(layer).over();
    return over < 0 ? base : Math.addExact(base, usedFen[over]);
  }

  private boolean isDeclared(
      int layer, Declared.Kind kind, Waterfall low, Waterfall high, long[] usedFen) {
    boolean found = false;
    for (Declared one : declared.get(layer)) {
      if (one.kind() == kind && one.isOf(identityPlace) && isOn(one, layer, low, high, usedFen)) {
        seen.add(one);
        found = true;
      }
    }
    return found;
  }

  /** On the layer's axis, its base alone, the bill, or the part in scope. */
  private boolean isOn(Declared one, int layer, Waterfall low, Waterfall high, long[] usedFen) {
    for (long[] stretch : stretches(layer, low, high, usedFen)) {
      if (one.meets(stretch[0], stretch[1])) {
        return true;
      }
    }
    return false;
  }

  private List<long[]> stretches(int layer, Waterfall low, Waterfall high, long[] usedFen) {
    int over = plan.layers().get(layer).over();
    long lowBase = low.of(layer, Column.BASE);
    long highBase = high.of(layer, Column.BASE);
    List<long[]> stretches = new ArrayList<>();
    stretches.add(new long[] {lowBase, highBase});
    if (over >= 0) {
      stretches.add(new long[] {lowBase + usedFen[over], highBase + usedFen[over]});
    }
    stretches.add(new long[] {low.billedFen(), high.billedFen()});
    stretches.add(new long[] {low.billedFen(0), high.billedFen(0)});
    return stretches;
  }

  private void plateaus(Waterfall low, Waterfall high, long[] usedFen) {
    for (int layer = 0; layer < plan.layers().size(); layer++) {
      boolean flat =
          low.of(layer, Column.PAID) > 0
              && low.of(layer, Column.PAID) == high.of(layer, Column.PAID)
              && high.billedFen() - low.billedFen() >= PLATEAU_MIN_FEN;
      for (Declared one : declared.get(layer)) {
        if (flat && one.kind() == Declared.Kind.PLATEAU && one.isOf(identityPlace)) {
          for (long[] stretch : stretches(layer, low, high, usedFen)) {
            if (one.covers(stretch[0], stretch[1])) {
              seen.add(one);
            }
          }
        }
      }
    }
  }

  /** A plateau is at least this long, fen: one yuan. */
  private static final long PLATEAU_MIN_FEN = 100;

  /** Whether some declaration of a layer was met. */
  boolean sawAny(int layer) {
    return declared.get(layer).stream().anyMatch(seen::contains);
  }

  /** Whether a layer computes what it pays, always or while the insurer is away. */
  static boolean computes(PlanLayer layer) {
    boolean computed =
        layer.amount() == PolicyTable.Amount.COMPUTED || layer.insurerTerms().computedIfAway();
    return computed && layer.rowCount() > 0;
  }
}
