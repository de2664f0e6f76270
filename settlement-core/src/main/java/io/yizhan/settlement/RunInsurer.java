package io.yizhan.settlement;

import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.money.Fen;
import io.yizhan.policy.Fact;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the insurer's platform has settled, laid beside the layers of a plan. */
final class RunInsurer {
  /** Nothing was supplied for the layer. */
  static final long NOT_SUPPLIED = -1;

  private final PolicyPlan plan;
  private final boolean settled;
  private final boolean away;
  private final long[] suppliedFen;
  private final long[] alreadyFen;
  private final boolean[] alreadyLast;
  private final long otherInsurerFen;
  private final long hospitalShareFen;
  private final long totalFen;

  /** No insurer has settled anything. */
  static final RunInsurer NOTHING =
      new RunInsurer(
          PolicyPlan.EMPTY, Optional.empty(), new int[0], RunRecords.none(PolicyPlan.EMPTY));

  /** The amounts of an insurer, or none, for a claim with these facts and records. */
  static RunInsurer of(
      PolicyPlan plan, Optional<InsurerSettlement> insurer, int[] factWords, RunRecords records) {
    return insurer.isEmpty() ? NOTHING : new RunInsurer(plan, insurer, factWords, records);
  }

  private RunInsurer(
      PolicyPlan plan, Optional<InsurerSettlement> insurer, int[] factWords, RunRecords records) {
    // Without an insurer there is nothing to lay beside the layers.
    int layers = insurer.isPresent() ? plan.layers().size() : 0;
    this.plan = plan;
    this.settled = insurer.isPresent();
    this.away = insurer.filter(each -> each.source() == InsurerSettlement.Source.AWAY).isPresent();
    this.suppliedFen = new long[layers];
    Arrays.fill(suppliedFen, NOT_SUPPLIED);
    this.alreadyFen = new long[layers];
    this.alreadyLast = new boolean[layers];
    this.hospitalShareFen = insurer.map(InsurerSettlement::hospitalShareFen).orElse(0L);
    this.otherInsurerFen = insurer.map(given -> placeSupplied(given, factWords)).orElse(0L);
    long paid = 0;
    for (FundAmount payment : insurer.map(InsurerSettlement::payments).orElse(List.of())) {
      paid = Fen.plus(paid, payment.amountFen());
    }
    this.totalFen = Fen.plus(paid, hospitalShareFen);
    placeAlready(insurer, factWords, records);
  }

  /**
   * Gives the insurer's amounts to the insurance layers; answers what no layer of the plan names.
   */
  private long placeSupplied(InsurerSettlement insurer, int[] factWords) {
    for (int i = 0; i < suppliedFen.length; i++) {
      if (decides(Optional.of(insurer), plan.layers().get(i))) {
        suppliedFen[i] = 0;
      }
    }
    long other = 0;
    for (FundAmount payment : insurer.payments()) {
      int first = insuranceLayer(insurer, payment.fundCode(), factWords);
      if (first >= 0) {
        suppliedFen[first] = payment.amountFen();
      } else if (firstLayer(payment.fundCode(), PolicyTable.Stage.AID) < 0) {
        other = Math.addExact(other, payment.amountFen());
      }
    }
    return other;
  }

  /**
   * Whether the layer's amount is the insurer's for such a claim, whatever it is. Of a claim that
   * is still to be asked, the amount of a layer that is asked is nobody else's.
   */
  static boolean decides(Optional<InsurerSettlement> insurer, PlanLayer layer) {
    if (layer.stage() != PolicyTable.Stage.INSURANCE) {
      return false;
    }
    if (insurer.isEmpty()) {
      return layer.isAsked();
    }
    return switch (insurer.get().source()) {
      case SUPPLIED -> true;
      case ASKED -> layer.isAsked();
      case AWAY -> false;
    };
  }

  /**
   * The insurance layer that takes what is settled of a fund, or -1: of those that are asked, which
   * may differ by scheme, the first that speaks of this claim.
   */
  private int insuranceLayer(InsurerSettlement insurer, String fund, int[] factWords) {
    if (insurer.source() == InsurerSettlement.Source.ASKED) {
      for (int i = 0; i < plan.layers().size(); i++) {
        PlanLayer layer = plan.layers().get(i);
        if (layer.isAsked()
            && layer.isSettledBy(fund)
            && layer.asksForAmount(layer.rowPossible(factWords))) {
          return i;
        }
      }
    }
    return firstLayer(fund, PolicyTable.Stage.INSURANCE);
  }

  /** The first layer of a stage that takes what is settled of a fund, or -1. */
  private int firstLayer(String fund, PolicyTable.Stage stage) {
    for (int i = 0; i < plan.layers().size(); i++) {
      PlanLayer layer = plan.layers().get(i);
      if (layer.stage() == stage && layer.isSettledBy(fund)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Aid that the insurer's platform has paid: each applying layer of that fund that pays into the
   * bill absorbs up to what it pays itself, the last one all that is left.
   */
  private void placeAlready(
      Optional<InsurerSettlement> insurer, int[] factWords, RunRecords records) {
    if (insurer.isEmpty()) {
      return;
    }
    for (FundAmount payment : insurer.get().payments()) {
      String fund = payment.fundCode();
      if (payment.amountFen() == 0
          || firstLayer(fund, PolicyTable.Stage.INSURANCE) >= 0
          || firstLayer(fund, PolicyTable.Stage.AID) < 0) {
        continue;
      }
      int last = -1;
      int ofThisCare = -1;
      for (int i = 0; i < alreadyFen.length; i++) {
        PlanLayer layer = plan.layers().get(i);
        if (layer.stage() != PolicyTable.Stage.AID || !layer.isSettledBy(fund)) {
          continue;
        }
        int row = layer.rowPossible(factWords);
        if (row >= 0 && records.held(i)) {
          last = i;
        }
        if (ofThisCare < 0 && row != -1 - Fact.CARE.ordinal()) {
          ofThisCare = i;
        }
      }
      if (last < 0) {
        last = ofThisCare >= 0 ? ofThisCare : firstLayer(fund, PolicyTable.Stage.AID);
      }
      alreadyLast[last] = true;
      alreadyFen[last] = payment.amountFen();
    }
  }

  /** Whether an insurer has settled anything. */
  boolean settled() {
    return settled;
  }

  /** Whether the insurer was asked and gave no answer. */
  boolean away() {
    return away;
  }

  /** What was supplied for a layer, {@link #NOT_SUPPLIED} where nothing was. */
  long suppliedFen(int layer) {
    return suppliedFen.length == 0 ? NOT_SUPPLIED : suppliedFen[layer];
  }

  /** What was supplied for later layers, fen: room that a computed one before them must keep. */
  long toComeFen(int layer) {
    long sum = 0;
    for (int later = layer + 1; later < suppliedFen.length; later++) {
      sum += Math.max(0, suppliedFen[later]);
    }
    return sum;
  }

  /** What the platform has paid already of the fund whose last applying layer this is; else 0. */
  long alreadyFen(int layer) {
    return alreadyFen.length == 0 ? 0 : alreadyFen[layer];
  }

  boolean takesRestOfAlready(int layer) {
    return alreadyLast.length > 0 && alreadyLast[layer];
  }

  long otherFen() {
    return otherInsurerFen;
  }

  long hospitalShareFen() {
    return hospitalShareFen;
  }

  /** All that was settled before: every fund and the hospital. */
  long totalFen() {
    return totalFen;
  }
}
