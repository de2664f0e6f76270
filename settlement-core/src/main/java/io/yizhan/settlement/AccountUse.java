package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
import io.yizhan.settlement.Waterfall.Column;

/**
 * What a claim adds to one account.
 *
 * @param ofHousehold whether it is the household's account instead of the person's
 * @param account the account's code, with the disease, class or encounter it counts by
 * @param nameZh its Chinese name
 * @param benefitYear 0 for life
 * @param beforeFen used before
 * @param addedFen by this claim
 * @param capFen the cap of the row that judged; -1 where none did
 * @param heldFen held by others
 */
public record AccountUse(
    boolean ofHousehold,
    String account,
    String nameZh,
    int benefitYear,
    long beforeFen,
    long addedFen,
    long capFen,
    long heldFen) {
  /** Used after. */
  public long afterFen() {
    return Fen.plus(beforeFen, addedFen);
  }

  /** What is left of the cap, never below zero. */
  public long leftFen() {
    return Math.max(0, capFen - afterFen() - heldFen);
  }

  static long addedFen(Waterfall waterfall, PlanAccount account) {
    long sum = 0;
    int[] layers = account.addLayers();
    for (int i = 0; i < layers.length; i++) {
      sum = Fen.plus(sum, addedFen(waterfall, layers[i], account.addQuantities()[i]));
    }
    return sum;
  }

  /** What a finite fund gives: not what the insurer's platform had paid in its name. */
  static long takenFen(Waterfall waterfall, PlanAccount account) {
    long sum = addedFen(waterfall, account);
    for (int layer : account.addLayers()) {
      sum = Fen.minus(sum, waterfall.of(layer, Column.ALREADY));
    }
    return sum;
  }

  private static long addedFen(Waterfall waterfall, int layer, PlanAccount.Added added) {
    return switch (added) {
      case BASE -> waterfall.of(layer, Column.BASE);
      case DEDUCTIBLE -> waterfall.of(layer, Column.DEDUCTIBLE);
      case PAID -> waterfall.of(layer, Column.PAID);
    };
  }
}
