package io.yizhan.proof;

import io.yizhan.claim.Claim;
import io.yizhan.settlement.Situation;
import io.yizhan.settlement.Standing;
import io.yizhan.settlement.Waterfall;
import io.yizhan.settlement.WaterfallRun;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Two claims that differ in one part of the bill alone, or in the identity alone, with what a run
 * gives for each.
 *
 * @param before the smaller bill
 * @param after the bigger bill
 */
public record CounterExample(Shown before, Shown after) {
  /**
   * A claim and what is known of the person, and its run.
   *
   * @param identity the identity that is computed, if any
   * @param identityPlace its place in the plan, 0 for none
   * @param circumstance what chose its rows
   */
  public record Shown(
      Claim claim,
      Standing standing,
      LocalDate judgedDate,
      Optional<Standing.Identity> identity,
      int identityPlace,
      Circumstance circumstance,
      Waterfall waterfall) {
    /** Runs it again: the same waterfall must come out. */
    public Waterfall runAgain() {
      return new WaterfallRun()
          .run(
              Situation.of(waterfall.plan(), claim, standing, judgedDate, identity, identityPlace));
    }
  }
}
