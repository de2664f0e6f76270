package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.policy.AmountAsked;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanAmount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PlanStep;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.policy.Quantity;
import io.yizhan.policy.StepCap;
import io.yizhan.policy.StepRow;
import io.yizhan.settlement.Waterfall.Column;
import java.util.HashMap;
import java.util.Map;

/**
 * One layer of a run, whatever the plan says of it and whatever the insurer has settled: the
 * general way, which has every rule. {@link WaterfallRun} goes down the layers and knows a shorter
 * way for rows that need little.
 */
abstract sealed class LayerRun implements PlanAmount.Measures permits WaterfallRun {
  // The places of the columns, as constants that the compiler of the machine can fold.
  static final int BASE = Column.BASE.ordinal();
  static final int DEDUCTIBLE = Column.DEDUCTIBLE.ordinal();
  static final int WANTED = Column.WANTED.ordinal();
  static final int PAID = Column.PAID.ordinal();
  static final int EXCESS = Column.EXCESS.ordinal();
  static final int CAP_LEFT = Column.CAP_LEFT.ordinal();
  static final int AXIS_FROM = Column.AXIS_FROM.ordinal();
  static final int AXIS_TO = Column.AXIS_TO.ordinal();
  static final int ALREADY = Column.ALREADY.ordinal();
  static final int COMPUTED = Column.COMPUTED.ordinal();
  static final int CAP = Column.CAP.ordinal();
  static final int THRESHOLD = Column.THRESHOLD.ordinal();
  static final int OWN_RATE = Column.OWN_RATE.ordinal();
  static final int NONE = PlanLayer.NONE;

  final BillLeft bill = new BillLeft();
  final AlreadyPaid already = new AlreadyPaid();
  Situation situation = Situation.NONE;
  RunAccounts accounts = Situation.NONE.accounts();
  RunRecords records = Situation.NONE.records();
  PolicyPlan plan = Situation.NONE.plan();
  long[] cells = {};
  int cellsUsed;
  boolean insured;
  boolean keepsAll;
  private boolean countsHeld;
  long hospitalFen;
  long besideFen;
  int layerNow;
  int cellNow;
  int tightestCap;

  /** What layers that did not apply ask for, by place. */
  Map<Integer, AmountAsked> asked = Map.of();

  /** Runs one layer, whatever the plan says of it and whatever the insurer has settled. */
  final boolean runAnyLayer(PlanStep step, int[] words) {
    PlanLayer layer = step.layer();
    int row = layer.rowPossible(words);
    tightestCap = 0;
    if (layer.measuresForRow()) {
      row = measuredRow(layer, row, words);
    }
    long suppliedFen =
        insured ? situation.insurer().suppliedFen(layerNow) : RunInsurer.NOT_SUPPLIED;
    boolean supplied = suppliedFen >= 0;
    if (!supplied && asksForAmount(layer, row)) {
      cells[layerNow] = 0;
      return false;
    }
    boolean missing = row >= 0 && !records.held(layerNow);
    boolean applies = row >= 0 && !missing;
    keepsAll = insured && isSettledBefore();
    int columns = keepsAll ? Waterfall.LONG : Waterfall.SHORT;
    long ownFen = 0;
    if (applies) {
      StepRow applied = step.row(row);
      keepsAll |= applied.figuresVary();
      columns = keepsAll ? Waterfall.LONG : Waterfall.SHORT;
      cells[layerNow] = Waterfall.state(row, 0, false, false, cellNow, columns);
      ownFen = compute(layer, applied);
    }
    if (supplied) {
      set(COMPUTED, row >= 0 ? ownFen + 1 : 0);
      set(ALREADY, suppliedFen);
      pay(layer, suppliedFen);
    } else {
      payComputed(layer, ownFen);
    }
    long paid = cells[cellNow + PAID];
    if (paid != ownFen) {
      splitAgain();
    }
    boolean kept = applies || paid != 0 || (supplied && row >= 0);
    cells[layerNow] =
        Waterfall.state(row, tightestCap, missing, supplied, kept ? cellNow : 0, columns);
    if (kept) {
      cellNow += columns;
    }
    return true;
  }

  private boolean asksForAmount(PlanLayer layer, int row) {
    return situation.insurer().away() ? layer.asksForAmountAway(row) : layer.asksForAmount(row);
  }

  /** Whether the insurer has settled this layer or a later one, or aid that has no place yet. */
  final boolean isSettledBefore() {
    RunInsurer insurer = situation.insurer();
    return insurer.suppliedFen(layerNow) >= 0
        || !already.isNothing()
        || insurer.toComeFen(layerNow) > 0;
  }

  /** The row of a layer that chooses by what it measures. */
  private int measuredRow(PlanLayer layer, int possible, int[] words) {
    // Where no row is possible, which reason holds may still depend on what is measured.
    cells[layerNow] = Waterfall.state(0, 0, false, false, cellNow, Waterfall.SHORT);
    set(BASE, layer.rowCount() > 0 ? layer.row(Math.max(0, possible)).baseFen(this) : 0);
    int row = layer.rowFor(words, this);
    if (row == PlanLayer.NOT_THIS_AMOUNT) {
      asked = asked.isEmpty() ? new HashMap<>() : asked;
      layer.amountAsked(words, this).ifPresent(amount -> asked.put(layerNow, amount));
    }
    set(BASE, 0);
    return row;
  }

  /** Base, threshold, curve and caps of one row; answers what the layer may pay. */
  private long compute(PlanLayer layer, StepRow applied) {
    PlanRow row = applied.row();
    long base = row.baseFen(this);
    set(BASE, base);
    long position = position(layer.over());
    long threshold = row.threshold().fen(this);
    long toPass = threshold;
    long from = Math.max(position, threshold);
    long to = Math.max(position + base, threshold);
    if (row.trigger().set()) {
      long reached = row.trigger().amount().fen(this);
      boolean met = row.trigger().isMet(position + base, reached);
      boolean firstMet = met && !row.trigger().isMet(position, reached);
      from = firstMet && layer.earlierCounted() ? 0 : position;
      to = met ? position + base : from;
      threshold = 0;
      toPass = reached;
    } else if (layer.less() != NONE) {
      from = threshold;
    }
    if (keepsAll) {
      set(THRESHOLD, toPass);
    }
    long eligible = to - from;
    set(DEDUCTIBLE, Math.max(0, base - eligible));
    long shift = layer.bandsFromThreshold() ? threshold : 0;
    long axisFrom = from - shift;
    if (layer.bandsOver() != layer.over()) {
      axisFrom =
          layer.bandsOver() != NONE
              ? position(layer.bandsOver())
              : layer.bandsFromThreshold() ? 0 : Math.max(0, base - eligible);
    }
    return computeOnAxis(layer, applied, threshold - shift, axisFrom, axisFrom + eligible);
  }

  final long position(int account) {
    return account == NONE ? 0 : accounts.usedFen(account);
  }

  private long computeOnAxis(PlanLayer layer, StepRow applied, long start, long from, long to) {
    PlanRow row = applied.row();
    long base = cells[cellNow + BASE];
    int ownPpm = ownPpm(row);
    set(AXIS_FROM, from);
    set(AXIS_TO, to);
    if (keepsAll) {
      set(OWN_RATE, ownPpm + 1);
    }
    boolean flat = row.rateSource().kind() == PlanRow.RateSource.Kind.FLAT;
    long wanted = flat && to > from ? row.rateSource().flat().fen(this) : 0;
    if (!flat) {
      wanted = layer.wantedFen(row, start, from, to, ownPpm);
    }
    if (layer.less() != NONE) {
      wanted = Math.max(0, wanted - accounts.usedFen(layer.less()));
    }
    set(WANTED, wanted);
    long asked = Math.min(wanted, leftToFill(layer));
    long paid = Math.min(asked, capLeft(applied, asked));
    long eligible = to - from;
    long consumed = eligible - row.nextFen(from, to);
    if (paid != wanted && !flat) {
      consumed = row.consumedFen(from, to, paid, ownPpm);
    }
    long kept = base - cells[cellNow + DEDUCTIBLE];
    set(EXCESS, Math.min(eligible - consumed, Math.max(0, kept - paid)));
    if (paid > kept) {
      set(PAID, paid);
      splitAgain();
    }
    return paid;
  }

  private int ownPpm(PlanRow row) {
    PlanRow.RateSource source = row.rateSource();
    return switch (source.kind()) {
      case BANDS, FLAT -> -1;
      case RECORD -> records.ppm(source.index());
      case LAYER -> reachedPpm(source.index());
    };
  }

  /** The rate of the highest band that an earlier layer reached. */
  private int reachedPpm(int layer) {
    int row = Waterfall.row(cells[layer]);
    if (row < 0) {
      return 0;
    }
    int own = (int) get(layer, OWN_RATE) - 1;
    long axisToFen = Waterfall.of(plan, cells, layer, Column.AXIS_TO);
    return own >= 0 ? own : plan.layers().get(layer).row(row).topPpm(axisToFen);
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

  /** What the tightest cap still lets through; a fund is asked for what the others allow. */
  private long capLeft(StepRow row, long asked) {
    long tightest = Long.MAX_VALUE;
    for (int i = 0; i < row.capCount(); i++) {
      StepCap cap = row.cap(i);
      boolean counts = cap.account() == NONE || accounts.counts(cap.account());
      if (!counts) {
        continue;
      }
      long capFen = capFen(cap);
      long left = cap.account() == NONE ? capFen : left(cap, capFen, Math.min(asked, tightest));
      if (left < tightest) {
        tightest = left;
        tightestCap = i;
        set(CAP_LEFT, (cap.counting() ? timesLeft(cap, capFen) : left) + 1);
        if (keepsAll) {
          set(CAP, capFen);
        }
      }
    }
    return tightest;
  }

  /**
   * A cap's own amount. One that is computed from what an account has used is the least of what it
   * is with and without what others hold of that account: a hold may lower a cap, never raise it.
   */
  private long capFen(StepCap cap) {
    long usedFen = cap.fen(this);
    if (cap.isFixed() || !accounts.isAnyHeld()) {
      return usedFen;
    }
    countsHeld = true;
    try {
      return Math.min(usedFen, cap.fen(this));
    } finally {
      countsHeld = false;
    }
  }

  /** What an account has used; in a cap's own amount, what others hold of it too. */
  private long beforeFen(int account) {
    long held = countsHeld ? accounts.heldFen(account) : 0;
    return Fen.plus(accounts.usedFen(account), held);
  }

  /** What an account still lets through; one that counts times lets all through, or nothing. */
  private long left(StepCap cap, long capFen, long asked) {
    int account = cap.account();
    if (cap.ofFund()) {
      long money = Math.max(0, accounts.fundLeftFen(account) - addedByEarlierLayers(cap));
      return cap.noneIfShort() && money < asked ? 0 : money;
    }
    if (cap.counting()) {
      return timesLeft(cap, capFen) == 0 ? 0 : Fen.AMOUNT_MAX;
    }
    return Math.max(0, capFen - usedOf(cap));
  }

  private long timesLeft(StepCap cap, long capTimes) {
    return Math.max(0, capTimes - usedOf(cap));
  }

  /** What of a cap was used before this layer, held for other bills, or added by earlier layers. */
  private long usedOf(StepCap cap) {
    long used = Fen.plus(accounts.usedFen(cap.account()), accounts.heldFen(cap.account()));
    return Fen.plus(used, addedByEarlierLayers(cap));
  }

  /** What layers before this one have added; of a fund without what was paid in its name. */
  private long addedByEarlierLayers(StepCap cap) {
    long sum = 0;
    for (int i = 0; i < cap.earlierCount(); i++) {
      PlanAccount.Added add = cap.earlier(i);
      sum = Fen.plus(sum, measure(add.quantity(), add.index()));
      if (cap.ofFund()) {
        sum = Fen.minus(sum, get(add.index(), ALREADY));
      }
    }
    return sum;
  }

  /** What this claim has added so far: itself, earlier layers, and the base of this layer. */
  private long addedNow(int account) {
    if (!accounts.counts(account)) {
      return 0;
    }
    PlanAccount planned = plan.accounts().get(account);
    long sum = 0;
    for (PlanAccount.Added add : planned.adds()) {
      boolean ofClaim = !add.quantity().isOfLayer();
      boolean ownBase = add.quantity() == Quantity.LAYER_BASE && add.index() == layerNow;
      if (ofClaim || ownBase || add.isBefore(layerNow)) {
        sum = Fen.plus(sum, measure(add.quantity(), add.index()));
      }
      if (add.isBefore(layerNow) && planned.owner() == PolicyTable.Owner.FUND) {
        sum = Fen.minus(sum, get(add.index(), ALREADY));
      }
    }
    return sum;
  }

  private long leftToFill(PlanLayer layer) {
    if (layer.beside()) {
      return Fen.AMOUNT_MAX;
    }
    long left = 0;
    for (int i = 0; i < layer.fillCount(); i++) {
      left += bill.leftFen(layer.fill(i));
    }
    return left;
  }

  /** Pays what a layer computed, or what the insurer's platform has paid of it already. */
  private void payComputed(PlanLayer layer, long ownFen) {
    if (!insured || layer.beside()) {
      pay(layer, ownFen);
      return;
    }
    long alreadyHere = already.isNothing() ? 0 : already.placeFen(layerNow, ownFen);
    set(ALREADY, alreadyHere);
    long toCome = situation.insurer().toComeFen(layerNow);
    long room = bill.leftTotalFen() - already.toPlaceFen() - toCome;
    pay(layer, Math.max(alreadyHere, Math.min(ownFen, room)));
  }

  private void pay(PlanLayer layer, long paidFen) {
    set(PAID, paidFen);
    if (layer.beside()) {
      besideFen = Fen.plus(besideFen, paidFen);
      return;
    }
    long toTake = paidFen;
    for (int i = 0; i < layer.fillCount() && toTake > 0; i++) {
      toTake = bill.takeFrom(layer.fill(i), toTake);
    }
    if (toTake > 0) {
      bill.takeAnywhere(toTake);
    }
  }

  final void set(int column, long value) {
    cells[cellNow + column] = value;
  }

  /** A figure of a layer; of a column that not every layer has only where this one has it. */
  final long get(int layer, int column) {
    long state = cells[layer];
    int at = Waterfall.at(state);
    return at != 0 && column < Waterfall.columns(state) ? cells[at + column] : 0;
  }

  @Override
  public long measure(Quantity quantity, int index) {
    return switch (quantity) {
      case PART_BILLED -> bill.billedFen(index);
      case PART_LEFT -> bill.leftFen(index);
      case PART_PAID -> bill.paidFen(index);
      case BILL -> bill.totalFen();
      case BILL_LEFT -> bill.leftToAidFen();
      case MARK -> cells[plan.steps().count() + index];
      case GRANT_LEFT -> records.grantLeftFen(layerNow);
      case RECORD_AMOUNT -> records.fen(index);
      case NUMBER -> situation.facts().number(index);
      case CLAIMS -> 1;
      case ACCOUNT_BEFORE -> beforeFen(index);
      case ACCOUNT_NOW -> Fen.plus(beforeFen(index), addedNow(index));
      case OWN_BASE -> cells[cellNow + BASE];
      case LAYER_BASE -> get(index, BASE);
      case LAYER_DEDUCTIBLE -> get(index, DEDUCTIBLE);
      case LAYER_PAID -> get(index, PAID);
      case LAYER_COPAY ->
          get(index, BASE) - get(index, DEDUCTIBLE) - get(index, PAID) - get(index, EXCESS);
      case LAYER_EXCESS -> get(index, EXCESS);
      case LAYER_TIMES -> get(index, PAID) > 0 ? 1 : 0;
    };
  }
}
