package io.yizhan.clearing;

import io.yizhan.money.Fen;

/**
 * A clearing as its steps see it. A step answers the clearing after it, or why it is not taken;
 * nothing else changes one.
 *
 * @param before the state that a dispute found; of one that is not disputed its own state
 */
public record Clearing(
    ClearingKind kind, ClearingAmounts amounts, ClearingState state, ClearingState before) {
  /** One that is just made. */
  public static Clearing prepared(ClearingKind kind, long grossFen) {
    return new Clearing(
        kind, ClearingAmounts.of(grossFen), ClearingState.PREPARED, ClearingState.PREPARED);
  }

  /** Why a step is not taken. */
  public enum Obstacle {
    /** The clearing's state does not have this step. */
    WRONG_STATE,
    /** The amount is more than there is. */
    TOO_MUCH
  }

  /** What became of a step. */
  public sealed interface Outcome {
    /** It is taken. */
    record Taken(Clearing after) implements Outcome {}

    /**
     * It is not.
     *
     * @param mostFen the largest amount that could be; 0 where the state is the obstacle
     */
    record Refused(Obstacle obstacle, long mostFen) implements Outcome {}
  }

  /**
   * What the hospital has had ahead of clearings: an advance that is paid and not yet set off, or
   * what it owes of a month that reversals outweigh.
   */
  public long creditFen() {
    return switch (state) {
      case PAID, PARTLY_PAID ->
          kind == ClearingKind.ADVANCE ? amounts.paidFen() - amounts.usedFen() : 0;
      case CARRIED -> -amounts.unpaidFen();
      case PREPARED, CHECKED, APPROVED, DISPUTED, WITHDRAWN -> 0;
    };
  }

  /**
   * Takes a step.
   *
   * @param fen above zero where the step has an amount, else 0
   */
  public Outcome take(ClearingStep step, long fen) {
    if (step.hasAmount() != fen > 0) {
      throw new IllegalArgumentException("the amount must fit the step " + step);
    }
    if (!step.isFrom(state) || !isOfKind(step)) {
      return new Outcome.Refused(Obstacle.WRONG_STATE, 0);
    }
    long mostFen = step.hasAmount() ? Math.max(0, mostFen(step)) : 0;
    if (fen > mostFen) {
      return new Outcome.Refused(Obstacle.TOO_MUCH, mostFen);
    }
    return new Outcome.Taken(after(step, fen));
  }

  /**
   * A month is not taken back; an advance is set off against, and sets off nothing itself. One of
   * before that has an offset gives it up before it is taken back.
   */
  private boolean isOfKind(ClearingStep step) {
    return switch (step) {
      case WITHDRAW ->
          kind == ClearingKind.ADVANCE && amounts.paidFen() == 0 && amounts.offsetFen() == 0;
      case OFFSET -> kind == ClearingKind.MONTH;
      default -> true;
    };
  }

  private long mostFen(ClearingStep step) {
    return switch (step) {
      case DEDUCT, RETAIN, OFFSET, PAY -> amounts.unpaidFen();
      case WAIVE -> amounts.deductedFen();
      case UNDO_OFFSET -> amounts.offsetFen();
      case UNDO_USE -> amounts.usedFen();
      case RELEASE -> amounts.retainedFen();
      case UNPAY -> Fen.minus(amounts.paidFen(), amounts.usedFen());
      case USE, REPAY -> creditFen();
      case PREPARE, CHECK, RETURN, APPROVE, DISPUTE, UPHOLD, DISMISS, WITHDRAW -> 0;
    };
  }

  private Clearing after(ClearingStep step, long fen) {
    return switch (step) {
      case DEDUCT -> open(amounts.deducted(fen));
      case WAIVE -> open(amounts.deducted(-fen));
      case RETAIN -> open(amounts.retained(fen));
      case RELEASE -> open(amounts.retained(-fen));
      case UNPAY -> open(amounts.paid(-fen));
      case OFFSET -> open(amounts.offset(fen));
      case UNDO_OFFSET -> open(amounts.offset(-fen));
      case RETURN, UPHOLD -> open(amounts);
      case CHECK -> at(amounts, ClearingState.CHECKED);
      case APPROVE -> approved(amounts);
      case PAY -> approved(amounts.paid(fen));
      case USE, REPAY -> approved(amounts.used(fen));
      case UNDO_USE -> approved(amounts.used(-fen));
      case DISPUTE -> new Clearing(kind, amounts, ClearingState.DISPUTED, state);
      case DISMISS -> at(amounts, before);
      case WITHDRAW -> at(amounts, ClearingState.WITHDRAWN);
      case PREPARE -> throw new IllegalArgumentException("a clearing is prepared once");
    };
  }

  private Clearing open(ClearingAmounts next) {
    return at(next, ClearingState.PREPARED);
  }

  /** Where approved amounts stand. */
  private Clearing approved(ClearingAmounts next) {
    long unpaidFen = next.unpaidFen();
    if (unpaidFen < 0) {
      return at(next, ClearingState.CARRIED);
    }
    if (unpaidFen == 0) {
      return at(next, ClearingState.PAID);
    }
    return at(next, next.paidFen() > 0 ? ClearingState.PARTLY_PAID : ClearingState.APPROVED);
  }

  private Clearing at(ClearingAmounts next, ClearingState to) {
    return new Clearing(kind, next, to, to);
  }
}
