package io.yizhan.proof;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
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
  private final int[] lumps;
  private final BitSet touched = new BitSet();
  private final BitSet unknown = new BitSet();
  private final List<Optional<Silence>> silences = new ArrayList<>();
  private boolean mayLeap;

  private RoutingLemma(PolicyPlan plan, Circumstance circumstance) {
    this.plan = plan;
    this.circumstance = circumstance;
    this.lumps = new int[plan.parts().size()];
    Arrays.setAll(lumps, part -> part);
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
      lemma.silences.add(lemma.layer(plan.layers().get(place), place));
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
    boolean suppliedHere = circumstance.supplied() && layer.stage() == PolicyTable.Stage.INSURANCE;
    int[] rows =
        Arrays.stream(layer.rowsPossible(circumstance.words())).filter(row -> row >= 0).toArray();
    boolean lacksRecord = !layer.needs().isEmpty() && !circumstance.recordsHeld();
    if (suppliedHere || rows.length == 0 || lacksRecord) {
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
      leavesKnown &= silence.isEmpty() && leavesKnown(layer, layer.row(row));
    }
    after(layer, merged, leavesKnown);
    return silence;
  }

  /** What the parts are afterwards. */
  private void after(PlanLayer layer, BitSet merged, boolean leavesKnown) {
    if (layer.beside()) {
      return;
    }
    BitSet filled = fills(layer);
    touched.or(filled);
    filled.or(merged);
    int first = filled.nextSetBit(0);
    for (int part = 0; part < lumps.length; part++) {
      if (filled.get(part)) {
        int old = lumps[part];
        for (int other = 0; other < lumps.length; other++) {
          lumps[other] = lumps[other] == old ? lumps[first] : lumps[other];
        }
      }
    }
    for (int part = 0; part < lumps.length; part++) {
      if (!leavesKnown && first >= 0 && lumps[part] == lumps[first]) {
        unknown.set(part);
      }
    }
  }

  private static BitSet fills(PlanLayer layer) {
    BitSet filled = new BitSet();
    for (int i = 0; i < layer.fillCount(); i++) {
      filled.set(layer.fill(i));
    }
    return filled;
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
    return base(row)
        .or(() -> caps(layer, row, place, merged))
        .or(() -> layer.beside() ? Optional.empty() : whole(fills(layer)));
  }

  /** The base must rise by one fen or not at all. */
  private Optional<Silence> base(PlanRow row) {
    PlanAmount counts = row.counts();
    long[] factors = new long[lumps.length];
    BitSet counted = new BitSet();
    for (int term = 0; term < counts.termCount(); term++) {
      Quantity quantity = counts.quantity(term);
      int index = counts.index(term);
      if (isFixed(quantity, index)) {
        continue;
      }
      boolean shareOf = counts.factorMicro(term) > 0 && counts.factorMicro(term) <= Fen.PPM_WHOLE;
      if (shareOf && counts.termCount() == 1 && isPieceOfLayer(quantity, index)) {
        mayLeap = true;
        return Optional.empty();
      }
      BitSet parts = parts(quantity, index);
      if (parts.isEmpty() || counts.factorMicro(term) < 0) {
        return Optional.of(Silence.BASE);
      }
      boolean billed = quantity == Quantity.PART_BILLED || quantity == Quantity.BILL;
      if (billed && parts.intersects(touched)) {
        return Optional.of(Silence.BILLED);
      }
      counted.or(parts);
      for (int part = 0; part < factors.length; part++) {
        factors[part] += parts.get(part) ? counts.factorMicro(term) : 0;
      }
    }
    for (int part = 0; part < factors.length; part++) {
      for (int other = 0; other < factors.length; other++) {
        if (lumps[part] == lumps[other] && factors[part] != factors[other]) {
          return Optional.of(Silence.NARROWER);
        }
      }
      if (factors[part] > Fen.PPM_WHOLE) {
        return Optional.of(Silence.BASE);
      }
    }
    return whole(counted);
  }

  /** Whether these parts are whole lumps of which it is known how they grow. */
  private Optional<Silence> whole(BitSet parts) {
    if (parts.intersects(unknown)) {
      return Optional.of(Silence.AFTER_UNPROVED);
    }
    for (int part = 0; part < lumps.length; part++) {
      for (int other = 0; other < lumps.length; other++) {
        if (lumps[part] == lumps[other] && parts.get(part) != parts.get(other)) {
          return Optional.of(Silence.NARROWER);
        }
      }
    }
    return Optional.empty();
  }

  private BitSet parts(Quantity quantity, int index) {
    BitSet parts = new BitSet();
    if (quantity == Quantity.PART_LEFT || quantity == Quantity.PART_BILLED) {
      parts.set(index);
    } else if (quantity == Quantity.BILL || quantity == Quantity.BILL_LEFT) {
      parts.set(0, lumps.length);
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
    return piece && silences.get(index).isEmpty() && isCutByConstants(index);
  }

  /** Whether nothing but caps that are the same for every bill cuts what the layer pays. */
  private boolean isCutByConstants(int place) {
    PlanLayer layer = plan.layers().get(place);
    for (int row : layer.rowsPossible(circumstance.words())) {
      if (row < 0) {
        continue;
      }
      boolean roomMayBind = layer.less() >= 0 || !fitsItsRoom(layer, layer.row(row));
      for (int cap = 0; cap < layer.row(row).capCount(); cap++) {
        int slot = layer.row(row).capAccount(cap);
        roomMayBind |= slot >= 0 && addsOfEarlier(plan.accounts().get(slot), place);
      }
      if (roomMayBind || layer.row(row).counts().termCount() == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the base is never more than what is left where the layer pays from: else the room cuts
   * it, and a room that grows with the bill leaves less and less of the base uncovered.
   */
  private boolean fitsItsRoom(PlanLayer layer, PlanRow row) {
    PlanAmount counts = row.counts();
    for (int term = 0; term < counts.termCount(); term++) {
      boolean adds = counts.factorMicro(term) > 0;
      if (adds && isFixed(counts.quantity(term), counts.index(term))) {
        return false;
      }
    }
    return counts.isAtMostItsTerms() && leavesKnown(layer, row);
  }

  private static boolean addsOfEarlier(PlanAccount account, int place) {
    return Arrays.stream(account.adds())
        .anyMatch(added -> added.quantity().isOfLayer() && added.index() < place);
  }

  private Optional<Silence> caps(PlanLayer layer, PlanRow row, int place, BitSet merged) {
    for (int cap = 0; cap < row.capCount(); cap++) {
      int slot = row.capAccount(cap);
      boolean counts = slot < 0 || plan.accounts().get(slot).counts().holds(circumstance.words());
      if (!counts) {
        continue;
      }
      if (!isFixed(row.cap(cap))) {
        return Optional.of(Silence.CAP);
      }
      if (slot >= 0 && !isOwnPot(plan.accounts().get(slot), layer, place, merged)) {
        return Optional.of(Silence.SHARED_CAP);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether, of what this claim adds to an account before the layer pays, everything is paid by the
   * same fund: what one layer of it takes more, the other takes less, and their sum still grows. It
   * does so only where pots lie within one another or apart: a layer that two crossing pots count
   * would take its fen from two others.
   */
  private boolean isOwnPot(PlanAccount account, PlanLayer layer, int place, BitSet merged) {
    BitSet members = new BitSet();
    for (PlanAccount.Added added : account.adds()) {
      boolean later = added.quantity().isOfLayer() && added.index() > place;
      boolean own =
          added.index() == place
              && (added.quantity() == Quantity.LAYER_PAID
                  || added.quantity() == Quantity.LAYER_TIMES);
      if (later || own || added.quantity() == Quantity.CLAIMS) {
        continue;
      }
      if (added.quantity() != Quantity.LAYER_PAID
          || account.counting()
          || members.get(added.index())) {
        return false;
      }
      PlanLayer other = plan.layers().get(added.index());
      if (!other.fund().equals(layer.fund())
          || other.beside() != layer.beside()
          || silences.get(added.index()).isPresent()) {
        return false;
      }
      members.set(added.index());
      merged.or(fills(other));
    }
    return !isCrossed(members, place);
  }

  /** Whether a pot of an earlier layer has some of these layers and others, too. */
  private boolean isCrossed(BitSet members, int place) {
    for (int earlier = 0; earlier < place; earlier++) {
      for (BitSet pot : pots(earlier)) {
        BitSet outside = (BitSet) pot.clone();
        outside.andNot(members);
        if (pot.intersects(members) && !outside.isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  /** For each cap of a layer on an account: the layer and the earlier ones that it counts. */
  private List<BitSet> pots(int place) {
    PlanLayer layer = plan.layers().get(place);
    List<BitSet> pots = new ArrayList<>();
    for (int row : layer.rowsPossible(circumstance.words())) {
      for (int cap = 0; row >= 0 && cap < layer.row(row).capCount(); cap++) {
        int slot = layer.row(row).capAccount(cap);
        if (slot >= 0 && plan.accounts().get(slot).counts().holds(circumstance.words())) {
          BitSet pot = new BitSet();
          pot.set(place);
          Arrays.stream(plan.accounts().get(slot).adds())
              .filter(added -> added.quantity().isOfLayer() && added.index() < place)
              .forEach(added -> pot.set(added.index()));
          pots.add(pot);
        }
      }
    }
    return pots;
  }

  /** Whether what the layer leaves grows by a fen or stays: it pays out of what it counted. */
  private boolean leavesKnown(PlanLayer layer, PlanRow row) {
    PlanAmount counts = row.counts();
    BitSet filled = fills(layer);
    for (int term = 0; term < counts.termCount(); term++) {
      if (isFixed(counts.quantity(term), counts.index(term))) {
        continue;
      }
      BitSet parts = parts(counts.quantity(term), counts.index(term));
      BitSet outside = (BitSet) parts.clone();
      outside.andNot(filled);
      if (parts.isEmpty() || !outside.isEmpty()) {
        return false;
      }
    }
    return true;
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
          !plan.accounts().get(index).counts().holds(circumstance.words())
              || Arrays.stream(plan.accounts().get(index).adds())
                  .allMatch(added -> added.quantity() == Quantity.CLAIMS);
      default -> false;
    };
  }
}
