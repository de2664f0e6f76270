package io.yizhan.proof;

import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.Waterfall.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * A walk along one part of the bill, the others standing still. Every stretch is halved until what
 * all layers do on it is a straight line, so that every bend is found to the fen.
 */
final class Walk {
  private final PolicyPlan plan;
  private final Probe probe;
  private final long[] othersFen;
  private final int part;
  private final long toleranceFen;
  private final int runsEnd;
  private final TreeMap<Long, Waterfall> points = new TreeMap<>();

  /** One point of the walk. */
  record Point(long fen, Waterfall waterfall) {}

  Walk(PolicyPlan plan, Probe probe, long[] othersFen, int part, int runsMax) {
    this.plan = plan;
    this.probe = probe;
    this.othersFen = othersFen;
    this.part = part;
    this.toleranceFen = tolerance(plan);
    this.runsEnd = probe.runs() + runsMax;
  }

  /** What rounding alone may do, fen: a unit of each layer. */
  static long tolerance(PolicyPlan plan) {
    long unit =
        plan.layers().stream().mapToLong(layer -> layer.rounding().unitFen()).max().orElse(1);
    return unit * (plan.layers().size() + 1);
  }

  /** Walks from seed to seed; answers the points in order, every bend among them. */
  List<Point> points(NavigableSet<Long> seeds) {
    long last = -1;
    for (long seed : seeds) {
      if (last >= 0) {
        split(last, seed);
      } else {
        at(seed);
      }
      last = seed;
    }
    List<Point> all = new ArrayList<>();
    points.forEach((fen, waterfall) -> all.add(new Point(fen, waterfall)));
    return all;
  }

  /** Whether the runs that were allowed were enough. */
  boolean isComplete() {
    return probe.runs() < runsEnd;
  }

  private void split(long fromFen, long toFen) {
    Waterfall from = at(fromFen);
    Waterfall to = at(toFen);
    if (toFen - fromFen < 2 || !isComplete()) {
      return;
    }
    long middleFen = fromFen + (toFen - fromFen) / 2;
    Waterfall middle = probe.run(parts(middleFen));
    if (isStraight(from, middle, to, middleFen - fromFen, toFen - middleFen)) {
      return;
    }
    points.put(middleFen, middle);
    split(fromFen, middleFen);
    split(middleFen, toFen);
  }

  private Waterfall at(long fen) {
    Waterfall known = points.get(fen);
    if (known == null) {
      known = probe.run(parts(fen));
      points.put(fen, known);
    }
    return known;
  }

  /** The bill when the part that is walked along is this much. */
  long[] parts(long fen) {
    long[] parts = othersFen.clone();
    parts[part] = fen;
    return parts;
  }

  Waterfall run(long fen) {
    return at(fen);
  }

  CounterExample.Shown show(long fen) {
    return probe.show(parts(fen));
  }

  private boolean isStraight(
      Waterfall from, Waterfall middle, Waterfall to, long leftFen, long rightFen) {
    for (int layer = 0; layer < plan.layers().size(); layer++) {
      boolean sameRow = from.row(layer) == middle.row(layer) && middle.row(layer) == to.row(layer);
      if (!sameRow
          || isBent(from, middle, to, layer, Column.PAID, leftFen, rightFen)
          || isBent(from, middle, to, layer, Column.BASE, leftFen, rightFen)) {
        return false;
      }
    }
    return true;
  }

  private boolean isBent(
      Waterfall from,
      Waterfall middle,
      Waterfall to,
      int layer,
      Column column,
      long leftFen,
      long rightFen) {
    long rise = to.of(layer, column) - from.of(layer, column);
    long half = middle.of(layer, column) - from.of(layer, column);
    long straight = Math.floorDiv(rise * leftFen, leftFen + rightFen);
    return Math.abs(half - straight) > 2 * toleranceFen;
  }
}
