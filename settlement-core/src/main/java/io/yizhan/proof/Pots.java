package io.yizhan.proof;

import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PlanRow;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.policy.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Caps on accounts that earlier layers of the claim fill, too. */
final class Pots {
  private final PolicyPlan plan;
  private final int[] words;

  /** Of the facts of a circumstance. */
  Pots(PolicyPlan plan, int[] words) {
    this.plan = plan;
    this.words = words;
  }

  boolean counts(int account) {
    return plan.accounts().get(account).counts().holds(words);
  }

  /**
   * Whether, of what this claim adds to an account before the layer pays, everything is paid by the
   * same fund: what one layer of it takes more, the other takes less, and their sum still grows. It
   * does so only where pots lie within one another or apart: a layer that two crossing pots count
   * would take its fen from two others.
   *
   * @param proved the earlier layers of which something is proved
   * @param merged gets the parts from which the others pay
   */
  boolean isOwn(int account, PlanLayer layer, int place, BitSet proved, BitSet merged) {
    BitSet members = new BitSet();
    for (PlanAccount.Added added : plan.accounts().get(account).adds()) {
      boolean later = added.quantity().isOfLayer() && added.index() > place;
      boolean own =
          added.index() == place
              && (added.quantity() == Quantity.LAYER_PAID
                  || added.quantity() == Quantity.LAYER_TIMES);
      if (later || own || added.quantity() == Quantity.CLAIMS) {
        continue;
      }
      if (added.quantity() != Quantity.LAYER_PAID
          || plan.accounts().get(account).counting()
          || members.get(added.index())) {
        return false;
      }
      PlanLayer other = plan.layers().get(added.index());
      if (!other.fund().equals(layer.fund())
          || other.beside() != layer.beside()
          || !proved.get(added.index())) {
        return false;
      }
      members.set(added.index());
      merged.or(other.filledParts());
    }
    return !isCrossed(members, place);
  }

  /** Whether a pot of an earlier layer has some of these layers and others, too. */
  private boolean isCrossed(BitSet members, int place) {
    for (int earlier = 0; earlier < place; earlier++) {
      for (BitSet pot : of(earlier)) {
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
  private List<BitSet> of(int place) {
    PlanLayer layer = plan.layers().get(place);
    List<BitSet> pots = new ArrayList<>();
    for (int row : layer.rowsPossible(words)) {
      for (int cap = 0; row >= 0 && cap < layer.row(row).capCount(); cap++) {
        int slot = layer.row(row).capAccount(cap);
        if (slot >= 0 && counts(slot)) {
          BitSet pot = earlierIn(slot, place);
          pot.set(place);
          pots.add(pot);
        }
      }
    }
    return pots;
  }

  /** Of the earlier layers those that some cap of the row counts. */
  BitSet earlierIn(PlanRow row, int place) {
    BitSet earlier = new BitSet();
    for (int cap = 0; cap < row.capCount(); cap++) {
      if (row.capAccount(cap) >= 0) {
        earlier.or(earlierIn(row.capAccount(cap), place));
      }
    }
    return earlier;
  }

  private BitSet earlierIn(int account, int place) {
    BitSet earlier = new BitSet();
    Arrays.stream(plan.accounts().get(account).adds())
        .filter(added -> added.quantity().isOfLayer() && added.index() < place)
        .forEach(added -> earlier.set(added.index()));
    return earlier;
  }
}
