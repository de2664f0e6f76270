package io.yizhan.gateway.conformance;

import java.util.random.RandomGenerator;

/**
 * How often, of a thousand calls, a simulated insurer misbehaves as a network or a bad day makes
 * it. What it does stays right; what its caller learns of it does not.
 *
 * @param delayMillisMax every call waits up to this long
 * @param lostPerMille the request never arrives
 * @param droppedPerMille done, and the answer lost
 * @param failedPerMille done, and answered UNAVAILABLE
 * @param duplicatedPerMille done twice, as when a network repeats it
 * @param latePerMille done only when its caller has given up
 * @param refusedPerMille a reservation is refused
 * @param differingPerMille a repeated reservation is answered with other amounts than are kept
 */
public record Misbehaviour(
    int delayMillisMax,
    int lostPerMille,
    int droppedPerMille,
    int failedPerMille,
    int duplicatedPerMille,
    int latePerMille,
    int refusedPerMille,
    int differingPerMille) {
  /** As the contract wants it. */
  public static final Misbehaviour NONE = new Misbehaviour(0, 0, 0, 0, 0, 0, 0, 0);

  private static final int ALL = 1_000;

  public Misbehaviour {
    int sum = lostPerMille + droppedPerMille + failedPerMille + duplicatedPerMille + latePerMille;
    if (delayMillisMax < 0 || sum < 0 || sum > ALL) {
      throw new IllegalArgumentException("of a thousand calls at most a thousand can misbehave");
    }
  }

  /** What becomes of one call. */
  enum Fate {
    WELL,
    LOST,
    DROPPED,
    FAILED,
    DUPLICATED,
    LATE
  }

  Fate draw(RandomGenerator random) {
    int drawn = random.nextInt(ALL);
    int[] shares = {
      lostPerMille, droppedPerMille, failedPerMille, duplicatedPerMille, latePerMille
    };
    Fate[] fates = {Fate.LOST, Fate.DROPPED, Fate.FAILED, Fate.DUPLICATED, Fate.LATE};
    for (int i = 0; i < shares.length; i++) {
      if (drawn < shares[i]) {
        return fates[i];
      }
      drawn -= shares[i];
    }
    return Fate.WELL;
  }

  boolean refuses(RandomGenerator random) {
    return random.nextInt(ALL) < refusedPerMille;
  }

  boolean differs(RandomGenerator random) {
    return random.nextInt(ALL) < differingPerMille;
  }
}
