package io.yizhan.gateway.month;

import io.yizhan.gateway.month.Town.Treatment;
import io.yizhan.gateway.month.Visit.Cost;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What stays and visits cost: most little, few much, more in a higher hospital. Medians and shares
 * are round figures in the order of what yearbooks print; nothing is decided by them.
 */
final class Costs {
  private static final long YUAN = 100;
  private static final long STAY_MIN = 600 * YUAN;
  private static final long STAY_MAX = 280_000 * YUAN;
  private static final double SPREAD = 0.75;
  private static final long[] STAY_MEDIAN = {0, 2_200 * YUAN, 5_600 * YUAN, 14_500 * YUAN};
  private static final long[] DEDUCTIBLE = {0, 200 * YUAN, 400 * YUAN, 900 * YUAN};
  private static final int[] STAY_PERCENT = {0, 85, 72, 60};
  private static final int VISIT_PERCENT = 50;
  private static final int SPECIAL_PERCENT = 68;
  private static final int PERCENT = 100;
  private static final long VISIT_MIN = 30 * YUAN;
  private static final long VISIT_MEDIAN = 120 * YUAN;
  private static final long VISIT_MAX = 3_000 * YUAN;
  private static final int IN_SCOPE_MIN = 76;
  private static final int IN_SCOPE_RANGE = 18;
  private static final Map<String, Long> TREATMENT_MEDIAN =
      Map.of(
          "esrd", 450 * YUAN,
          "malignant_tumour", 2_600 * YUAN,
          "diabetes_1", 240 * YUAN,
          "severe_mental", 150 * YUAN);

  private Costs() {}

  static Cost stay(int level, RandomGenerator random) {
    return parts(spread(STAY_MEDIAN[level], STAY_MIN, STAY_MAX, random), random);
  }

  static Cost visit(RandomGenerator random) {
    return parts(spread(VISIT_MEDIAN, VISIT_MIN, VISIT_MAX, random), random);
  }

  static Cost special(Treatment treatment, RandomGenerator random) {
    long median = TREATMENT_MEDIAN.getOrDefault(treatment.disease(), VISIT_MEDIAN);
    return parts(median * (PERCENT - 20 + random.nextInt(41)) / PERCENT, random);
  }

  /** What the insurer pays of a stay. */
  static long insurerOfStay(int level, Cost cost) {
    return Math.max(0, cost.inScope() - DEDUCTIBLE[level]) * STAY_PERCENT[level] / PERCENT;
  }

  /** What it pays of an ordinary visit. */
  static long insurerOfVisit(Cost cost) {
    return cost.inScope() * VISIT_PERCENT / PERCENT;
  }

  /** What it pays of a visit for a special disease. */
  static long insurerOfSpecial(Cost cost) {
    return cost.inScope() * SPECIAL_PERCENT / PERCENT;
  }

  private static long spread(long median, long min, long max, RandomGenerator random) {
    long drawn = Math.round(median * Math.exp(SPREAD * random.nextGaussian()));
    return Math.min(max, Math.max(min, drawn));
  }

  private static Cost parts(long total, RandomGenerator random) {
    long inScope = total * (IN_SCOPE_MIN + random.nextInt(IN_SCOPE_RANGE)) / PERCENT;
    long rest = total - inScope;
    long first = rest * random.nextInt(30, 60) / PERCENT;
    long over = rest * random.nextInt(0, 20) / PERCENT;
    return new Cost(inScope, first, over, rest - first - over);
  }
}
