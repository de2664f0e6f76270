package io.yizhan.clearing;

import io.yizhan.money.Fen;

/**
 * The amounts of a clearing, fen.
 *
 * @param grossFen what the ledger has for the month, or the advance; negative where reversals
 *     outweigh the month
 * @param deductedFen not paid, for a reason
 * @param offsetFen set off against what the hospital has had already
 * @param retainedFen kept back as a deposit
 * @param paidFen paid by the bank
 * @param usedFen of what the hospital has had too much: set off or paid back
 */
public record ClearingAmounts(
    long grossFen, long deductedFen, long offsetFen, long retainedFen, long paidFen, long usedFen) {
  /** Of something just made. */
  public static ClearingAmounts of(long grossFen) {
    return new ClearingAmounts(grossFen, 0, 0, 0, 0, 0);
  }

  /** What is to be paid in all; negative where the hospital owes. */
  public long payableFen() {
    return Fen.minus(Fen.minus(Fen.minus(grossFen, deductedFen), offsetFen), retainedFen);
  }

  /** What is left to pay; negative what the hospital still owes, less what was used of that. */
  public long unpaidFen() {
    long leftFen = Fen.minus(payableFen(), paidFen);
    return leftFen < 0 ? Fen.plus(leftFen, usedFen) : leftFen;
  }

  ClearingAmounts deducted(long fen) {
    return new ClearingAmounts(
        grossFen, Fen.plus(deductedFen, fen), offsetFen, retainedFen, paidFen, usedFen);
  }

  ClearingAmounts offset(long fen) {
    return new ClearingAmounts(
        grossFen, deductedFen, Fen.plus(offsetFen, fen), retainedFen, paidFen, usedFen);
  }

  ClearingAmounts retained(long fen) {
    return new ClearingAmounts(
        grossFen, deductedFen, offsetFen, Fen.plus(retainedFen, fen), paidFen, usedFen);
  }

  ClearingAmounts paid(long fen) {
    return new ClearingAmounts(
        grossFen, deductedFen, offsetFen, retainedFen, Fen.plus(paidFen, fen), usedFen);
  }

  ClearingAmounts used(long fen) {
    return new ClearingAmounts(
        grossFen, deductedFen, offsetFen, retainedFen, paidFen, Fen.plus(usedFen, fen));
  }
}
