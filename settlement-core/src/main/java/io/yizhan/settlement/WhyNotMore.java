package io.yizhan.settlement;

import io.yizhan.claim.BillPart;
import io.yizhan.money.Fen;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyTable;
import io.yizhan.settlement.Waterfall.Column;
import java.util.ArrayList;
import java.util.List;

/**
 * Why the patient's share is not smaller: every fen of it with exactly one reason. Pure; it reads a
 * run's columns and computes no payment.
 *
 * <p>The run is followed part by part: who took how much from which part of the bill. What is left
 * of a part is then laid at the door of the last applied layer that may pay into that part, as far
 * as that layer's own base stayed unpaid (by its rate, its threshold or its cap), then of the layer
 * before it, and so on. A base wider than what was left to pay counts no more than that. What no
 * applied layer counted was left by the insurer, where only its layers may pay it, or has the part
 * itself as its reason; what was served before the identity began has that. The lines add up to the
 * patient's share; anything else is a bug and is thrown.
 */
public final class WhyNotMore {
  private static final int IN = BillPart.IN.ordinal();
  private static final int FIRST = BillPart.FIRST.ordinal();
  private static final int OVER_LIMIT = BillPart.OVER_LIMIT.ordinal();
  private static final int OUT = BillPart.OUT.ordinal();

  /** No layer, no part. */
  private static final int NONE = -1;

  private final Waterfall waterfall;
  private final long[] leftFen;

  /** What was left where a layer may pay, right after it paid, by the layer's place. */
  private final long[] leftAfterFen;

  private final List<Line> lines = new ArrayList<>();
  private long beforeIdentityFen;

  private WhyNotMore(Waterfall waterfall) {
    this.waterfall = waterfall;
    this.leftFen = new long[waterfall.plan().parts().size()];
    this.leftAfterFen = new long[waterfall.plan().layers().size()];
    for (int part = 0; part < leftFen.length; part++) {
      leftFen[part] = waterfall.billedFen(part);
    }
  }

  /** Why a fen stayed with the patient. */
  public enum Reason {
    /** The layer pays a share of what it counts; the rest is the person's. */
    RATE,
    /** It lies under the layer's threshold. */
    THRESHOLD,
    /** The layer's cap, or its fund's money, was used up. */
    CAP,
    /** The insurer settled the layer and left it. */
    SUPPLIED,
    /** The layer may pay it, but counts less than this. */
    NOT_IN_BASE,
    /** It was served before the identity began; aid counts what was served from then on. */
    BEFORE_IDENTITY,
    /** No layer that applied may pay it. */
    NO_LAYER
  }

  /**
   * One line.
   *
   * @param amountFen more than 0
   * @param layer by place in the plan; -1 where no layer is the reason
   * @param part of the bill, by place in the plan, where it is the part that is not counted; else
   *     -1
   */
  public record Line(long amountFen, Reason reason, int layer, int part) {
    boolean hasReasonOf(Line other) {
      return reason == other.reason && layer == other.layer && part == other.part;
    }
  }

  /**
   * The answer.
   *
   * @param lines add up to the patient's share, in the order of the layers, then of the parts
   * @param mayBeAppliedFor layers, by place, that would apply if a record were there
   */
  public record Answer(List<Line> lines, List<Integer> mayBeAppliedFor) {
    public Answer {
      lines = List.copyOf(lines);
      mayBeAppliedFor = List.copyOf(mayBeAppliedFor);
    }
  }

  /** Asks a run why the patient's share of the bill is what it is. */
  public static Answer of(Waterfall waterfall) {
    WhyNotMore asked = new WhyNotMore(waterfall);
    asked.followPayments();
    List<Integer> mayBeAppliedFor = asked.layersWithoutRecord();
    asked.blame();
    long sum = 0;
    for (Line line : asked.lines) {
      sum = Fen.plus(sum, line.amountFen());
    }
    if (sum != waterfall.patientShareFen()) {
      throw new IllegalStateException(
          "reasons must add up to the patient's share: "
              + sum
              + " fen of "
              + waterfall.patientShareFen());
    }
    return new Answer(asked.lines, mayBeAppliedFor);
  }

  /** Whether something is left to the patient where a layer may pay. */
  static boolean leavesWork(Waterfall waterfall, int place) {
    WhyNotMore asked = new WhyNotMore(waterfall);
    asked.followPayments();
    return asked.couldPay(place);
  }

  /**
   * Takes from the parts what hospital, other funds and layers took, in the run's order. Where a
   * fixed price stands for the bill its difference is in no part, so that the hospital's is what
   * the others do not explain.
   */
  private void followPayments() {
    long others = Fen.plus(waterfall.paidFen(), waterfall.otherInsurerFen());
    long bornElsewhere = Fen.plus(others, waterfall.patientShareFen());
    take(Fen.minus(waterfall.billedFen(), bornElsewhere), OVER_LIMIT, IN, FIRST, OUT);
    take(waterfall.otherInsurerFen(), IN, FIRST, OVER_LIMIT, OUT);
    boolean aidBegun = false;
    for (int i = 0; i < layers(); i++) {
      PlanLayer layer = layer(i);
      if (!aidBegun && isAid(i)) {
        aidBegun = true;
        beforeIdentityFen = waterfall.beforeIdentityFen();
        leftFen[IN] -= beforeIdentityFen;
      }
      long toTake = layer.beside() ? 0 : waterfall.of(i, Column.PAID);
      for (int fill = 0; fill < layer.fillCount(); fill++) {
        toTake = takeFrom(layer.fill(fill), toTake);
      }
      take(toTake, IN, FIRST, OVER_LIMIT, OUT);
      leftAfterFen[i] = leftToFill(layer);
    }
  }

  private long leftToFill(PlanLayer layer) {
    long left = 0;
    for (int fill = 0; fill < layer.fillCount(); fill++) {
      left += leftFen[layer.fill(fill)];
    }
    return left;
  }

  private void take(long amountFen, int first, int second, int third, int fourth) {
    long toTake = takeFrom(first, amountFen);
    toTake = takeFrom(second, toTake);
    toTake = takeFrom(third, toTake);
    toTake = takeFrom(fourth, toTake);
    for (int part = BillPart.values().length; part < leftFen.length; part++) {
      toTake = takeFrom(part, toTake);
    }
  }

  private long takeFrom(int part, long amountFen) {
    long taken = Math.min(amountFen, leftFen[part]);
    leftFen[part] -= taken;
    return amountFen - taken;
  }

  private void blame() {
    forgetIdentityWithoutAid();
    for (int i = layers() - 1; i >= 0; i--) {
      if (applied(i)) {
        blameLayer(i);
      }
    }
    lines.sort(java.util.Comparator.comparingInt(Line::layer));
    for (int part = 0; part < leftFen.length; part++) {
      if (leftFen[part] > 0) {
        add(uncounted(part));
      }
    }
    if (beforeIdentityFen > 0) {
      add(new Line(beforeIdentityFen, Reason.BEFORE_IDENTITY, NONE, IN));
    }
  }

  /** Where no aid layer pays into the part in scope, the day the identity began changes nothing. */
  private void forgetIdentityWithoutAid() {
    for (int i = 0; i < layers(); i++) {
      if (isAid(i) && applied(i) && mayPay(i, IN)) {
        return;
      }
    }
    leftFen[IN] += beforeIdentityFen;
    beforeIdentityFen = 0;
  }

  /**
   * What no layer's base explains. An insurer that settled a layer left all that it did not pay.
   */
  private Line uncounted(int part) {
    int layer = lastThatMayPay(part);
    if (layer == NONE) {
      return new Line(leftFen[part], Reason.NO_LAYER, NONE, part);
    }
    return waterfall.supplied(layer)
        ? new Line(leftFen[part], Reason.SUPPLIED, layer, NONE)
        : new Line(leftFen[part], Reason.NOT_IN_BASE, layer, part);
  }

  /**
   * What of the layer's base nobody paid, as far as it was left to pay when the layer's turn came
   * and still lies in the parts it may pay. What it would have paid of that without its cap is the
   * cap's; the rest is the threshold's and the rate's. Where later layers took some of it, that was
   * the cap's first and the rate's last.
   */
  private void blameLayer(int place) {
    long paid = waterfall.of(place, Column.PAID);
    long counted = Math.min(waterfall.of(place, Column.BASE), paid + leftAfterFen[place]);
    long stayed = counted - paid;
    if (waterfall.supplied(place)) {
      blameLayer(place, Reason.SUPPLIED, stayed);
      return;
    }
    long uncapped = Math.min(waterfall.of(place, Column.WANTED), counted);
    long cut = Math.max(0, uncapped - paid);
    long kept = Math.min(stayed - cut, waterfall.of(place, Column.DEDUCTIBLE));
    blameLayer(place, Reason.RATE, stayed - cut - kept);
    blameLayer(place, Reason.THRESHOLD, kept);
    blameLayer(place, Reason.CAP, cut);
  }

  private void blameLayer(int place, Reason reason, long stayedFen) {
    PlanLayer layer = layer(place);
    long toBlame = Math.max(0, stayedFen);
    for (int fill = 0; fill < layer.fillCount(); fill++) {
      toBlame = takeFrom(layer.fill(fill), toBlame);
    }
    long blamed = Math.max(0, stayedFen) - toBlame;
    if (blamed > 0) {
      add(new Line(blamed, reason, place, NONE));
    }
  }

  /** Adds to the line of the same reason where there is one. */
  private void add(Line line) {
    for (int i = 0; i < lines.size(); i++) {
      Line has = lines.get(i);
      if (has.hasReasonOf(line)) {
        long sum = Fen.plus(has.amountFen(), line.amountFen());
        lines.set(i, new Line(sum, has.reason(), has.layer(), has.part()));
        return;
      }
    }
    lines.add(line);
  }

  /**
   * The last applied layer that may pay into the part. One that the insurer settled with nothing,
   * and that has no base of its own, is none to blame: only where all are such, the first of them.
   */
  private int lastThatMayPay(int part) {
    int empty = NONE;
    for (int i = layers() - 1; i >= 0; i--) {
      if (!applied(i) || !mayPay(i, part)) {
        continue;
      }
      if (!waterfall.supplied(i) || waterfall.of(i, Column.BASE) > 0) {
        return i;
      }
      empty = i;
    }
    return empty;
  }

  private List<Integer> layersWithoutRecord() {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < layers(); i++) {
      if (waterfall.row(i) >= 0 && waterfall.recordMissing(i) && couldPay(i)) {
        places.add(i);
      }
    }
    return places;
  }

  /** Whether anything is left where the layer may pay. */
  private boolean couldPay(int place) {
    for (int part = 0; part < leftFen.length; part++) {
      if (leftFen[part] > 0 && mayPay(place, part)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayPay(int place, int part) {
    PlanLayer layer = layer(place);
    for (int fill = 0; fill < layer.fillCount(); fill++) {
      if (layer.fill(fill) == part) {
        return true;
      }
    }
    return false;
  }

  private boolean isAid(int place) {
    return layer(place).stage() == PolicyTable.Stage.AID;
  }

  private boolean applied(int place) {
    return waterfall.supplied(place)
        || (waterfall.row(place) >= 0 && !waterfall.recordMissing(place));
  }

  private int layers() {
    return waterfall.plan().layers().size();
  }

  private PlanLayer layer(int place) {
    return waterfall.plan().layers().get(place);
  }
}
