package io.yizhan.benchmarks.speed;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Ranks from 1 whose chance falls as one over the rank: a few persons come often, most seldom. */
final class Zipf {
  private final double[] upTo;

  Zipf(int count) {
    this.upTo = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
  }

  int next(RandomGenerator random) {
    int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return Math.min(upTo.length, (found < 0 ? -found - 1 : found) + 1);
  }
}
