package io.yizhan.settlement;

import io.yizhan.policy.PolicyPlan;

/**
 * What the insurer's platform has paid of aid and no layer has taken for its own yet. Scratch of a
 * run: begun anew for each claim, for one thread.
 */
final class AlreadyPaid {
  private PolicyPlan plan = PolicyPlan.EMPTY;
  private RunInsurer insurer = Situation.NONE.insurer();
  private long[] placedFen = {};
  private long toPlaceFen;

  /** Begins with what the platform has paid. */
  void begin(PolicyPlan ofPlan, RunInsurer paid) {
    plan = ofPlan;
    insurer = paid;
    toPlaceFen = 0;
    int layers = plan.layers().size();
    for (int i = 0; i < layers; i++) {
      toPlaceFen += insurer.alreadyFen(i);
    }
    if (toPlaceFen > 0) {
      placedFen = new long[layers];
    }
  }

  boolean isNothing() {
    return toPlaceFen == 0;
  }

  /** What later layers will take, fen: room that must be kept for them. */
  long toPlaceFen() {
    return toPlaceFen;
  }

  /**
   * Places on a layer up to what it pays itself, on the last one of its fund all that is left.
   *
   * @param ownFen what the layer computed
   */
  long placeFen(int layer, long ownFen) {
    String fund = plan.layers().get(layer).fund();
    int last = layer;
    while (last < placedFen.length && !takesRest(last, fund)) {
      last++;
    }
    if (last == placedFen.length) {
      return 0;
    }
    long left = insurer.alreadyFen(last);
    for (int i = 0; i < layer; i++) {
      left -= plan.layers().get(i).fund().equals(fund) ? placedFen[i] : 0;
    }
    placedFen[layer] = last == layer ? left : Math.min(left, ownFen);
    toPlaceFen -= placedFen[layer];
    return placedFen[layer];
  }

  private boolean takesRest(int layer, String fund) {
    return insurer.takesRestOfAlready(layer) && plan.layers().get(layer).fund().equals(fund);
  }
}
