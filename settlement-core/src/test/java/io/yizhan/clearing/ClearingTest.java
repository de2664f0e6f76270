package io.yizhan.clearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.clearing.Clearing.Obstacle;
import io.yizhan.clearing.Clearing.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClearingTest {
  private static final int WALKS = 20_000;
  private static final int STEPS_OF_A_WALK = 30;

  /** Every transition there is: state, step, the states it may lead to. */
  private static final Set<String> TRANSITIONS =
      Set.of(
          "PREPARED DEDUCT PREPARED",
          "PREPARED WAIVE PREPARED",
          "PREPARED RETAIN PREPARED",
          "PREPARED RELEASE PREPARED",
          "PREPARED OFFSET PREPARED",
          "PREPARED UNDO_OFFSET PREPARED",
          "PREPARED UNPAY PREPARED",
          "PREPARED CHECK CHECKED",
          "PREPARED DISPUTE DISPUTED",
          "PREPARED WITHDRAW WITHDRAWN",
          "CHECKED RETURN PREPARED",
          "CHECKED APPROVE APPROVED",
          "CHECKED APPROVE PARTLY_PAID",
          "CHECKED APPROVE PAID",
          "CHECKED APPROVE CARRIED",
          "CHECKED DISPUTE DISPUTED",
          "CHECKED WITHDRAW WITHDRAWN",
          "APPROVED PAY PARTLY_PAID",
          "APPROVED PAY PAID",
          "APPROVED RELEASE PREPARED",
          "APPROVED DISPUTE DISPUTED",
          "PARTLY_PAID PAY PARTLY_PAID",
          "PARTLY_PAID PAY PAID",
          "PARTLY_PAID RELEASE PREPARED",
          "PARTLY_PAID UNPAY PREPARED",
          "PARTLY_PAID DISPUTE DISPUTED",
          "PARTLY_PAID USE PARTLY_PAID",
          "PARTLY_PAID UNDO_USE PARTLY_PAID",
          "PARTLY_PAID REPAY PARTLY_PAID",
          "PAID RELEASE PREPARED",
          "PAID UNPAY PREPARED",
          "PAID DISPUTE DISPUTED",
          "PAID USE PAID",
          "PAID UNDO_USE PAID",
          "PAID UNDO_USE CARRIED",
          "PAID REPAY PAID",
          "CARRIED USE CARRIED",
          "CARRIED UNDO_USE CARRIED",
          "CARRIED USE PAID",
          "CARRIED REPAY CARRIED",
          "CARRIED REPAY PAID",
          "DISPUTED UPHOLD PREPARED",
          "DISPUTED DISMISS PREPARED",
          "DISPUTED DISMISS CHECKED",
          "DISPUTED DISMISS APPROVED",
          "DISPUTED DISMISS PARTLY_PAID",
          "DISPUTED DISMISS PAID");

  private static Clearing taken(Clearing from, ClearingStep step, long fen) {
    return assertInstanceOf(Outcome.Taken.class, from.take(step, fen), step.name()).after();
  }

  private static void refused(Clearing from, ClearingStep step, long fen, Obstacle why, long most) {
    assertEquals(new Outcome.Refused(why, most), from.take(step, fen));
  }

  private static Clearing approved(long grossFen) {
    Clearing checked =
        taken(Clearing.prepared(ClearingKind.MONTH, grossFen), ClearingStep.CHECK, 0);
    return taken(checked, ClearingStep.APPROVE, 0);
  }

  @Test
  void deposit_released_isCheckedAndApprovedAnew() {
    Clearing made = taken(Clearing.prepared(ClearingKind.MONTH, 100), ClearingStep.RETAIN, 5);
    refused(made, ClearingStep.DEDUCT, 96, Obstacle.TOO_MUCH, 95);
    Clearing paid =
        taken(
            taken(taken(made, ClearingStep.CHECK, 0), ClearingStep.APPROVE, 0),
            ClearingStep.PAY,
            95);
    assertEquals(ClearingState.PAID, paid.state());
    refused(paid, ClearingStep.PAY, 1, Obstacle.WRONG_STATE, 0);
    refused(paid, ClearingStep.RELEASE, 6, Obstacle.TOO_MUCH, 5);
    Clearing released = taken(paid, ClearingStep.RELEASE, 5);
    assertEquals(ClearingState.PREPARED, released.state());
    Clearing again = taken(taken(released, ClearingStep.CHECK, 0), ClearingStep.APPROVE, 0);
    assertEquals(ClearingState.PARTLY_PAID, again.state());
    assertEquals(ClearingState.PAID, taken(again, ClearingStep.PAY, 5).state());
  }

  @Test
  void month_thatReversalsOutweigh_isCarriedUntilItIsUsed() {
    Clearing carried = approved(-30);
    assertEquals(ClearingState.CARRIED, carried.state());
    assertEquals(30, carried.creditFen());
    refused(carried, ClearingStep.USE, 31, Obstacle.TOO_MUCH, 30);
    assertEquals(-10, taken(carried, ClearingStep.USE, 20).amounts().unpaidFen());
    Clearing used = taken(taken(carried, ClearingStep.USE, 20), ClearingStep.REPAY, 10);
    assertEquals(ClearingState.PAID, used.state());
    assertEquals(0, used.creditFen());
    refused(
        taken(Clearing.prepared(ClearingKind.MONTH, -30), ClearingStep.CHECK, 0),
        ClearingStep.WITHDRAW,
        0,
        Obstacle.WRONG_STATE,
        0);
  }

  @Test
  void month_thatCancelsOut_isPaidByItsApproval() {
    assertEquals(ClearingState.PAID, approved(0).state());
    assertEquals(0, approved(0).creditFen());
    assertEquals(0, approved(10).creditFen());
  }

  @Test
  void dispute_dismissed_leadsBack_upheld_opens() {
    Clearing partly = taken(approved(100), ClearingStep.PAY, 40);
    Clearing disputed = taken(partly, ClearingStep.DISPUTE, 0);
    refused(disputed, ClearingStep.PAY, 60, Obstacle.WRONG_STATE, 0);
    assertEquals(partly, taken(disputed, ClearingStep.DISMISS, 0));
    Clearing open = taken(disputed, ClearingStep.UPHOLD, 0);
    refused(open, ClearingStep.DEDUCT, 61, Obstacle.TOO_MUCH, 60);
    Clearing less = taken(open, ClearingStep.DEDUCT, 60);
    assertEquals(
        ClearingState.PAID,
        taken(taken(less, ClearingStep.CHECK, 0), ClearingStep.APPROVE, 0).state());
  }

  @Test
  void advance_setsOffNothing() {
    Clearing made = Clearing.prepared(ClearingKind.ADVANCE, 100);
    refused(made, ClearingStep.OFFSET, 1, Obstacle.WRONG_STATE, 0);
    Clearing approved = taken(taken(made, ClearingStep.CHECK, 0), ClearingStep.APPROVE, 0);
    assertEquals(100, taken(approved, ClearingStep.PAY, 100).creditFen());
  }

  @Test
  void advance_ofBeforeWithAnOffset_givesItUpBeforeItIsWithdrawn() {
    Clearing made =
        new Clearing(
            ClearingKind.ADVANCE,
            ClearingAmounts.of(100).offset(30),
            ClearingState.PREPARED,
            ClearingState.PREPARED);
    refused(made, ClearingStep.WITHDRAW, 0, Obstacle.WRONG_STATE, 0);
    refused(made, ClearingStep.OFFSET, 1, Obstacle.WRONG_STATE, 0);
    refused(made, ClearingStep.UNDO_OFFSET, 31, Obstacle.TOO_MUCH, 30);
    Clearing whole = taken(made, ClearingStep.UNDO_OFFSET, 30);
    assertEquals(100, whole.amounts().unpaidFen());
    assertEquals(ClearingState.WITHDRAWN, taken(whole, ClearingStep.WITHDRAW, 0).state());
  }

  @Test
  void offset_takenBack_isOpenAgainOnBothSides() {
    Clearing made = taken(Clearing.prepared(ClearingKind.MONTH, 100), ClearingStep.OFFSET, 30);
    refused(made, ClearingStep.UNDO_OFFSET, 31, Obstacle.TOO_MUCH, 30);
    assertEquals(90, taken(made, ClearingStep.UNDO_OFFSET, 20).amounts().unpaidFen());
    Clearing used = taken(approved(-30), ClearingStep.USE, 30);
    assertEquals(ClearingState.PAID, used.state());
    Clearing again = taken(used, ClearingStep.UNDO_USE, 10);
    assertEquals(ClearingState.CARRIED, again.state());
    assertEquals(10, again.creditFen());
    refused(again, ClearingStep.UNDO_USE, 21, Obstacle.TOO_MUCH, 20);
  }

  @Test
  void payment_takenBack_isApprovedAnewAndNeverOfWhatWasUsed() {
    Clearing paid = taken(approved(100), ClearingStep.PAY, 100);
    Clearing open = taken(paid, ClearingStep.UNPAY, 100);
    assertEquals(ClearingState.PREPARED, open.state());
    refused(open, ClearingStep.UNPAY, 1, Obstacle.TOO_MUCH, 0);
    refused(approved(100), ClearingStep.UNPAY, 1, Obstacle.TOO_MUCH, 0);
    assertEquals(approved(100), taken(taken(open, ClearingStep.CHECK, 0), ClearingStep.APPROVE, 0));
    Clearing made = Clearing.prepared(ClearingKind.ADVANCE, 100);
    Clearing advance = taken(taken(made, ClearingStep.CHECK, 0), ClearingStep.APPROVE, 0);
    Clearing used = taken(taken(advance, ClearingStep.PAY, 100), ClearingStep.USE, 30);
    refused(used, ClearingStep.UNPAY, 71, Obstacle.TOO_MUCH, 70);
    assertEquals(ClearingState.PREPARED, taken(used, ClearingStep.UNPAY, 70).state());
    refused(approved(-30), ClearingStep.UNPAY, 1, Obstacle.WRONG_STATE, 0);
  }

  @Test
  void step_amountThatDoesNotFitIt_isABug() {
    Clearing made = Clearing.prepared(ClearingKind.MONTH, 100);
    assertThrows(IllegalArgumentException.class, () -> made.take(ClearingStep.DEDUCT, 0));
    assertThrows(IllegalArgumentException.class, () -> made.take(ClearingStep.CHECK, 1));
  }

  /**
   * Random walks: only the transitions of the table, every one of them, and after each step what a
   * naive sum of the steps says.
   */
  @Test
  void walks_anySteps_takeOnlyNamedTransitionsAndAddUp() {
    Random random = new Random(196_011);
    Set<String> seen = new TreeSet<>();
    ClearingStep[] steps = ClearingStep.values();
    for (int walk = 0; walk < WALKS; walk++) {
      ClearingKind kind = random.nextBoolean() ? ClearingKind.MONTH : ClearingKind.ADVANCE;
      long grossFen =
          kind == ClearingKind.ADVANCE ? 1 + random.nextInt(20) : random.nextInt(41) - 20;
      Clearing at = Clearing.prepared(kind, grossFen);
      Map<ClearingStep, Long> sums = new EnumMap<>(ClearingStep.class);
      for (int i = 0; i < STEPS_OF_A_WALK; i++) {
        ClearingStep step = steps[random.nextInt(steps.length)];
        if (step == ClearingStep.PREPARE) {
          continue;
        }
        long fen = step.hasAmount() ? 1 + random.nextInt(8) : 0;
        if (at.take(step, fen) instanceof Outcome.Taken taken) {
          seen.add(at.state() + " " + step + " " + taken.after().state());
          sums.merge(step, fen, Long::sum);
          at = taken.after();
        }
        assertHolds(at, grossFen, sums);
      }
    }
    assertEquals(new TreeSet<>(TRANSITIONS), seen);
  }

  private static void assertHolds(Clearing at, long grossFen, Map<ClearingStep, Long> sums) {
    long payableFen =
        grossFen
            - of(sums, ClearingStep.DEDUCT)
            + of(sums, ClearingStep.WAIVE)
            - of(sums, ClearingStep.RETAIN)
            + of(sums, ClearingStep.RELEASE)
            - of(sums, ClearingStep.OFFSET)
            + of(sums, ClearingStep.UNDO_OFFSET);
    long paidFen = of(sums, ClearingStep.PAY) - of(sums, ClearingStep.UNPAY);
    long usedFen =
        of(sums, ClearingStep.USE) + of(sums, ClearingStep.REPAY) - of(sums, ClearingStep.UNDO_USE);
    assertEquals(usedFen, at.amounts().usedFen());
    assertTrue(usedFen >= 0 && at.amounts().offsetFen() >= 0, "never given back what was not had");
    assertEquals(payableFen, at.amounts().payableFen());
    assertEquals(
        payableFen < 0 ? payableFen + usedFen : payableFen - paidFen, at.amounts().unpaidFen());
    assertTrue(grossFen < 0 || payableFen >= paidFen, "never paid more than is payable");
    assertTrue(at.creditFen() >= 0, "never used more than there was");
    assertTrue(
        at.kind() == ClearingKind.MONTH || at.amounts().offsetFen() == 0,
        "an advance sets off nothing");
    assertTrue(
        at.kind() == ClearingKind.MONTH ? usedFen <= Math.max(0, -grossFen) : usedFen <= paidFen);
    switch (at.state()) {
      case APPROVED -> assertTrue(paidFen == 0 && payableFen > 0);
      case PARTLY_PAID -> assertTrue(0 < paidFen && paidFen < payableFen);
      case PAID -> assertTrue(payableFen == paidFen || payableFen == -usedFen);
      case CARRIED -> assertTrue(payableFen < 0 && usedFen < -payableFen);
      case WITHDRAWN -> assertTrue(at.kind() == ClearingKind.ADVANCE && paidFen == 0);
      case PREPARED, CHECKED, DISPUTED -> {}
    }
  }

  private static long of(Map<ClearingStep, Long> sums, ClearingStep step) {
    return sums.getOrDefault(step, 0L);
  }
}
