package io.yizhan.gateway.desk;

import io.yizhan.ledger.Bearers;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The port through which a door writes the answer inside the transaction that records it, so that a
 * replay can send the same bytes for ever.
 */
public interface ReplyCodec {
  /** The answer to a settle request. */
  byte[] settled(Decision decision, Stamp stamp);

  /**
   * The answer to a reverse request: the mirror of the original answer.
   *
   * @param settledReply the bytes that {@link #settled} gave for the original
   * @param restored accounts that got something back: beforeFen is what was used before the
   *     reversal, addedFen is negative
   * @param couldNowDiffer later standing settlements of the same accounts
   * @param corrected what each fund's line had come to bear more, by corrections, than the original
   *     answer says; the mirror takes that back, too
   * @param cancelled what was owed of the settlement outside the waterfall
   */
  byte[] reversed(
      byte[] settledReply,
      Stamp stamp,
      List<AccountUse> restored,
      List<String> couldNowDiffer,
      Corrected corrected,
      List<Cancelled> cancelled);

  /**
   * What corrections have changed, fen.
   *
   * @param moreFen what each fund's line bears more
   * @param toHospital what of it the hospital is paid; the rest is with the person
   */
  record Corrected(
      SortedMap<Bearers.Line, Long> moreFen, SortedMap<Bearers.Line, Long> toHospital) {}

  /**
   * A receivable that a reversal cancelled, fen.
   *
   * @param atCounter whether it is a share that the counter was to take later
   * @param cancelledFen what was still owed
   * @param paidFen what had been paid before
   * @param writtenOffFen what funds had borne before, and bear no more
   * @param owedBackId the receivable of what had been paid, the other way round; empty where
   *     nothing had
   */
  record Cancelled(
      String receivableId,
      boolean atCounter,
      long cancelledFen,
      long paidFen,
      long writtenOffFen,
      String owedBackId) {
    /** What had been owed at first, fen. */
    public long amountFen() {
      return Math.addExact(cancelledFen, Math.addExact(paidFen, writtenOffFen));
    }
  }

  /**
   * The answer to an undo.
   *
   * @param reversedReply the bytes of the reversal it booked, if it booked one
   */
  byte[] undone(UndoFinding finding, Optional<byte[]> reversedReply);

  /** What an undo found. */
  enum UndoFinding {
    /** The request had settled; its settlement is now reversed. */
    REVERSED,
    /** It had never arrived; it is forbidden now. */
    FORBIDDEN,
    /** It had been refused or reversed before. */
    NOTHING_TO_UNDO
  }
}
