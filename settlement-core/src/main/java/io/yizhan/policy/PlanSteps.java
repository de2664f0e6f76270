package io.yizhan.policy;

import java.util.List;

/** The layers of a plan as a run reads them, in order. */
public final class PlanSteps {
  private final PlanStep[] steps;
  private final int markCount;
  private final boolean priced;
  private final boolean identityEachDay;

  private PlanSteps(PlanStep[] steps, int markCount, boolean priced, boolean identityEachDay) {
    this.steps = steps;
    this.markCount = markCount;
    this.priced = priced;
    this.identityEachDay = identityEachDay;
  }

  static PlanSteps of(
      List<PlanLayer> layers,
      List<PlanAccount> accounts,
      List<PolicyPlan.Mark> marks,
      boolean priced,
      boolean identityEachDay) {
    PlanStep[] steps = new PlanStep[layers.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new PlanStep(layers.get(i), i, accounts, marks);
    }
    return new PlanSteps(steps, marks.size(), priced, identityEachDay);
  }

  /** How many there are. */
  public int count() {
    return steps.length;
  }

  /** How many marks the plan has. */
  public int markCount() {
    return markCount;
  }

  /** Whether a fixed price may take the place of the bill. */
  public boolean priced() {
    return priced;
  }

  /** Whether only what was served since the identity began is aided. */
  public boolean identityEachDay() {
    return identityEachDay;
  }

  /** A step by the place of its layer. */
  public PlanStep step(int place) {
    return steps[place];
  }
}
