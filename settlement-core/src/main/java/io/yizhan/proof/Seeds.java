package io.yizhan.proof;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAmount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Amounts at which a walk looks first: a coarse grid, and every figure that the policy names. */
final class Seeds {
  /** The largest amount of one part that a walk looks at: 10,000,000 yuan. */
  static final long WALK_MAX_FEN = 1_000_000_000L;

  /** The most amounts that are taken from the policy. */
  private static final int NAMED_MAX = 48;

  private static final long[] GRID = {1, 2, 5};
  private static final long GRID_MIN_FEN = 100;
  private static final long GRID_STEP = 10;

  private Seeds() {}

  /** Where every walk begins, fen. */
  static NavigableSet<Long> of(PolicyPlan plan) {
    NavigableSet<Long> seeds = new TreeSet<>();
    seeds.add(0L);
    for (long scale = GRID_MIN_FEN; scale <= WALK_MAX_FEN; scale *= GRID_STEP) {
      for (long digit : GRID) {
        add(seeds, digit * scale);
      }
    }
    NavigableSet<Long> named = named(plan);
    named.stream().limit(NAMED_MAX).forEach(fen -> add(seeds, fen));
    return seeds;
  }

  /** Every figure that some row or condition names, fen. */
  static NavigableSet<Long> named(PolicyPlan plan) {
    NavigableSet<Long> named = new TreeSet<>();
    for (PlanLayer layer : plan.layers()) {
      for (int i = 0; i < layer.rowCount(); i++) {
        PlanRow row = layer.row(i);
        constant(named, row.threshold());
        constant(named, row.trigger().amount());
        for (int band = 1; band < row.bandCount(); band++) {
          add(named, row.bandFromFen(band));
        }
        for (int cap = 0; cap < row.capCount(); cap++) {
          constant(named, row.cap(cap));
          overRate(named, row, row.cap(cap).constantFen());
        }
      }
    }
    return named;
  }

  /** Where a cap of a single rate begins to bind. */
  private static void overRate(NavigableSet<Long> named, PlanRow row, OptionalLong cap) {
    int ppm = row.bandPpm(0);
    if (cap.isPresent() && ppm > 0 && cap.getAsLong() < WALK_MAX_FEN) {
      long base = Fen.timesPpm(cap.getAsLong(), Fen.PPM_WHOLE) / ppm;
      add(named, base + row.threshold().constantFen().orElse(0));
    }
  }

  private static void constant(NavigableSet<Long> named, PlanAmount amount) {
    amount.constantFen().ifPresent(fen -> add(named, fen));
  }

  private static void add(NavigableSet<Long> seeds, long fen) {
    if (fen >= 0 && fen <= WALK_MAX_FEN) {
      seeds.add(fen);
    }
  }
}
