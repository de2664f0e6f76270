package io.yizhan.proof;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAmount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanQuota;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.policy.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Checks the premises of the routing lemma down the layers of one circumstance: where they hold,
 * one more fen of any part of the bill goes to exactly one bearer, for every usage of the accounts.
 * Parts that a layer took as one sum are one lump afterwards; later layers must count all of a lump
 * or none of it.
 */
final class RoutingLemma {
  private final PolicyPlan plan;
  private final Circumstance circumstance;
  private final Lumps lumps;
  private final Pots pots;
  private final BitSet proved = new BitSet();
  private final BitSet cutByConstants = new BitSet();
  private final List<Optional<Silence>> silences = new ArrayList<>();
  private boolean mayLeap;

  private RoutingLemma(PolicyPlan plan, Circumstance circumstance) {
    this.plan = plan;
    this.circumstance = circumstance;
    this.lumps = new Lumps(plan.parts().size());
    this.pots = new Pots(plan, circumstance.words());
  }

  /**
   * What the lemma says of a circumstance.
   *
   * @param silences for each layer why it is silent; empty where it proves
   * @param mayLeap whether a layer counts a piece that an earlier one cut its base into: no payer's
   *     total falls, but such a piece may leap
   */
  record Verdict(List<Optional<Silence>> silences, boolean mayLeap) {}

  /**
   * Judges the layers. A claim that an office brings has no fixed price, so what a price decides is
   * judged without it, too.
   */
  static Verdict judge(PolicyPlan plan, Circumstance circumstance) {
    RoutingLemma lemma = new RoutingLemma(plan, circumstance);
    for (int place = 0; place < plan.layers().size(); place++) {
      Optional<Silence> silence = lemma.layer(plan.layers().get(place), place);
      lemma.silences.add(silence);
      lemma.proved.set(place, silence.isEmpty());
    }
    Optional<Silence> price = lemma.price();
    return new Verdict(
        lemma.silences.stream().map(silence -> silence.or(() -> price)).toList(), lemma.mayLeap);
  }

  /** Why nothing is known of a claim with a fixed price; empty where its price is fixed. */
  private Optional<Silence> price() {
    for (PlanQuota quota : plan.quotas()) {
      if (quota.applies().holds(circumstance.words())) {
        return isFixed(quota.price()) ? Optional.empty() : Optional.of(Silence.PRICE);
      }
    }
    return Optional.empty();
  }

  private Optional<Silence> layer(PlanLayer layer, int place) {
    int[] rows =
        Arrays.stream(layer.rowsPossible(circumstance.words())).filter(row -> row >= 0).toArray();
    cutByConstants.set(
        place, Arrays.stream(rows).allMatch(row -> isCutByConstants(layer, layer.row(row), place)));
    if (circumstance.isInsurers(layer) || !computesHere(layer)) {
      return Optional.empty();
    }
    boolean byAmount =
        layer.rowsPossible(circumstance.words()).length > 1
            && layer.measured().stream().anyMatch(amount -> !isFixed(amount));
    Optional<Silence> silence = byAmount ? Optional.of(Silence.AMOUNT_CONDITION) : Optional.empty();
    boolean leavesKnown = true;
    BitSet merged = new BitSet();
    for (int row : rows) {
      silence = silence.or(() -> row(layer, layer.row(row), place, merged));
      leavesKnown &= silence.isEmpty() && leavesKnown(layer, layer.row(row), place, merged);
    }
    if (!layer.beside()) {
      lumps.pay(layer.filledParts(), merged, leavesKnown);
    }
    return silence;
  }

  /** Whether some row may apply, and what the layer needs is there. */
  private boolean computesHere(PlanLayer layer) {
    boolean lacksRecord = !layer.needs().isEmpty() && !circumstance.recordsHeld();
    return !lacksRecord
        && Arrays.stream(layer.rowsPossible(circumstance.words())).anyMatch(row -> row >= 0);
  }

  private Optional<Silence> row(PlanLayer layer, PlanRow row, int place, BitSet merged) {
    if (row.trigger().set()) {
      return Optional.of(Silence.TRIGGER);
    }
    if (row.rateSource().kind() == PlanRow.RateSource.Kind.FLAT) {
      return Optional.of(Silence.FLAT);
    }
    if (row.rateSource().kind() == PlanRow.RateSource.Kind.LAYER) {
      return Optional.of(Silence.RATE_OF_LAYER);
    }
    PolicyTable.Rounding rounding = layer.rounding();
    boolean halfEven = rounding.mode() == PolicyTable.Mode.HALF_EVEN && row.bandCount() > 1;
    if (rounding.unitFen() != 1 || halfEven) {
      return Optional.of(Silence.ROUNDING);
    }
    if (!isFixed(row.threshold())) {
      return Optional.of(Silence.THRESHOLD);
    }
    return amount(row.counts())
        .or(() -> caps(layer, row, place, merged))
        .or(() -> layer.beside() ? Optional.empty() : lumps.whole(layer.filledParts()));
  }

  /** Why a fen more of a part may raise an amount by more than a fen, or lower it. */
  private Optional<Silence> amount(PlanAmount amount) {
    long[] factors = new long[lumps.partCount()];
    BitSet counted = new BitSet();
    for (int term = 0; term < amount.termCount(); term++) {
      Quantity quantity = amount.quantity(term);
      int index = amount.index(term);
      if (isFixed(quantity, index)) {
        continue;
      }
      boolean shareOf = amount.factorMicro(term) > 0 && amount.factorMicro(term) <= Fen.PPM_WHOLE;
      if (shareOf && amount.termCount() == 1 && isPieceOfLayer(quantity, index)) {
        mayLeap = true;
        return Optional.empty();
      }
      BitSet parts = parts(quantity, index);
      if (parts.isEmpty() || amount.factorMicro(term) < 0) {
        return Optional.of(Silence.BASE);
      }
      mayLeap |= isOverBilled(quantity, parts);
      counted.or(parts);
      for (int part = 0; part < factors.length; part++) {
        factors[part] += parts.get(part) ? amount.factorMicro(term) : 0;
      }
    }
    for (int part = 0; part < factors.length; part++) {
      for (int other = 0; other < factors.length; other++) {
        if (lumps.areOne(part, other) && factors[part] != factors[other]) {
          return Optional.of(Silence.NARROWER);
        }
      }
      if (factors[part] > Fen.PPM_WHOLE) {
        return Optional.of(Silence.BASE);
      }
    }
    return lumps.whole(counted);
  }

  private BitSet parts(Quantity quantity, int index) {
    BitSet parts = new BitSet();
    if (quantity == Quantity.PART_LEFT || quantity == Quantity.PART_BILLED) {
      parts.set(index);
    } else if (quantity == Quantity.BILL || quantity == Quantity.BILL_LEFT) {
      parts.set(0, lumps.partCount());
    }
    return parts;
  }

  /**
   * What a proved layer's base was cut into never falls when the base grows, if its caps are the
   * same for every bill: then the consumed base is a constant as soon as a cap binds.
   */
  private boolean isPieceOfLayer(Quantity quantity, int index) {
    boolean piece =
        quantity == Quantity.LAYER_BASE
            || quantity == Quantity.LAYER_DEDUCTIBLE
            || quantity == Quantity.LAYER_PAID
            || quantity == Quantity.LAYER_EXCESS;
    return piece && proved.get(index) && cutByConstants.get(index);
  }

  /** Whether nothing but caps that are the same for every bill cuts what the layer pays. */
  private boolean isCutByConstants(PlanLayer layer, PlanRow row, int place) {
    boolean fixedCaps = true;
    for (int cap = 0; cap < row.capCount(); cap++) {
      fixedCaps &= isFixed(row.cap(cap));
    }
    return fixedCaps
        && layer.less() < 0
        && row.counts().termCount() > 0
        && pots.earlierIn(row, place).isEmpty()
        && fitsItsRoom(layer, row);
  }

  /**
   * Whether the base is never more than what is left where the layer pays from: else the room cuts
   * it, and a room that grows with the bill leaves less and less of the base uncovered. Of what is
   * billed an insurer or the hospital may have taken some before every layer.
   */
  private boolean fitsItsRoom(PlanLayer layer, PlanRow row) {
    PlanAmount counts = row.counts();
    BitSet filled = layer.filledParts();
    for (int term = 0; term < counts.termCount(); term++) {
      Quantity quantity = counts.quantity(term);
      int index = counts.index(term);
      boolean fixed = isFixed(quantity, index);
      BitSet outside = parts(quantity, index);
      boolean known = fixed || (!outside.isEmpty() && !isBilled(quantity));
      outside.andNot(filled);
      if (!known || !outside.isEmpty() || (fixed && counts.factorMicro(term) > 0)) {
        return false;
      }
    }
    return counts.isAtMostItsTerms();
  }

  /** Whether it counts what is billed of parts of which less may be left. */
  private boolean isOverBilled(Quantity quantity, BitSet parts) {
    return isBilled(quantity) && lumps.isTouched(parts);
  }

  private static boolean isBilled(Quantity quantity) {
    return quantity == Quantity.PART_BILLED || quantity == Quantity.BILL;
  }

  private Optional<Silence> caps(PlanLayer layer, PlanRow row, int place, BitSet merged) {
    for (int cap = 0; cap < row.capCount(); cap++) {
      int slot = row.capAccount(cap);
      if (slot >= 0 && !pots.counts(slot)) {
        continue;
      }
      PlanAmount amount = row.cap(cap);
      boolean known =
          isFixed(amount) || (slot < 0 && !amount.isAdjusted() && amount(amount).isEmpty());
      if (!known) {
        return Optional.of(Silence.CAP);
      }
      if (slot >= 0 && !pots.isOwn(slot, layer, place, proved, merged)) {
        return Optional.of(Silence.SHARED_CAP);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether what the layer leaves of all that it counts and fills grows by a fen or stays. What it
   * counts beside its fills is one lump with them then.
   */
  private boolean leavesKnown(PlanLayer layer, PlanRow row, int place, BitSet merged) {
    if (!leavesKnown(layer, row, row.counts(), place, merged)) {
      return false;
    }
    for (int cap = 0; cap < row.capCount(); cap++) {
      boolean ofVisit = row.capAccount(cap) < 0;
      if (ofVisit && !leavesKnown(layer, row, row.cap(cap), place, merged)) {
        return false;
      }
    }
    return true;
  }

  private boolean leavesKnown(
      PlanLayer layer, PlanRow row, PlanAmount amount, int place, BitSet merged) {
    for (int term = 0; term < amount.termCount(); term++) {
      Quantity quantity = amount.quantity(term);
      int index = amount.index(term);
      if (isFixed(quantity, index)) {
        continue;
      }
      BitSet parts = parts(quantity, index);
      boolean known =
          parts.isEmpty()
              ? quantity == Quantity.LAYER_EXCESS && isOneWith(layer, row, amount, place, index)
              : !isOverBilled(quantity, parts);
      if (!known) {
        return false;
      }
      merged.or(parts.isEmpty() ? plan.layers().get(index).filledParts() : parts);
    }
    return true;
  }

  /**
   * Whether a layer and the one right before it, of whose cut-off piece it pays, take together a
   * fen more or nothing of each fen more: below the cap the piece is what bands leave, above it
   * grows by the fen, and where the cap begins to bind the layer pays a fen of it at most.
   */
  private boolean isOneWith(PlanLayer layer, PlanRow row, PlanAmount piece, int place, int before) {
    if (!computesHere(plan.layers().get(before))) {
      return true;
    }
    for (int between = before + 1; between < place; between++) {
      PlanLayer other = plan.layers().get(between);
      if (computesHere(other) && !other.beside()) {
        return false;
      }
    }
    int[] rows = plan.layers().get(before).rowsPossible(circumstance.words());
    if (rows.length != 1) {
      return false;
    }
    long leapFen =
        CutLeap.mostFen(plan.layers().get(before), plan.layers().get(before).row(rows[0]));
    return leapFen <= 1
        || (leapFen != CutLeap.UNKNOWN
            && piece == row.counts()
            && CutLeap.mostPaidFen(layer, row, leapFen) <= 1);
  }

  private boolean isFixed(PlanAmount amount) {
    for (int term = 0; term < amount.termCount(); term++) {
      if (!isFixed(amount.quantity(term), amount.index(term))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a quantity is the same whatever the bill. */
  private boolean isFixed(Quantity quantity, int index) {
    return switch (quantity) {
      case GRANT_LEFT, RECORD_AMOUNT, NUMBER, CLAIMS, ACCOUNT_BEFORE -> true;
      case ACCOUNT_NOW ->
          !pots.counts(index)
              || Arrays.stream(plan.accounts().get(index).adds())
                  .allMatch(added -> added.quantity() == Quantity.CLAIMS);
      default -> false;
    };
  }
}
