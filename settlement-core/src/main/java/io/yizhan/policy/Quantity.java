package io.yizhan.policy;

/** What can be measured while a claim is computed; the index says of what. */
public enum Quantity {
  /** A part of the bill, as billed. */
  PART_BILLED,
  /** A part of the bill, as far as nobody has borne it yet. */
  PART_LEFT,
  /** What of a part somebody bears already. */
  PART_PAID,
  /** The whole bill. */
  BILL,
  /** All that nobody has borne yet. */
  BILL_LEFT,
  /** What was left of a part, or of all, right after a layer. */
  MARK,
  /** What is left of the charity grants for this layer's fund. */
  GRANT_LEFT,
  /** What an office decided: an amount. */
  RECORD_AMOUNT,
  /** A number or an amount that the claim says. */
  NUMBER,
  /** One, for this claim. */
  CLAIMS,
  /** A running total before this claim, with what others hold. */
  ACCOUNT_BEFORE,
  /** A running total with what this claim has added so far. */
  ACCOUNT_NOW,
  /** What the layer that is computed counts. */
  OWN_BASE,
  /** What an earlier layer counted. */
  LAYER_BASE,
  /** What an earlier layer's threshold kept. */
  LAYER_DEDUCTIBLE,
  /** What an earlier layer paid. */
  LAYER_PAID,
  /** What stayed with the person by an earlier layer's rate. */
  LAYER_COPAY,
  /** What an earlier layer's cap cut off, or its bands left to later layers. */
  LAYER_EXCESS,
  /** 1 if an earlier layer paid, else 0. */
  LAYER_TIMES;

  /** Whether it counts instead of measuring money. */
  boolean isCount() {
    return this == CLAIMS || this == LAYER_TIMES;
  }

  /** Whether its index is a layer. */
  public boolean isOfLayer() {
    return switch (this) {
      case LAYER_BASE, LAYER_DEDUCTIBLE, LAYER_PAID, LAYER_COPAY, LAYER_EXCESS, LAYER_TIMES -> true;
      case PART_BILLED,
          PART_LEFT,
          PART_PAID,
          BILL,
          BILL_LEFT,
          MARK,
          GRANT_LEFT,
          RECORD_AMOUNT,
          NUMBER,
          CLAIMS,
          ACCOUNT_BEFORE,
          ACCOUNT_NOW,
          OWN_BASE ->
          false;
    };
  }
}
