package io.yizhan.settlement;

import io.yizhan.claim.BillPart;
import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Waterfall.Column;

/**
 * One pass down the layers of a plan. Money only moves: a fen lies in exactly one part of the bill
 * or with exactly one payer at every moment, so payers, hospital and patient always add up to the
 * bill. An object is the scratch of its runs, one at a time: it may be used again, by one thread,
 * and a run allocates nothing but its result.
 */
public final class WaterfallRun implements PlanRow.Measures {
  private static final int PARTS = BillPart.values().length;
  private static final int IN = BillPart.IN.ordinal();
  private static final int FIRST = BillPart.FIRST.ordinal();
  private static final int OVER_LIMIT = BillPart.OVER_LIMIT.ordinal();
  private static final int OUT = BillPart.OUT.ordinal();

  // The places of the columns, as constants that the compiler of the machine can fold.
  private static final int BASE = Column.BASE.ordinal();
  private static final int DEDUCTIBLE = Column.DEDUCTIBLE.ordinal();
  private static final int WANTED = Column.WANTED.ordinal();
  private static final int CAP_LEFT = Column.CAP_LEFT.ordinal();
  private static final int PAID = Column.PAID.ordinal();
  private static final int EXCESS = Column.EXCESS.ordinal();
  private static final int ALREADY = Column.ALREADY.ordinal();
  private static final int COMPUTED = Column.COMPUTED.ordinal();
  private static final int AXIS_FROM = Column.AXIS_FROM.ordinal();
  private static final int STATE = Column.STATE.ordinal();

  private final long[] leftFen = new long[PARTS];
  private Situation situation = Situation.NONE;
  private PolicyPlan plan = Situation.NONE.plan();
  private long[] cells = {};
  private long leftTotalFen;
  private long alreadyToPlaceFen;
  private int layerNow;
  private int cellNow;
  private int tightestCap;

  /** Computes a situation. */
  public Waterfall run(Situation given) {
    situation = given;
    plan = given.plan();
    int layers = plan.layers().size();
    cells = new long[layers * Waterfall.COLUMNS];
    leftTotalFen = 0;
    alreadyToPlaceFen = 0;
    for (int part = 0; part < PARTS; part++) {
      leftFen[part] = situation.billedFen(part);
      leftTotalFen += leftFen[part];
    }
    long hospitalFen = situation.hospitalShareFen();
    take(hospitalFen, OVER_LIMIT, IN, FIRST, OUT);
    long otherFen = situation.otherInsurerFen();
    take(otherFen, IN, FIRST, OVER_LIMIT, OUT);
    for (int i = 0; i < layers; i++) {
      alreadyToPlaceFen += situation.alreadyFen(i);
    }
    for (layerNow = 0; layerNow < layers; layerNow++) {
      if (!runLayer(plan.layers().get(layerNow))) {
        return new Waterfall(plan, cells, leftTotalFen, hospitalFen, otherFen, layerNow);
      }
    }
    return new Waterfall(plan, cells, leftTotalFen, hospitalFen, otherFen, -1);
  }

  /** Runs one layer; false when the claim must be refused because of it. */
  private boolean runLayer(PlanLayer layer) {
    cellNow = layerNow * Waterfall.COLUMNS;
    int row = layer.rowFor(situation.factWords());
    boolean missing = row >= 0 && !situation.recordHeld(layerNow);
    tightestCap = 0;
    long suppliedFen = situation.suppliedFen(layerNow);
    boolean supplied = suppliedFen >= 0;
    boolean asksForAmount =
        layer.amount() == PolicyTable.Amount.SUPPLIED || row == PlanLayer.REFUSED_BY_TABLE;
    if (!supplied && asksForAmount) {
      return false;
    }
    long ownFen = row >= 0 && !missing ? compute(layer, layer.row(row)) : 0;
    if (supplied) {
      set(COMPUTED, row >= 0 ? ownFen + 1 : 0);
      set(ALREADY, suppliedFen);
      pay(layer, suppliedFen);
    } else {
      payAid(layer, ownFen);
    }
    if (cells[cellNow + PAID] != ownFen) {
      splitAgain();
    }
    set(STATE, Waterfall.state(row, tightestCap, missing, supplied));
    return true;
  }

  /** Base, threshold, curve and caps of one row; answers what the layer may pay. */
  private long compute(PlanLayer layer, PlanRow row) {
    long base = row.baseFen(this);
    long position = layer.over() == PlanLayer.NONE ? 0 : situation.usedFen(layer.over());
    long threshold = row.thresholdFen();
    long from = Math.max(position, threshold);
    long to = Math.max(position + base, threshold);
    long shift = layer.bandsFromThreshold() ? threshold : 0;
    set(BASE, base);
    set(DEDUCTIBLE, base - (to - from));
    set(AXIS_FROM, from - shift);
    long wanted = wanted(layer, row, threshold - shift, from - shift, to - shift);
    set(WANTED, wanted);
    long paid = Math.min(Math.min(wanted, leftToFill(layer)), capLeft(row, wanted, layer));
    long eligible = to - from;
    long consumed = paid == wanted ? eligible : row.consumedFen(from - shift, to - shift, paid);
    set(EXCESS, eligible - consumed);
    return paid;
  }

  /**
   * Divides the base anew when something else was paid than the row computed: what later layers
   * count must be what really stayed. The payment comes first, then what the threshold kept, then
   * what a cap cut off; the rest is the person's by the rate.
   */
  private void splitAgain() {
    long paid = cells[cellNow + PAID];
    long base = Math.max(cells[cellNow + BASE], paid);
    long deductible = Math.min(cells[cellNow + DEDUCTIBLE], base - paid);
    long excess = Math.min(cells[cellNow + EXCESS], base - paid - deductible);
    set(BASE, base);
    set(DEDUCTIBLE, deductible);
    set(EXCESS, excess);
  }

  private static long wanted(PlanLayer layer, PlanRow row, long start, long from, long to) {
    if (layer.yearTotal() && layer.over() != PlanLayer.NONE) {
      return Fen.roundHalfUp(row.curveMicroFen(start, to))
          - Fen.roundHalfUp(row.curveMicroFen(start, from));
    }
    return Fen.roundHalfUp(row.curveMicroFen(from, to));
  }

  /** What the tightest cap still lets through. */
  private long capLeft(PlanRow row, long wanted, PlanLayer layer) {
    long tightest = Long.MAX_VALUE;
    for (int cap = 0; cap < row.capCount(); cap++) {
      int account = row.capAccount(cap);
      long left = row.capFen(cap);
      if (left == PlanLayer.CAP_FUND_MONEY) {
        left = fundLeft(account, Math.min(wanted, leftToFill(layer)));
      } else if (account != PlanLayer.NONE) {
        left = Math.max(0, left - accountNow(account) - situation.heldFen(account));
      }
      if (left < tightest) {
        tightest = left;
        tightestCap = cap;
        set(CAP_LEFT, left + 1);
      }
    }
    return tightest;
  }

  private long fundLeft(int account, long asked) {
    PlanAccount planned = plan.accounts().get(account);
    long left = Math.max(0, situation.fundLeftFen(account) - added(planned));
    return planned.noneIfShort() && left < asked ? 0 : left;
  }

  /** Used before this claim, and added by its layers so far. */
  private long accountNow(int account) {
    return Fen.plus(situation.usedFen(account), added(plan.accounts().get(account)));
  }

  private long added(PlanAccount account) {
    long sum = 0;
    int[] layers = account.addLayers();
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] < layerNow) {
        sum = Fen.plus(sum, get(layers[i], columnOf(account.addQuantities()[i])));
        if (account.owner() == PolicyTable.Owner.FUND) {
          sum = Fen.minus(sum, get(layers[i], ALREADY));
        }
      }
    }
    return sum;
  }

  private static int columnOf(PlanAccount.Added added) {
    return switch (added) {
      case BASE -> BASE;
      case DEDUCTIBLE -> DEDUCTIBLE;
      case PAID -> PAID;
    };
  }

  private long leftToFill(PlanLayer layer) {
    long left = 0;
    for (int i = 0; i < layer.fillCount(); i++) {
      left += leftFen[layer.fill(i)];
    }
    return left;
  }

  /**
   * Pays what an aid layer computed, or what the insurer's platform has paid of it already where
   * that is more; leaves room for what the platform has paid of later layers.
   */
  private void payAid(PlanLayer layer, long ownFen) {
    if (alreadyToPlaceFen == 0) {
      pay(layer, ownFen);
      return;
    }
    long alreadyHere = 0;
    int fundLast = lastLayerOfFund(layer);
    if (fundLast >= 0) {
      long ofFund = situation.alreadyFen(fundLast) - alreadyPlaced(layer);
      alreadyHere = fundLast == layerNow ? ofFund : Math.min(ofFund, ownFen);
    }
    long reserved = alreadyToPlaceFen - alreadyHere;
    long paid = Math.max(alreadyHere, Math.min(ownFen, leftTotalFen - reserved));
    alreadyToPlaceFen -= alreadyHere;
    set(ALREADY, alreadyHere);
    pay(layer, paid);
  }

  /** The layer of the same fund that takes the rest of what was already paid, or -1. */
  private int lastLayerOfFund(PlanLayer layer) {
    for (int i = layerNow; i < plan.layers().size(); i++) {
      if (situation.takesRestOfAlready(i) && plan.layers().get(i).fund().equals(layer.fund())) {
        return i;
      }
    }
    return -1;
  }

  private long alreadyPlaced(PlanLayer layer) {
    long placed = 0;
    for (int i = 0; i < layerNow; i++) {
      if (plan.layers().get(i).fund().equals(layer.fund())) {
        placed += cells[i * Waterfall.COLUMNS + ALREADY];
      }
    }
    return placed;
  }

  private void pay(PlanLayer layer, long paidFen) {
    set(PAID, paidFen);
    long toTake = paidFen;
    for (int i = 0; i < layer.fillCount() && toTake > 0; i++) {
      toTake = takeFrom(layer.fill(i), toTake);
    }
    if (toTake > 0) {
      take(toTake, IN, FIRST, OVER_LIMIT, OUT);
    }
  }

  private void take(long amountFen, int first, int second, int third, int fourth) {
    long toTake = takeFrom(first, amountFen);
    toTake = takeFrom(second, toTake);
    toTake = takeFrom(third, toTake);
    toTake = takeFrom(fourth, toTake);
    if (toTake > 0) {
      throw new IllegalStateException("more was paid than the bill has left");
    }
  }

  private long takeFrom(int part, long amountFen) {
    long taken = Math.min(amountFen, leftFen[part]);
    leftFen[part] -= taken;
    leftTotalFen -= taken;
    return amountFen - taken;
  }

  private void set(int column, long value) {
    cells[cellNow + column] = value;
  }

  private long get(int layer, int column) {
    return cells[layer * Waterfall.COLUMNS + column];
  }

  @Override
  public long billedFen(int part) {
    return situation.billedFen(part);
  }

  @Override
  public long leftFen(int part) {
    return leftFen[part];
  }

  @Override
  public long grantLeftFen() {
    return situation.grantLeftFen(layerNow);
  }

  @Override
  public long layerBaseFen(int layer) {
    return get(layer, BASE);
  }

  @Override
  public long layerDeductibleFen(int layer) {
    return get(layer, DEDUCTIBLE);
  }

  @Override
  public long layerPaidFen(int layer) {
    return get(layer, PAID);
  }

  @Override
  public long layerCopayFen(int layer) {
    return get(layer, BASE) - get(layer, DEDUCTIBLE) - get(layer, PAID) - get(layer, EXCESS);
  }

  @Override
  public long layerExcessFen(int layer) {
    return get(layer, EXCESS);
  }
}
