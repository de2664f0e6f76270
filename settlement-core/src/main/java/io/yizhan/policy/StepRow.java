package io.yizhan.policy;

import io.yizhan.money.Fen;
import java.util.List;

/** A row as a run reads it, or the reason why there is none: see {@link PlanStep}. */
public final class StepRow {
  private static final int NONE = PlanLayer.NONE;

  // How many columns a run keeps of a plain row: base, deductible, wanted, paid, excess; what is
  // left of the cap; where the axis begins.
  private static final int UNCAPPED = 5;
  private static final int CAPPED = 6;
  private static final int ON_AN_AXIS = 7;

  private final int place;
  private final PlanRow row;
  private final boolean plain;
  private final PlanAmount counts;
  private final int leftOfPart;
  private final int excessOf;
  private final long thresholdFen;
  private final long shiftFen;
  private final int onlyPpm;
  private final StepCap[] caps;
  private final boolean figuresVary;
  private final int columns;

  /** No row, for this reason. */
  private StepRow(int reason) {
    this.place = reason;
    this.row = PlanRow.NONE;
    this.counts = PlanAmount.ZERO;
    this.plain = false;
    this.leftOfPart = NONE;
    this.excessOf = NONE;
    this.thresholdFen = 0;
    this.shiftFen = 0;
    this.onlyPpm = 0;
    this.caps = new StepCap[0];
    this.figuresVary = false;
    this.columns = 0;
  }

  StepRow(PlanLayer layer, int place, int layerPlace, List<PlanAccount> accounts) {
    PlanRow authored = layer.row(place);
    this.place = place;
    this.row = authored;
    this.counts = authored.counts();
    this.leftOfPart = counts.isWhole(Quantity.PART_LEFT) ? counts.index(0) : NONE;
    this.excessOf = counts.isWhole(Quantity.LAYER_EXCESS) ? counts.index(0) : NONE;
    this.caps = new StepCap[authored.capCount()];
    boolean fixed = authored.threshold().constantFen().isPresent();
    boolean sums = true;
    for (int i = 0; i < caps.length; i++) {
      caps[i] = new StepCap(authored.cap(i), authored.capAccount(i), layerPlace, accounts);
      fixed &= caps[i].isFixed();
      sums &= caps[i].isPlain();
    }
    boolean byBands =
        !authored.trigger().set()
            && layer.less() == NONE
            && authored.rateSource().kind() == PlanRow.RateSource.Kind.BANDS;
    this.figuresVary = !fixed || !byBands;
    this.plain =
        fixed
            && sums
            && byBands
            && layer.bandsOver() == layer.over()
            && layer.roundsToFen()
            && layer.fillCount() == 1
            && authored.paysAtMostWhole();
    this.thresholdFen = authored.threshold().constantFen().orElse(0);
    this.columns =
        plain && layer.over() == NONE ? caps.length == 0 ? UNCAPPED : CAPPED : ON_AN_AXIS;
    this.shiftFen = layer.bandsFromThreshold() ? thresholdFen : 0;
    this.onlyPpm = authored.bandCount() == 1 ? authored.bandPpm(0) : NONE;
  }

  static StepRow none(int reason) {
    return new StepRow(reason);
  }

  /** Its place in the layer; negative where it is the reason why there is no row. */
  public int place() {
    return place;
  }

  /** The row. */
  public PlanRow row() {
    return row;
  }

  /**
   * Whether it needs no more than this: a fixed threshold, bands on the threshold's own axis,
   * rounded half-up to the fen, fixed caps of money, one part of the bill to pay into. Then it
   * never pays more than it counts.
   */
  public boolean plain() {
    return plain;
  }

  /** The part whose rest is the base, {@link PlanLayer#NONE} where it is counted otherwise. */
  public int leftOfPart() {
    return leftOfPart;
  }

  /** The layer whose excess is the base, {@link PlanLayer#NONE} where it is counted otherwise. */
  public int excessOf() {
    return excessOf;
  }

  /** What it counts. */
  public PlanAmount counts() {
    return counts;
  }

  /** The threshold of a plain row, fen. */
  public long thresholdFen() {
    return thresholdFen;
  }

  /** How many columns of a plain row a run keeps: the others follow from them. */
  public int columns() {
    return columns;
  }

  /** Where the eligible stretch of a plain row begins that runs over no account, fen. */
  public long axisFromFen() {
    return thresholdFen - shiftFen;
  }

  /** Where on the axis the bands of a plain row begin, fen. */
  public long shiftFen() {
    return shiftFen;
  }

  /** What rate and bands of a plain row give for a stretch of its axis, rounded, fen. */
  public long wantedFen(long fromFen, long toFen) {
    return Fen.roundHalfUp(
        onlyPpm >= 0
            ? Fen.timesPpm(toFen - fromFen, onlyPpm)
            : row.curveMicroFen(fromFen, toFen, NONE));
  }

  /** How many caps it has. */
  public int capCount() {
    return caps.length;
  }

  /** A cap by place. */
  public StepCap cap(int capPlace) {
    return caps[capPlace];
  }

  /** Whether threshold, caps or rate may be others for another claim: then the run keeps them. */
  public boolean figuresVary() {
    return figuresVary;
  }
}
