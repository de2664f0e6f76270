package io.yizhan.policy;

import java.util.Optional;

/**
 * An amount or a count that keeps a layer from applying: what was measured, and what is asked.
 *
 * @param quantity what is measured
 * @param index of what, as the quantity has it
 * @param measured what it was, fen or a count
 * @param from the least that is asked, fen or a count; {@link Long#MIN_VALUE} where nothing is
 * @param to what must not be reached, fen or a count; {@link Long#MAX_VALUE} where nothing is
 */
public record AmountAsked(Quantity quantity, int index, long measured, long from, long to) {
  /**
   * The one quantity that would have to be another for the layer to apply; empty where there are
   * several, or where it is a sum of some.
   *
   * @param place of the facts in the table
   */
  static Optional<AmountAsked> of(RowTable table, int place, PlanAmount.Measures measures) {
    int count = table.measured().length;
    long[] values = new long[count];
    int[] at = new int[count];
    int index = place;
    for (int i = 0; i < count; i++) {
      values[i] = table.measured()[i].fen(measures);
      while (at[i] < table.cuts()[i].length && table.cuts()[i][at[i]] <= values[i]) {
        at[i]++;
      }
      index += at[i] * table.measuredStrides()[i];
    }
    for (int i = 0; i < count; i++) {
      int first = index - at[i] * table.measuredStrides()[i];
      Optional<AmountAsked> asked = of(table, first, i, values[i]);
      if (asked.isPresent()) {
        return asked;
      }
    }
    return Optional.empty();
  }

  /** The first stretch of one quantity in which the layer does not fail for an amount. */
  private static Optional<AmountAsked> of(RowTable table, int first, int which, long value) {
    PlanAmount amount = table.measured()[which];
    long[] cuts = table.cuts()[which];
    int low = 0;
    while (low <= cuts.length && fails(table, first, which, low)) {
      low++;
    }
    if (low > cuts.length || amount.termCount() != 1 || !amount.isWhole(amount.quantity(0))) {
      return Optional.empty();
    }
    int high = low;
    while (high < cuts.length && !fails(table, first, which, high + 1)) {
      high++;
    }
    return Optional.of(
        new AmountAsked(
            amount.quantity(0),
            amount.index(0),
            value,
            low == 0 ? Long.MIN_VALUE : cuts[low - 1],
            high == cuts.length ? Long.MAX_VALUE : cuts[high]));
  }

  private static boolean fails(RowTable table, int first, int which, int place) {
    int row = table.rowOf()[first + place * table.measuredStrides()[which]];
    return row == PlanLayer.NOT_THIS_AMOUNT;
  }
}
