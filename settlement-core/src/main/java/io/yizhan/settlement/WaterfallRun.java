package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanQuota;
import io.yizhan.policy.PlanStep;
import io.yizhan.policy.PlanSteps;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.StepCap;
import io.yizhan.policy.StepRow;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * One pass down the layers of a plan. Money only moves: a fen lies in exactly one part of the bill
 * or with exactly one payer at every moment, so payers, hospital and patient always add up to the
 * bill. An object is the scratch of its runs, one at a time: it may be used again, by one thread,
 * and a run allocates nothing but its result.
 */
public final class WaterfallRun extends LayerRun {
  /** How many layers with all columns the scratch has room for before it grows. */
  private static final int LAYERS_AT_FIRST = 3;

  /** Computes a situation. */
  public Waterfall run(Situation given) {
    situation = given;
    accounts = given.accounts();
    records = given.records();
    plan = given.plan();
    PlanSteps steps = plan.steps();
    int layers = steps.count();
    begin(layers + steps.markCount());
    bill.begin(given.billedParts(), given.billedTotalFen());
    RunInsurer insurer = given.insurer();
    hospitalFen = insurer.hospitalShareFen();
    insured = insurer.settled();
    if (steps.priced()) {
      fixPrice();
    }
    if (insured && !beginInsured(insurer)) {
      return result(layers, 0);
    }
    boolean aidBegun = !steps.identityEachDay();
    int[] words = given.facts().words();
    for (layerNow = 0; layerNow < layers; layerNow++) {
      PlanStep step = steps.step(layerNow);
      if (!aidBegun && step.aid()) {
        aidBegun = true;
        bill.setAside(situation.beforeIdentityFen(bill.leftInFen()));
      }
      if (cells.length - cellNow < Waterfall.LONG) {
        cells = Arrays.copyOf(cells, 2 * cells.length + Waterfall.LONG);
      }
      if (!runLayer(step, words)) {
        return result(layerNow, insurer.otherFen());
      }
      if (step.marked()) {
        mark(layers);
      }
    }
    return result(-1, insurer.otherFen());
  }

  /** Begins with cells of nothing; what an earlier run left is wiped, even one that was broken. */
  private void begin(int columnsFrom) {
    if (cells.length < columnsFrom) {
      cells = new long[columnsFrom + LAYERS_AT_FIRST * Waterfall.LONG];
    } else {
      Arrays.fill(cells, 0, Math.min(cellsUsed, cells.length), 0);
    }
    cellsUsed = Integer.MAX_VALUE;
    cellNow = columnsFrom;
    besideFen = 0;
    layerNow = 0;
    asked = Map.of();
  }

  /** Takes what was settled before; false when that is more than the price has. */
  private boolean beginInsured(RunInsurer insurer) {
    if (insurer.totalFen() > bill.leftTotalFen()) {
      return false;
    }
    bill.takeHospitalShare(insurer.hospitalShareFen());
    bill.takeAnywhere(insurer.otherFen());
    already.begin(plan, insurer);
    return true;
  }

  private Waterfall result(int refusedByLayer, long otherFen) {
    cellsUsed = cellNow;
    return new Waterfall(
        plan,
        Arrays.copyOf(cells, cellNow),
        bill.leftTotalFen(),
        hospitalFen,
        otherFen,
        refusedByLayer,
        refusedByLayer < 0 ? besideFen : 0,
        bill.asideFen(),
        accounts.held(),
        asked,
        bill.billedParts());
  }

  /** A fixed price takes the place of the bill; the signed difference is the hospital's. */
  private void fixPrice() {
    Optional<PlanQuota> quota = situation.price();
    if (quota.isPresent()) {
      long priceFen = quota.get().price().fen(this);
      hospitalFen = Fen.plus(hospitalFen, Fen.minus(bill.leftTotalFen(), priceFen));
      bill.fixPrice(priceFen);
    }
  }

  /** Keeps what is left now where an account or a later layer asks for it. */
  private void mark(int layers) {
    for (int i = 0; i < plan.marks().size(); i++) {
      PolicyPlan.Mark mark = plan.marks().get(i);
      if (mark.layer() == layerNow) {
        cells[layers + i] =
            mark.part() == PolicyPlan.Mark.ALL ? bill.leftToAidFen() : bill.leftFen(mark.part());
      }
    }
  }

  /** Runs one layer; false when the claim must be refused because of it. */
  private boolean runLayer(PlanStep step, int[] words) {
    boolean settledBefore = insured && isSettledBefore();
    if (settledBefore || !step.chosenByFacts()) {
      return runAnyLayer(step, words);
    }
    StepRow row = step.rowFor(words);
    boolean missing = row.place() >= 0 && !records.held(layerNow);
    if (row.place() < 0 || missing) {
      if (row.place() == PlanLayer.REFUSED_BY_TABLE) {
        return false;
      }
      cells[layerNow] = Waterfall.state(row.place(), 0, missing, false, 0, 0);
      return true;
    }
    if (!row.plain()) {
      return runAnyLayer(step, words);
    }
    runPlain(step, row);
    return true;
  }

  /** Runs a layer by a row that needs no more than {@link StepRow#plain} says. */
  private void runPlain(PlanStep step, StepRow row) {
    long base = baseFen(row);
    long position = position(step.over());
    long from = Math.max(position, row.thresholdFen());
    long to = Math.max(position + base, row.thresholdFen());
    long shift = row.shiftFen();
    long wanted = row.wantedFen(from - shift, to - shift);
    long paid = Math.min(wanted, bill.leftFen(step.onlyFill()));
    tightestCap = 0;
    if (row.capCount() > 0) {
      paid = Math.min(paid, plainCapLeft(row));
    }
    set(BASE, base);
    set(DEDUCTIBLE, base - (to - from));
    set(WANTED, wanted);
    set(PAID, paid);
    if (step.over() != NONE) {
      set(AXIS_FROM, from - shift);
    }
    if (paid != wanted) {
      long consumed = row.row().consumedFen(from - shift, to - shift, paid, -1);
      set(EXCESS, Math.min(to - from - consumed, Math.max(0, to - from - paid)));
    }
    bill.takeFrom(step.onlyFill(), paid);
    int columns = row.columns();
    cells[layerNow] = Waterfall.state(row.place(), tightestCap, false, false, cellNow, columns);
    cellNow += columns;
  }

  private long baseFen(StepRow row) {
    if (row.leftOfPart() >= 0) {
      return bill.leftFen(row.leftOfPart());
    }
    return row.excessOf() >= 0 ? get(row.excessOf(), EXCESS) : row.counts().fen(this);
  }

  /** What the tightest cap of a plain row still lets through. */
  private long plainCapLeft(StepRow row) {
    long tightest = Long.MAX_VALUE;
    for (int i = 0; i < row.capCount(); i++) {
      StepCap cap = row.cap(i);
      long left = cap.fixedFen();
      int account = cap.account();
      if (account != NONE) {
        if (!accounts.counts(account)) {
          continue;
        }
        long used = Fen.plus(accounts.usedFen(account), accounts.heldFen(account));
        for (int j = 0; j < cap.paidByCount(); j++) {
          used = Fen.plus(used, get(cap.paidBy(j), PAID));
        }
        left = Math.max(0, left - used);
      }
      if (left < tightest) {
        tightest = left;
        tightestCap = i;
        set(CAP_LEFT, left + 1);
      }
    }
    return tightest;
  }
}
