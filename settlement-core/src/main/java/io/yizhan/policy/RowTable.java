package io.yizhan.policy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A table laid out densely: the place of a combination is the sum of its words' classes times
 * strides. Words that no condition of the layer tells apart are one class: so a layer that asks for
 * many facts, and for few words of each, has a small table. Here are the questions of explanations
 * and proofs; {@link PlanLayer} and {@link PlanStep} find the row of a claim.
 *
 * @param factPlaces the facts it asks for, by place
 * @param classes of each of them: the class of each word, by the word's place
 * @param strides of each of them
 * @param measured quantities that it measures when it is reached
 * @param cuts where the intervals of each of them begin
 * @param measuredStrides of each of them
 * @param rowOf the row of each combination, or why there is none
 */
record RowTable(
    int[] factPlaces,
    int[][] classes,
    int[] strides,
    PlanAmount[] measured,
    long[][] cuts,
    int[] measuredStrides,
    short[] rowOf) {
  /** What each word of each fact that it asks for adds to the place of a combination. */
  int[][] offsets() {
    return offsets(classes, strides);
  }

  /** What the class of each word of each fact adds to the place of a combination. */
  static int[][] offsets(int[][] classes, int[] strides) {
    int[][] offsets = new int[classes.length][];
    for (int i = 0; i < offsets.length; i++) {
      int stride = strides[i];
      offsets[i] = Arrays.stream(classes[i]).map(each -> each * stride).toArray();
    }
    return offsets;
  }

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
      if (!open.get(fact) && classAt(index, i) != classes[i][factWords[fact]]) {
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
    int axis = axisOf(fact);
    if (axis < 0) {
      return false;
    }
    BitSet free = (BitSet) open.clone();
    free.set(fact);
    for (int index = 0; index < rowOf.length; index++) {
      int first = index - classAt(index, axis) * strides[axis];
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
    int axis = axisOf(fact);
    for (int index = 0; index < rowOf.length; index++) {
      if (rowOf[index] == row && (axis < 0 || classAt(index, axis) == classes[axis][word])) {
        return true;
      }
    }
    return false;
  }

  /** Whether any condition is on the fact at this place. */
  boolean asks(int fact) {
    return axisOf(fact) >= 0;
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

  /** Which of the facts that it asks for this one is, -1 where it does not. */
  private int axisOf(int fact) {
    for (int i = 0; i < factPlaces.length; i++) {
      if (factPlaces[i] == fact) {
        return i;
      }
    }
    return -1;
  }

  /** The class of one fact's word at a place of the table. */
  private int classAt(int index, int axis) {
    int all = measured.length == 0 ? rowOf.length : measuredStrides[0];
    int next = axis + 1 < strides.length ? strides[axis + 1] : all;
    return index / strides[axis] % (next / strides[axis]);
  }
}
