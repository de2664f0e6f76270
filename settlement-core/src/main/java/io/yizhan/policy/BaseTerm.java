package io.yizhan.policy;

/**
 * One term of what a layer counts, times a share of it.
 *
 * @param quantity what is measured
 * @param index the part of the bill or the earlier layer, by place; 0 where neither applies
 * @param ppm the share, 1 to 1,000,000
 */
record BaseTerm(Quantity quantity, int index, int ppm) {
  /** What can be measured. */
  enum Quantity {
    /** A part of the bill, as billed. */
    PART_BILLED,
    /** A part of the bill, as far as nobody has borne it yet. */
    PART_LEFT,
    /** The whole bill. */
    BILL,
    /** All that nobody has borne yet. */
    BILL_LEFT,
    /** What is left of the charity grants for this layer's fund. */
    GRANT_LEFT,
    /** What an earlier layer counted. */
    LAYER_BASE,
    /** What an earlier layer's threshold kept. */
    LAYER_DEDUCTIBLE,
    /** What an earlier layer paid. */
    LAYER_PAID,
    /** What stayed with the person by an earlier layer's rate. */
    LAYER_COPAY,
    /** What an earlier layer's cap cut off. */
    LAYER_EXCESS
  }
}
