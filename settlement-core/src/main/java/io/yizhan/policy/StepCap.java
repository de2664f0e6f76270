package io.yizhan.policy;

import java.util.Arrays;
import java.util.List;

/** A cap as a run reads it: see {@link PlanStep}. */
public final class StepCap {
  private static final PlanAccount.Added[] NOTHING = {};
  private static final int[] NOT_PLAIN = {};

  private final PlanAmount amount;
  private final int account;
  private final boolean ofFund;
  private final boolean counting;
  private final boolean noneIfShort;
  private final boolean fixed;
  private final long fixedFen;
  private final PlanAccount.Added[] earlier;
  private final boolean plain;
  private final int[] paidBy;

  StepCap(PlanAmount amount, int account, int place, List<PlanAccount> accounts) {
    this.amount = amount;
    this.account = account;
    PlanAccount.Added[] adds = NOTHING;
    if (account == PlanLayer.NONE) {
      this.ofFund = false;
      this.counting = false;
      this.noneIfShort = false;
    } else {
      PlanAccount planned = accounts.get(account);
      this.ofFund = planned.owner() == PolicyTable.Owner.FUND;
      this.counting = planned.counting();
      this.noneIfShort = planned.noneIfShort();
      adds = planned.adds();
    }
    this.fixed = ofFund || amount.constantFen().isPresent();
    this.fixedFen = ofFund ? 0 : amount.constantFen().orElse(0);
    this.earlier =
        Arrays.stream(adds).filter(add -> add.isBefore(place)).toArray(PlanAccount.Added[]::new);
    this.plain =
        fixed
            && !ofFund
            && !counting
            && Arrays.stream(earlier).allMatch(add -> add.quantity() == Quantity.LAYER_PAID);
    this.paidBy =
        plain ? Arrays.stream(earlier).mapToInt(PlanAccount.Added::index).toArray() : NOT_PLAIN;
  }

  /** Its account, {@link PlanLayer#NONE} for this visit. */
  public int account() {
    return account;
  }

  /** Whether it is the money of a finite fund. */
  public boolean ofFund() {
    return ofFund;
  }

  /** Whether its account counts times. */
  public boolean counting() {
    return counting;
  }

  /** Whether the fund pays all or nothing. */
  public boolean noneIfShort() {
    return noneIfShort;
  }

  /** Whether it is the same for every claim. */
  public boolean isFixed() {
    return fixed;
  }

  /** Its amount, fen, or a count where its account counts; 0 where it is a fund's money. */
  public long fen(PlanAmount.Measures measures) {
    return fixed ? fixedFen : amount.fen(measures);
  }

  /** Its amount where it is the same for every claim. */
  public long fixedFen() {
    return fixedFen;
  }

  /** Whether it is a fixed cap of money to whose account earlier layers add what they pay. */
  public boolean isPlain() {
    return plain;
  }

  /** Of how many earlier layers the account of a plain cap adds the payments. */
  public int paidByCount() {
    return paidBy.length;
  }

  /** An earlier layer whose payment the account of a plain cap adds. */
  public int paidBy(int which) {
    return paidBy[which];
  }

  /** How many quantities of earlier layers its account adds. */
  public int earlierCount() {
    return earlier.length;
  }

  /** A quantity of an earlier layer that its account adds. */
  public PlanAccount.Added earlier(int place) {
    return earlier[place];
  }
}
