package io.yizhan.policy;

import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A table laid out densely: the place of a combination is the sum of its words times strides. Here
 * are the questions of explanations and proofs; {@link PlanLayer} and {@link PlanStep} find the row
 * of a claim.
 *
 * @param factPlaces the facts it asks for, by place
 * @param strides of each of them
 * @param measured quantities that it measures when it is reached
 * @param cuts where the intervals of each of them begin
 * @param measuredStrides of each of them
 * @param rowOf the row of each combination, or why there is none
 */
record RowTable(
    int[] factPlaces,
    int[] strides,
    PlanAmount[] measured,
    long[][] cuts,
    int[] measuredStrides,
    short[] rowOf) {
  /** Every row, or reason for none, from the place of some facts on, whatever is measured. */
  int[] rowsFrom(int place) {
    int step = measured.length == 0 ? rowOf.length : measuredStrides[0];
    return IntStream.iterate(place, index -> index < rowOf.length, index -> index + step)
        .map(index -> rowOf[index])
        .distinct()
        .sorted()
        .toArray();
  }

  /** The rows that these facts could choose, whatever the open ones turn out to be. */
  IntStream rowsPossible(int[] factWords, BitSet open) {
    return IntStream.range(0, rowOf.length)
        .filter(index -> agrees(index, factWords, open))
        .map(index -> rowOf[index])
        .filter(row -> row >= 0)
        .distinct();
  }

  /** Whether a place of the table stands for these facts, the open ones apart. */
  private boolean agrees(int index, int[] factWords, BitSet open) {
    for (int i = 0; i < factPlaces.length; i++) {
      int fact = factPlaces[i];
      if (!open.get(fact) && index / strides[i] % sizeOf(fact) != factWords[fact]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether another word of this fact would choose another row, or reason for none, that counts.
   *
   * @param counts which rows, and reasons for none, make a difference to the claim
   * @param open other facts of which nothing is known: any of their words may be
   */
  boolean dependsOn(int fact, int[] factWords, BitSet open, IntPredicate counts) {
    int stride = strideOf(fact);
    if (stride == 0) {
      return false;
    }
    BitSet free = (BitSet) open.clone();
    free.set(fact);
    for (int index = 0; index < rowOf.length; index++) {
      int first = index - index / stride % sizeOf(fact) * stride;
      boolean another = rowOf[index] != rowOf[first];
      another &= counts.test(rowOf[index]) || counts.test(rowOf[first]);
      if (another && agrees(index, factWords, free)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a row applies to some combination of facts in which this fact has this word. */
  boolean canApply(int row, int fact, int word) {
    int stride = strideOf(fact);
    int size = stride == 0 ? 0 : sizeOf(fact);
    for (int index = 0; index < rowOf.length; index++) {
      if (rowOf[index] == row && (stride == 0 || index / stride % size == word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any condition is on the fact at this place. */
  boolean asks(int fact) {
    return strideOf(fact) > 0;
  }

  /** Whether this quantity chooses the row. */
  boolean isMeasured(Quantity quantity, int index) {
    for (PlanAmount amount : measured) {
      if (amount.measures(quantity, index)) {
        return true;
      }
    }
    return false;
  }

  /** The stride of a fact in the table, 0 when the layer does not ask for it. */
  private int strideOf(int fact) {
    for (int i = 0; i < factPlaces.length; i++) {
      if (factPlaces[i] == fact) {
        return strides[i];
      }
    }
    return 0;
  }

  private int sizeOf(int fact) {
    for (int i = 0; i < factPlaces.length; i++) {
      if (factPlaces[i] == fact) {
        int all = measured.length == 0 ? rowOf.length : measuredStrides[0];
        int next = i + 1 < strides.length ? strides[i + 1] : all;
        return next / strides[i];
      }
    }
    return 0;
  }
}
