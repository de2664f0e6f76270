package io.yizhan.policy;

/**
 * Whether conditions on facts hold, laid out densely: one load for each claim.
 *
 * @param factPlaces the facts it asks for, by place
 * @param offsets of each of them: what each of its words adds to the place of a combination
 * @param holds for each combination of words that the conditions tell apart
 */
public record PlanGuard(int[] factPlaces, int[][] offsets, boolean[] holds) {
  /** No condition. */
  static final PlanGuard ALWAYS = new PlanGuard(new int[0], new int[0][], new boolean[] {true});

  /**
   * Whether they hold.
   *
   * @param factWords the place of each fact's word
   */
  public boolean holds(int[] factWords) {
    int index = 0;
    for (int i = 0; i < factPlaces.length; i++) {
      index += offsets[i][factWords[factPlaces[i]]];
    }
    return holds[index];
  }

  /** Whether they are on this fact. */
  public boolean asks(int fact) {
    for (int place : factPlaces) {
      if (place == fact) {
        return true;
      }
    }
    return false;
  }
}
