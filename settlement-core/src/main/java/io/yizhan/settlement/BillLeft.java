package io.yizhan.settlement;

import io.yizhan.claim.BillPart;

/**
 * What of each part of a bill nobody has borne yet. Scratch of a run: begun anew for each claim,
 * for one thread.
 */
final class BillLeft {
  private static final int COMMON = BillPart.values().length;
  private static final int IN = BillPart.IN.ordinal();
  private static final int FIRST = BillPart.FIRST.ordinal();
  private static final int OVER_LIMIT = BillPart.OVER_LIMIT.ordinal();
  private static final int OUT = BillPart.OUT.ordinal();

  private long[] billedFen = {};
  private long[] leftFen = new long[COMMON];
  private int partCount;
  private long totalFen;
  private long leftTotalFen;
  private long asideFen;

  /**
   * Begins with a bill.
   *
   * @param partsFen its parts, which stay the caller's
   */
  void begin(long[] partsFen, long billFen) {
    billedFen = partsFen;
    partCount = partsFen.length;
    totalFen = billFen;
    asideFen = 0;
    leftTotalFen = 0;
    if (leftFen.length < partCount) {
      leftFen = new long[partCount];
    }
    for (int part = 0; part < partCount; part++) {
      leftFen[part] = partsFen[part];
      leftTotalFen += partsFen[part];
    }
  }

  /** A fixed price takes the place of the bill: all of it in scope. */
  void fixPrice(long priceFen) {
    billedFen = new long[partCount];
    billedFen[IN] = priceFen;
    begin(billedFen, priceFen);
  }

  /** Sets aside what of the part in scope no later layer may count. */
  void setAside(long fen) {
    leftFen[IN] -= fen;
    asideFen = fen;
  }

  /** The parts as layers saw them; must not be changed. */
  long[] billedParts() {
    return billedFen;
  }

  long billedFen(int part) {
    return billedFen[part];
  }

  long totalFen() {
    return totalFen;
  }

  long leftFen(int part) {
    return leftFen[part];
  }

  /** What somebody bears of a part; what is set aside nobody has borne. */
  long paidFen(int part) {
    return Math.max(0, billedFen[part] - leftFen[part] - (part == IN ? asideFen : 0));
  }

  long leftInFen() {
    return leftFen[IN];
  }

  /** What is set aside, as far as nobody has borne it. */
  long asideFen() {
    return asideFen;
  }

  /** All that nobody has borne. */
  long leftTotalFen() {
    return leftTotalFen;
  }

  /** All that nobody has borne and that layers may still count. */
  long leftToAidFen() {
    return leftTotalFen - asideFen;
  }

  /** Takes from one part what it has; answers what is still to be taken. */
  long takeFrom(int part, long amountFen) {
    long taken = Math.min(amountFen, leftFen[part]);
    leftFen[part] -= taken;
    leftTotalFen -= taken;
    return amountFen - taken;
  }

  /** The hospital bears what is over its limits first. */
  void takeHospitalShare(long amountFen) {
    takeInOrder(amountFen, OVER_LIMIT, IN, FIRST, OUT);
  }

  /** What a payer bears that names no part: in scope first, out of list last. */
  void takeAnywhere(long amountFen) {
    takeInOrder(amountFen, IN, FIRST, OVER_LIMIT, OUT);
  }

  private void takeInOrder(long amountFen, int first, int second, int third, int fourth) {
    long toTake = takeFrom(first, amountFen);
    toTake = takeFrom(second, toTake);
    toTake = takeFrom(third, toTake);
    toTake = takeFrom(fourth, toTake);
    for (int part = COMMON; part < partCount && toTake > 0; part++) {
      toTake = takeFrom(part, toTake);
    }
    if (toTake > asideFen) {
      throw new IllegalStateException("more was paid than the bill has left");
    }
    asideFen -= toTake;
    leftTotalFen -= toTake;
  }
}
