package io.yizhan.settlement;

import io.yizhan.policy.PolicyPlan;
import java.util.OptionalLong;

/**
 * What one run computed: for each layer of the plan a row of columns, and the totals. Immutable.
 * Sentences and answers are made from it, never computed again.
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
    /** Of PAID, what the insurer's platform had paid already. */
    ALREADY,
    /** What was left of the tightest cap, plus one; 0 when there is none. */
    CAP_LEFT,
    /** The tightest cap itself; 0 where it is the fund's money. */
    CAP,
    /** What the policy computes where the amount was supplied, plus one; 0 when it does not. */
    COMPUTED,
    /** Where the eligible stretch begins on the axis of the bands. */
    AXIS_FROM,
    /** Where it ends. */
    AXIS_TO,
    /** The threshold as it was for this claim. */
    THRESHOLD,
    /** The rate that came from another layer or a decision, ppm plus one; else 0. */
    OWN_RATE,
    /** Row, cap and flags, packed. */
    STATE
  }

  /** How many columns a layer has. */
  static final int COLUMNS = Column.values().length;

  private final PolicyPlan plan;
  private final long[] cells;
  private final long patientShareFen;
  private final long hospitalShareFen;
  private final long otherInsurerFen;
  private final int refusedByLayer;
  private final long besideFen;
  private final long[] billedFen;

  Waterfall(
      PolicyPlan plan,
      long[] cells,
      long patientShareFen,
      long hospitalShareFen,
      long otherInsurerFen,
      int refusedByLayer,
      long besideFen,
      long[] billedFen) {
    this.plan = plan;
    this.cells = cells;
    this.patientShareFen = patientShareFen;
    this.hospitalShareFen = hospitalShareFen;
    this.otherInsurerFen = otherInsurerFen;
    this.refusedByLayer = refusedByLayer;
    this.besideFen = besideFen;
    this.billedFen = billedFen;
  }

  /** The plan it was computed with. */
  public PolicyPlan plan() {
    return plan;
  }

  /** One figure of one layer. */
  public long of(int layer, Column column) {
    return cells[layer * COLUMNS + column.ordinal()];
  }

  private static final int SHORT_BITS = 16;
  private static final long RECORD_MISSING_BIT = 1L << 32;
  private static final long SUPPLIED_BIT = 1L << 33;

  /** Packs what {@link #row}, {@link #capAccount} and the flags read. */
  static long state(int row, int cap, boolean recordMissing, boolean supplied) {
    return (row & 0xFFFFL)
        | (cap & 0xFFFFL) << SHORT_BITS
        | (recordMissing ? RECORD_MISSING_BIT : 0)
        | (supplied ? SUPPLIED_BIT : 0);
  }

  /** The row that was applied, by place, or why there is none (see PlanLayer.rowFor). */
  public int row(int layer) {
    return (short) of(layer, Column.STATE);
  }

  /** The tightest cap, by its place in the row that was applied. */
  private int cap(int layer) {
    return (short) (of(layer, Column.STATE) >> SHORT_BITS);
  }

  /** The account of the tightest cap, by place; -1 for a cap of this visit. */
  public int capAccount(int layer) {
    return plan.layers().get(layer).row(row(layer)).capAccount(cap(layer));
  }

  /** The tightest cap itself, fen; 0 where it is the fund's money. */
  public long capFen(int layer) {
    return of(layer, Column.CAP);
  }

  /** The rate that came from another layer or a decision, ppm; negative for the row's bands. */
  public int ownRatePpm(int layer) {
    return (int) of(layer, Column.OWN_RATE) - 1;
  }

  /** What was left of a part right after a layer, by the place of the plan's mark, fen. */
  public long markFen(int mark) {
    return cells[plan.layers().size() * COLUMNS + mark];
  }

  /** What was left of the tightest cap, fen; empty when the row has none. */
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
    return (of(layer, Column.STATE) & RECORD_MISSING_BIT) != 0;
  }

  /** Whether the claim supplied the amount. */
  public boolean supplied(int layer) {
    return (of(layer, Column.STATE) & SUPPLIED_BIT) != 0;
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
    return hospitalShareFen;
  }

  /** What the insurer paid from funds that the plan does not name, fen. */
  public long otherInsurerFen() {
    return otherInsurerFen;
  }

  /** The layer that has no amount and may not be guessed, by place; -1 when the run is complete. */
  public int refusedByLayer() {
    return refusedByLayer;
  }

  /** How many layers were run: all, unless one refused the claim or the price did. */
  int layersRun() {
    int all = plan.layers().size();
    return refusedByPrice() ? 0 : refusedByLayer < 0 ? all : refusedByLayer;
  }

  /**
   * Whether more was settled before than the price has that stands for the bill; then {@link
   * #refusedByLayer} is the number of layers.
   */
  public boolean refusedByPrice() {
    return refusedByLayer == plan.layers().size();
  }

  /** What all layers pay into the bill together, fen. */
  public long paidFen() {
    long sum = -besideFen;
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
    return besideFen;
  }

  /** What the person bears after what is paid beside the bill; may be negative, fen. */
  public long burdenFen() {
    return patientShareFen - besideFen;
  }
}
