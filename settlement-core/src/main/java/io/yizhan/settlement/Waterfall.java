package io.yizhan.settlement;

import io.yizhan.policy.AmountAsked;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.StepRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one run computed: for each layer of the plan a row of columns, and the totals. Immutable.
 * Sentences and answers are made from it, never computed again.
 *
 * <p>A layer that did not apply has no columns. What is the same for every claim is not kept but
 * read in the plan: most caps, most thresholds; so is where an axis ends that begins at a known
 * place. The cells are: the state of every layer, the marks of the plan, then for each layer that
 * has columns the first of them, as many as its row needs.
 */
public final class Waterfall {
  /** What a layer has columns for, fen. What follows from them has a method of its own. */
  public enum Column {
    /** What the layer counted. */
    BASE,
    /** What the threshold kept. */
    DEDUCTIBLE,
    /** What rate and bands gave, rounded, before caps. */
    WANTED,
    /** What the layer pays. */
    PAID,
    /** Cut off by a cap. */
    EXCESS,
    /** What was left of the tightest cap, times where it counts, plus one; 0 when there is none. */
    CAP_LEFT,
    /** Where the eligible stretch begins on the axis of the bands. */
    AXIS_FROM,
    /** Where it ends. */
    AXIS_TO,
    /** Of PAID, what the insurer's platform had paid already. */
    ALREADY,
    /** What the policy computes where the amount was supplied, plus one; 0 when it does not. */
    COMPUTED,
    /** The tightest cap itself; 0 where it is the fund's money. */
    CAP,
    /** The threshold as it was for this claim, or what its trigger asks for. */
    THRESHOLD,
    /** The rate that came from another layer or a decision, ppm plus one; else 0. */
    OWN_RATE
  }

  /** The columns without those that only an insurer's amounts or varying figures fill. */
  static final int SHORT = Column.ALREADY.ordinal();

  /** All columns. */
  static final int LONG = Column.values().length;

  private final PolicyPlan plan;
  private final long[] cells;
  private final long patientShareFen;
  private final Apart apart;
  private final long[] billedFen;

  /**
   * What most claims have nothing of.
   *
   * @param refusedByLayer by place; -1 when the run is complete
   * @param held what is held of each account, by place; empty where nothing is
   * @param asked what layers ask for that did not apply for an amount, by place
   */
  private record Apart(
      long hospitalShareFen,
      long otherInsurerFen,
      int refusedByLayer,
      long besideFen,
      long beforeIdentityFen,
      List<Long> held,
      Map<Integer, AmountAsked> asked) {
    static final Apart NOTHING = new Apart(0, 0, -1, 0, 0, List.of(), Map.of());

    static Apart of(
        long hospitalFen,
        long otherFen,
        int refusedByLayer,
        long besideFen,
        long beforeIdentityFen,
        List<Long> held,
        Map<Integer, AmountAsked> asked) {
      boolean common = hospitalFen == 0 && otherFen == 0 && refusedByLayer == -1;
      boolean nothing = common && besideFen == 0 && beforeIdentityFen == 0 && held.isEmpty();
      nothing &= asked.isEmpty();
      return nothing
          ? NOTHING
          : new Apart(
              hospitalFen, otherFen, refusedByLayer, besideFen, beforeIdentityFen, held, asked);
    }
  }

  Waterfall(
      PolicyPlan plan,
      long[] cells,
      long patientShareFen,
      long hospitalShareFen,
      long otherInsurerFen,
      int refusedByLayer,
      long besideFen,
      long beforeIdentityFen,
      List<Long> held,
      Map<Integer, AmountAsked> asked,
      long[] billedFen) {
    this.plan = plan;
    this.cells = cells;
    this.patientShareFen = patientShareFen;
    this.apart =
        Apart.of(
            hospitalShareFen,
            otherInsurerFen,
            refusedByLayer,
            besideFen,
            beforeIdentityFen,
            held,
            asked);
    this.billedFen = billedFen;
  }

  /** The plan it was computed with. */
  public PolicyPlan plan() {
    return plan;
  }

  /** One figure of one layer. */
  public long of(int layer, Column column) {
    return of(plan, cells, layer, column);
  }

  /** The same of cells that are still being written. */
  static long of(PolicyPlan plan, long[] cells, int layer, Column column) {
    long state = cells[layer];
    int at = at(state);
    if (at == 0) {
      return 0;
    }
    int place = column.ordinal();
    return place < columns(state) ? cells[at + place] : planned(plan, cells, layer, column);
  }

  /** What follows from the plan and the columns that are kept. */
  private static long planned(PolicyPlan plan, long[] cells, int layer, Column column) {
    StepRow row = plan.steps().step(layer).row(row(cells[layer]));
    return switch (column) {
      case AXIS_FROM -> row.axisFromFen();
      case AXIS_TO ->
          of(plan, cells, layer, Column.AXIS_FROM)
              + of(plan, cells, layer, Column.BASE)
              - of(plan, cells, layer, Column.DEDUCTIBLE);
      case THRESHOLD -> row.row().threshold().constantFen().orElse(0);
      case CAP -> {
        boolean capped = of(plan, cells, layer, Column.CAP_LEFT) > 0;
        yield capped ? row.cap(cap(cells[layer])).fixedFen() : 0;
      }
      case CAP_LEFT, ALREADY, COMPUTED, OWN_RATE -> 0;
      case BASE, DEDUCTIBLE, WANTED, PAID, EXCESS ->
          throw new IllegalStateException(column + " must be kept");
    };
  }

  private static final int WORD_BITS = 16;
  private static final int COLUMNS_BITS = 34;
  private static final long COLUMNS_MASK = 0xF;
  private static final int AT_BITS = 40;
  private static final long RECORD_MISSING_BIT = 1L << 32;
  private static final long SUPPLIED_BIT = 1L << 33;

  /**
   * Packs what {@link #row}, {@link #capAccount} and the flags read.
   *
   * @param at where the layer's columns begin; 0 where it has none
   * @param columns how many of them are kept
   */
  static long state(
      int row, int cap, boolean recordMissing, boolean supplied, int at, int columns) {
    return (row & 0xFFFFL)
        | (cap & 0xFFFFL) << WORD_BITS
        | (recordMissing ? RECORD_MISSING_BIT : 0)
        | (supplied ? SUPPLIED_BIT : 0)
        | (long) columns << COLUMNS_BITS
        | (long) at << AT_BITS;
  }

  /** Where a layer's columns begin, 0 where it has none. */
  static int at(long state) {
    return (int) (state >>> AT_BITS);
  }

  /** How many columns of a layer are kept. */
  static int columns(long state) {
    return (int) (state >> COLUMNS_BITS & COLUMNS_MASK);
  }

  /** The row of a state. */
  static int row(long state) {
    return (short) state;
  }

  /** The row that was applied, by place, or why there is none (see PlanLayer.rowFor). */
  public int row(int layer) {
    return row(cells[layer]);
  }

  /** The tightest cap of a state, by its place in the row that was applied. */
  private static int cap(long state) {
    return (short) (state >> WORD_BITS);
  }

  /** The account of the tightest cap, by place; -1 for a cap of this visit. */
  public int capAccount(int layer) {
    return plan.layers().get(layer).row(row(layer)).capAccount(cap(cells[layer]));
  }

  /** The tightest cap itself, fen or times; 0 where it is the fund's money. */
  public long capFen(int layer) {
    return of(layer, Column.CAP);
  }

  /** The rate that came from another layer or a decision, ppm; negative for the row's bands. */
  public int ownRatePpm(int layer) {
    return (int) of(layer, Column.OWN_RATE) - 1;
  }

  /** What was left of a part right after a layer, by the place of the plan's mark, fen. */
  public long markFen(int mark) {
    return cells[plan.layers().size() + mark];
  }

  /**
   * Whether the tightest cap lets less through than rate and bands gave, and not what is left to
   * pay still less.
   */
  boolean capBinds(int layer) {
    OptionalLong left = capLeftFen(layer);
    long wanted = of(layer, Column.WANTED);
    if (left.isEmpty()) {
      return false;
    }
    int account = capAccount(layer);
    boolean counting = account != PlanLayer.NONE && plan.accounts().get(account).counting();
    if (counting) {
      return left.getAsLong() == 0 && wanted > 0;
    }
    boolean roomBinds =
        plan.layers().get(layer).less() < 0 && of(layer, Column.PAID) < left.getAsLong();
    return left.getAsLong() < wanted && !roomBinds;
  }

  /** What was left of the tightest cap, fen or times; empty when the row has none. */
  public OptionalLong capLeftFen(int layer) {
    return plusOne(layer, Column.CAP_LEFT);
  }

  /** What the policy computes where the amount was supplied, fen; empty when it does not. */
  public OptionalLong computedFen(int layer) {
    return plusOne(layer, Column.COMPUTED);
  }

  private OptionalLong plusOne(int layer, Column column) {
    long cell = of(layer, column);
    return cell == 0 ? OptionalLong.empty() : OptionalLong.of(cell - 1);
  }

  /** Paid for and left with the person by the rate, fen. */
  public long copayFen(int layer) {
    return of(layer, Column.BASE)
        - of(layer, Column.DEDUCTIBLE)
        - of(layer, Column.PAID)
        - of(layer, Column.EXCESS);
  }

  /** What nobody had borne yet after the layer, fen. */
  public long leftFen(int layer) {
    long left = patientShareFen;
    for (int i = layer + 1; i < plan.layers().size(); i++) {
      left += plan.layers().get(i).beside() ? 0 : of(i, Column.PAID);
    }
    return left;
  }

  /** Whether a record that the layer needs is missing. */
  public boolean recordMissing(int layer) {
    return (cells[layer] & RECORD_MISSING_BIT) != 0;
  }

  /** Whether the claim supplied the amount. */
  public boolean supplied(int layer) {
    return (cells[layer] & SUPPLIED_BIT) != 0;
  }

  /** Where the eligible stretch ends on the axis of the bands. */
  public long axisToFen(int layer) {
    return of(layer, Column.AXIS_TO);
  }

  /** What stays with the patient, fen. */
  public long patientShareFen() {
    return patientShareFen;
  }

  /** What the hospital bears, fen; negative where a fixed price exceeds the bill. */
  public long hospitalShareFen() {
    return apart.hospitalShareFen();
  }

  /** What the insurer paid from funds that the plan does not name, fen. */
  public long otherInsurerFen() {
    return apart.otherInsurerFen();
  }

  /** What of the patient's share was served before the identity began: aid never counts it, fen. */
  public long beforeIdentityFen() {
    return apart.beforeIdentityFen();
  }

  /** What other claims that are not settled yet hold of an account, fen or times. */
  public long heldFen(int account) {
    return apart.held().isEmpty() ? 0 : apart.held().get(account);
  }

  /** The amount or count that keeps a layer from applying, where it is a single one. */
  Optional<AmountAsked> amountAsked(int layer) {
    return Optional.ofNullable(apart.asked().get(layer));
  }

  /** The layer that has no amount and may not be guessed, by place; -1 when the run is complete. */
  public int refusedByLayer() {
    return apart.refusedByLayer();
  }

  /** How many layers were run: all, unless one refused the claim or the price did. */
  int layersRun() {
    int all = plan.layers().size();
    return refusedByPrice() ? 0 : refusedByLayer() < 0 ? all : refusedByLayer();
  }

  /**
   * Whether more was settled before than the price has that stands for the bill; then {@link
   * #refusedByLayer} is the number of layers.
   */
  public boolean refusedByPrice() {
    return refusedByLayer() == plan.layers().size();
  }

  /** What all layers pay into the bill together, fen. */
  public long paidFen() {
    long sum = -besideFen();
    for (int i = 0; i < plan.layers().size(); i++) {
      sum += of(i, Column.PAID);
    }
    return sum;
  }

  /** A part of the bill as billed, or as a fixed price has it, fen. */
  public long billedFen(int part) {
    return billedFen[part];
  }

  /** The bill, or the fixed price in its place, fen. */
  public long billedFen() {
    long sum = 0;
    for (long part : billedFen) {
      sum += part;
    }
    return sum;
  }

  /** What is paid to the person, beside the bill, fen. */
  public long besideFen() {
    return apart.besideFen();
  }

  /** What the person bears after what is paid beside the bill; may be negative, fen. */
  public long burdenFen() {
    return patientShareFen - besideFen();
  }
}
