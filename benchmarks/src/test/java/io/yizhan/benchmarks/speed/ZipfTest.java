package io.yizhan.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ZipfTest {
  private static final int DRAWS = 200_000;

  @Test
  void next_manyDraws_fallAsOneOverTheRank() {
    Zipf zipf = new Zipf(1_000);
    RandomGenerator random = new SplittableRandom(7);
    int[] drawn = new int[1_001];
    for (int i = 0; i < DRAWS; i++) {
      drawn[zipf.next(random)]++;
    }

    assertEquals(0, drawn[0]);
    assertEquals(2.0, (double) drawn[1] / drawn[2], 0.1);
    assertEquals(10.0, (double) drawn[1] / drawn[10], 1.0);
  }
}
