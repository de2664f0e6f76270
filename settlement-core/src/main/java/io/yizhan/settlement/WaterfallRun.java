package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanAmount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanQuota;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.policy.Quantity;
import io.yizhan.settlement.Waterfall.Column;
import java.util.Optional;

/**
 * One pass down the layers of a plan. Money only moves: a fen lies in exactly one part of the bill
 * or with exactly one payer at every moment, so payers, hospital and patient always add up to the
 * bill. An object is the scratch of its runs, one at a time: it may be used again, by one thread,
 * and a run allocates nothing but its result.
 */
public final class WaterfallRun implements PlanAmount.Measures {
  // The places of the columns, as constants that the compiler of the machine can fold.
  private static final int BASE = Column.BASE.ordinal();
  private static final int DEDUCTIBLE = Column.DEDUCTIBLE.ordinal();
  private static final int WANTED = Column.WANTED.ordinal();
  private static final int CAP_LEFT = Column.CAP_LEFT.ordinal();
  private static final int CAP = Column.CAP.ordinal();
  private static final int PAID = Column.PAID.ordinal();
  private static final int EXCESS = Column.EXCESS.ordinal();
  private static final int ALREADY = Column.ALREADY.ordinal();
  private static final int COMPUTED = Column.COMPUTED.ordinal();
  private static final int AXIS_FROM = Column.AXIS_FROM.ordinal();
  private static final int AXIS_TO = Column.AXIS_TO.ordinal();
  private static final int THRESHOLD = Column.THRESHOLD.ordinal();
  private static final int OWN_RATE = Column.OWN_RATE.ordinal();
  private static final int STATE = Column.STATE.ordinal();

  private final BillLeft bill = new BillLeft();
  private final AlreadyPaid already = new AlreadyPaid();
  private Situation situation = Situation.NONE;
  private PolicyPlan plan = Situation.NONE.plan();
  private long[] cells = {};
  private long hospitalFen;
  private long besideFen;
  private int layerNow;
  private int cellNow;
  private int tightestCap;

  /** Computes a situation. */
  public Waterfall run(Situation given) {
    situation = given;
    plan = given.plan();
    int layers = plan.layers().size();
    cells = new long[layers * Waterfall.COLUMNS + plan.marks().size()];
    besideFen = 0;
    bill.begin(situation.billedParts(), situation.billedTotalFen());
    layerNow = 0;
    hospitalFen = situation.insurer().hospitalShareFen();
    fixPrice();
    if (situation.insurer().totalFen() > bill.leftTotalFen()) {
      return new Waterfall(
          plan, cells, bill.leftTotalFen(), hospitalFen, 0, layers, 0, bill.billedParts());
    }
    bill.takeHospitalShare(situation.insurer().hospitalShareFen());
    long otherFen = situation.insurer().otherFen();
    bill.takeAnywhere(otherFen);
    already.begin(plan, situation.insurer());
    boolean aidBegun = !plan.identityEachDay();
    for (layerNow = 0; layerNow < layers; layerNow++) {
      PlanLayer layer = plan.layers().get(layerNow);
      if (!aidBegun && layer.stage() == PolicyTable.Stage.AID) {
        aidBegun = true;
        bill.setAside(situation.beforeIdentityFen(bill.leftInFen()));
      }
      if (!runLayer(layer)) {
        return new Waterfall(
            plan,
            cells,
            bill.leftTotalFen(),
            hospitalFen,
            otherFen,
            layerNow,
            0,
            bill.billedParts());
      }
      mark(layers);
    }
    return new Waterfall(
        plan, cells, bill.leftTotalFen(), hospitalFen, otherFen, -1, besideFen, bill.billedParts());
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
        cells[layers * Waterfall.COLUMNS + i] =
            mark.part() == PolicyPlan.Mark.ALL ? bill.leftToAidFen() : bill.leftFen(mark.part());
      }
    }
  }

  /** Runs one layer; false when the claim must be refused because of it. */
  private boolean runLayer(PlanLayer layer) {
    cellNow = layerNow * Waterfall.COLUMNS;
    int row = layer.rowPossible(situation.facts().words());
    if (layer.measuresForRow()) {
      // Where no row is possible, which reason holds may still depend on what is measured.
      set(BASE, layer.rowCount() > 0 ? layer.row(Math.max(0, row)).baseFen(this) : 0);
      row = layer.rowFor(situation.facts().words(), this);
      if (row < 0) {
        set(BASE, 0);
      }
    }
    boolean missing = row >= 0 && !situation.records().held(layerNow);
    tightestCap = 0;
    long suppliedFen = situation.insurer().suppliedFen(layerNow);
    boolean supplied = suppliedFen >= 0;
    if (!supplied && layer.asksForAmount(row)) {
      return false;
    }
    if (missing) {
      set(BASE, 0);
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
    set(BASE, 0); // what is counted does not count itself
    long base = row.baseFen(this);
    set(BASE, base);
    long position = position(layer.over());
    long threshold = row.threshold().fen(this);
    long from = Math.max(position, threshold);
    long to = Math.max(position + base, threshold);
    if (row.trigger().set()) {
      long reached = row.trigger().amount().fen(this);
      boolean met = row.trigger().isMet(position + base, reached);
      boolean firstMet = met && !row.trigger().isMet(position, reached);
      from = firstMet && layer.earlierCounted() ? 0 : position;
      to = met ? position + base : from;
      threshold = 0;
    } else if (layer.less() != PlanLayer.NONE) {
      from = threshold;
    }
    set(THRESHOLD, threshold);
    long eligible = to - from;
    set(DEDUCTIBLE, Math.max(0, base - eligible));
    long shift = layer.bandsFromThreshold() ? threshold : 0;
    long axisFrom = from - shift;
    if (layer.bandsOver() != layer.over()) {
      axisFrom =
          layer.bandsOver() != PlanLayer.NONE
              ? position(layer.bandsOver())
              : layer.bandsFromThreshold() ? 0 : Math.max(0, base - eligible);
    }
    return computeOnAxis(layer, row, threshold - shift, axisFrom, axisFrom + eligible);
  }

  private long position(int account) {
    return account == PlanLayer.NONE ? 0 : situation.accounts().usedFen(account);
  }

  private long computeOnAxis(PlanLayer layer, PlanRow row, long start, long from, long to) {
    long base = get(layerNow, BASE);
    int ownPpm = ownPpm(row);
    set(AXIS_FROM, from);
    set(AXIS_TO, to);
    set(OWN_RATE, ownPpm + 1);
    boolean flat = row.rateSource().kind() == PlanRow.RateSource.Kind.FLAT;
    long wanted = flat && to > from ? row.rateSource().flat().fen(this) : 0;
    if (!flat) {
      wanted = layer.wantedFen(row, start, from, to, ownPpm);
    }
    if (layer.less() != PlanLayer.NONE) {
      wanted = Math.max(0, wanted - situation.accounts().usedFen(layer.less()));
    }
    set(WANTED, wanted);
    long paid = Math.min(Math.min(wanted, leftToFill(layer)), capLeft(row, wanted, layer));
    long eligible = to - from;
    long consumed = eligible - row.nextFen(from, to);
    if (paid != wanted && !flat) {
      consumed = row.consumedFen(from, to, paid, ownPpm);
    }
    long kept = base - get(layerNow, DEDUCTIBLE);
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
      case RECORD -> situation.records().ppm(source.index());
      case LAYER -> reachedPpm(source.index());
    };
  }

  /** The rate of the highest band that an earlier layer reached. */
  private int reachedPpm(int layer) {
    int row = (short) get(layer, STATE);
    if (row < 0) {
      return 0;
    }
    int own = (int) get(layer, OWN_RATE) - 1;
    return own >= 0 ? own : plan.layers().get(layer).row(row).topPpm(get(layer, AXIS_TO));
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
  private long capLeft(PlanRow row, long wanted, PlanLayer layer) {
    long tightest = Long.MAX_VALUE;
    for (int cap = 0; cap < row.capCount(); cap++) {
      int account = row.capAccount(cap);
      long capFen = account < 0 || !isFund(account) ? row.cap(cap).fen(this) : 0;
      long left = capFen;
      if (account != PlanLayer.NONE) {
        if (!situation.accounts().counts(account)) {
          continue;
        }
        left = left(account, capFen, Math.min(Math.min(wanted, leftToFill(layer)), tightest));
      }
      if (left < tightest) {
        tightest = left;
        tightestCap = cap;
        set(CAP_LEFT, left + 1);
        set(CAP, capFen);
      }
    }
    return tightest;
  }

  private boolean isFund(int account) {
    return plan.accounts().get(account).owner() == PolicyTable.Owner.FUND;
  }

  /** What an account still lets through; one that counts times lets all through, or nothing. */
  private long left(int account, long cap, long asked) {
    PlanAccount planned = plan.accounts().get(account);
    if (planned.owner() == PolicyTable.Owner.FUND) {
      long takenFen = addedByEarlierLayers(planned);
      long money = Math.max(0, situation.accounts().fundLeftFen(account) - takenFen);
      return planned.noneIfShort() && money < asked ? 0 : money;
    }
    long used =
        Fen.plus(situation.accounts().usedFen(account), situation.accounts().heldFen(account));
    if (planned.counting()) {
      return used + addedByEarlierLayers(planned) >= cap ? 0 : Fen.AMOUNT_MAX;
    }
    return Math.max(0, cap - Fen.plus(used, addedByEarlierLayers(planned)));
  }

  /** What this claim has added so far: itself, earlier layers, and the base of this layer. */
  private long addedNow(int account) {
    if (!situation.accounts().counts(account)) {
      return 0;
    }
    PlanAccount planned = plan.accounts().get(account);
    long sum = addedByEarlierLayers(planned);
    for (PlanAccount.Added add : planned.adds()) {
      boolean ownBase = add.quantity() == Quantity.LAYER_BASE && add.index() == layerNow;
      boolean ofClaim = !add.quantity().isOfLayer() && add.quantity() != Quantity.MARK;
      sum = ownBase || ofClaim ? Fen.plus(sum, measure(add.quantity(), add.index())) : sum;
    }
    return sum;
  }

  /** What layers before this one have added; of a fund without what was paid in its name. */
  private long addedByEarlierLayers(PlanAccount account) {
    long sum = 0;
    for (PlanAccount.Added add : account.adds()) {
      boolean earlier =
          add.quantity() == Quantity.MARK || (add.quantity().isOfLayer() && add.index() < layerNow);
      sum = earlier ? Fen.plus(sum, measure(add.quantity(), add.index())) : sum;
      if (earlier && account.owner() == PolicyTable.Owner.FUND) {
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

  /** Pays what an aid layer computed, or what the insurer's platform has paid of it already. */
  private void payAid(PlanLayer layer, long ownFen) {
    if (already.isNothing() || layer.beside()) {
      pay(layer, ownFen);
      return;
    }
    long alreadyHere = already.placeFen(layerNow, ownFen);
    set(ALREADY, alreadyHere);
    long room = bill.leftTotalFen() - already.toPlaceFen();
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

  private void set(int column, long value) {
    cells[cellNow + column] = value;
  }

  private long get(int layer, int column) {
    return cells[layer * Waterfall.COLUMNS + column];
  }

  @Override
  public long measure(Quantity quantity, int index) {
    return switch (quantity) {
      case PART_BILLED -> bill.billedFen(index);
      case PART_LEFT -> bill.leftFen(index);
      case PART_PAID -> bill.paidFen(index);
      case BILL -> bill.totalFen();
      case BILL_LEFT -> bill.leftToAidFen();
      case MARK -> cells[plan.layers().size() * Waterfall.COLUMNS + index];
      case GRANT_LEFT -> situation.records().grantLeftFen(layerNow);
      case RECORD_AMOUNT -> situation.records().fen(index);
      case NUMBER -> situation.facts().number(index);
      case CLAIMS -> 1;
      case ACCOUNT_BEFORE ->
          Fen.plus(situation.accounts().usedFen(index), situation.accounts().heldFen(index));
      case ACCOUNT_NOW ->
          Fen.plus(
              Fen.plus(situation.accounts().usedFen(index), situation.accounts().heldFen(index)),
              addedNow(index));
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
