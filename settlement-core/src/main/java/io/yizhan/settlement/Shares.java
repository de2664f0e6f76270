package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanLayer;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.List;

/**
 * How those who fund a layer together share what it paid. The split follows the payment, after all
 * rounding, so that no share changes what the patient bears.
 */
public final class Shares {
  private Shares() {}

  /** What one payer bears of a layer's payment, fen. */
  public record Share(String payer, long fen) {}

  /**
   * The shares of a payment in the order of the document: each half-up to the fen and never more
   * than the earlier ones left, the last payer the rest. They add up to the payment; empty where
   * the layer's fund pays alone.
   *
   * @param paidFen what the layer paid, 0 or more
   */
  public static List<Share> of(PlanLayer layer, long paidFen) {
    return split(layer.shares(), paidFen);
  }

  static List<Share> split(List<PolicyTable.Share> payers, long paidFen) {
    if (paidFen < 0) {
      throw new IllegalArgumentException("a payment that is shared must not be negative");
    }
    List<Share> shares = new ArrayList<>();
    long unshared = paidFen;
    for (int i = 0; i < payers.size(); i++) {
      boolean last = i == payers.size() - 1;
      long due = Fen.roundHalfUp(Fen.timesPpm(paidFen, payers.get(i).sharePpm()));
      long fen = last ? unshared : Math.min(due, unshared);
      shares.add(new Share(payers.get(i).payer(), fen));
      unshared -= fen;
    }
    return List.copyOf(shares);
  }
}
