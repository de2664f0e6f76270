package io.yizhan.settlement;

import io.yizhan.money.Fen;
import io.yizhan.policy.PlanAccount;
import io.yizhan.policy.PolicyTable;
import io.yizhan.policy.Quantity;
import io.yizhan.settlement.Waterfall.Column;

/**
 * What a claim adds to one account.
 *
 * @param ofHousehold whether it is the household's account instead of the person's
 * @param account the account's code, with the disease, class or encounter it counts by
 * @param nameZh its Chinese name
 * @param benefitYear 0 for life
 * @param beforeFen what claims had added to it before, not to accounts that it includes
 * @param addedFen by this claim
 * @param capFen the cap of the row that judged; -1 where none did
 * @param heldFen held by others, of it and of those that it includes
 * @param includedFen what is used of the accounts that it includes, with what this claim adds to
 *     them; what is stored of a use leaves it out, since it stands in the totals of those
 */
public record AccountUse(
    boolean ofHousehold,
    String account,
    String nameZh,
    int benefitYear,
    long beforeFen,
    long addedFen,
    long capFen,
    long heldFen,
    long includedFen) {
  /** Of an account that includes no other. */
  public AccountUse(
      boolean ofHousehold,
      String account,
      String nameZh,
      int benefitYear,
      long beforeFen,
      long addedFen,
      long capFen,
      long heldFen) {
    this(ofHousehold, account, nameZh, benefitYear, beforeFen, addedFen, capFen, heldFen, 0);
  }

  /** What claims have added to it after this one. */
  public long afterFen() {
    return Fen.plus(beforeFen, addedFen);
  }

  /** What is left of the cap, never below zero. */
  public long leftFen() {
    return Math.max(0, capFen - includedFen - afterFen() - heldFen);
  }

  /** What a claim adds to an account itself; a count where the account counts times. */
  static long addedFen(Waterfall waterfall, PlanAccount account) {
    return sum(waterfall, account, 0, account.ownAdds());
  }

  /** What a claim adds to the accounts that one includes. */
  static long includedFen(Waterfall waterfall, PlanAccount account) {
    return sum(waterfall, account, account.ownAdds(), account.adds().length);
  }

  private static long sum(Waterfall waterfall, PlanAccount account, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum = Fen.plus(sum, added(waterfall, account.adds()[i]));
    }
    return sum;
  }

  /** What the aid layers add of it, without what the insurer's platform had paid in their name. */
  static long aidAddedFen(Waterfall waterfall, PlanAccount account) {
    long sum = 0;
    for (int i = 0; i < account.ownAdds(); i++) {
      PlanAccount.Added add = account.adds()[i];
      boolean aid =
          add.quantity().isOfLayer()
              && waterfall.plan().layers().get(add.index()).stage() == PolicyTable.Stage.AID;
      sum = aid ? Fen.plus(sum, ownAdded(waterfall, add)) : sum;
    }
    return sum;
  }

  private static long ownAdded(Waterfall waterfall, PlanAccount.Added add) {
    long already = waterfall.of(add.index(), Column.ALREADY);
    if (add.quantity() == Quantity.LAYER_TIMES && already > 0) {
      return 0;
    }
    long added = added(waterfall, add);
    return add.quantity() == Quantity.LAYER_PAID ? Fen.minus(added, already) : added;
  }

  /** What a finite fund gives: not what the insurer's platform had paid in its name. */
  static long takenFen(Waterfall waterfall, PlanAccount account) {
    long sum = addedFen(waterfall, account);
    for (PlanAccount.Added add : account.adds()) {
      sum = Fen.minus(sum, waterfall.of(add.index(), Column.ALREADY));
    }
    return sum;
  }

  private static long added(Waterfall waterfall, PlanAccount.Added add) {
    int index = add.index();
    return switch (add.quantity()) {
      case CLAIMS -> 1;
      case BILL -> waterfall.billedFen();
      case PART_BILLED -> waterfall.billedFen(index);
      case MARK -> waterfall.markFen(index);
      case LAYER_BASE -> waterfall.of(index, Column.BASE);
      case LAYER_DEDUCTIBLE -> waterfall.of(index, Column.DEDUCTIBLE);
      case LAYER_PAID -> waterfall.of(index, Column.PAID);
      case LAYER_COPAY -> waterfall.copayFen(index);
      case LAYER_EXCESS -> waterfall.of(index, Column.EXCESS);
      case LAYER_TIMES -> waterfall.of(index, Column.PAID) > 0 ? 1 : 0;
      case PART_LEFT,
          PART_PAID,
          BILL_LEFT,
          GRANT_LEFT,
          RECORD_AMOUNT,
          NUMBER,
          ACCOUNT_BEFORE,
          ACCOUNT_NOW,
          OWN_BASE ->
          throw new IllegalStateException("an account must not add " + add.quantity());
    };
  }
}
