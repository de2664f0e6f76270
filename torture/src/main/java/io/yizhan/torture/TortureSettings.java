package io.yizhan.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How a run goes.
 *
 * @param seed of the order of faults and of what callers ask; not of how threads interleave
 * @param round how often each fault is done in one round, in an order that the seed gives
 * @param roundsMax after so many rounds the run ends
 * @param atMost after this time no further fault begins
 * @param callers how many ask at a time
 * @param folder of everything that is kept; absolute
 * @param binaries where PostgreSQL is, or will be, unpacked; absolute
 * @param home of the source tree, for the policies
 */
record TortureSettings(
    long seed,
    Map<Fault, Integer> round,
    int roundsMax,
    Duration atMost,
    int callers,
    Path folder,
    Path binaries,
    Path home) {

  TortureSettings {
    round = Map.copyOf(round);
  }

  /** The faults of a round in their order. */
  List<Fault> schedule(int number) {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      faults.addAll(Collections.nCopies(round.getOrDefault(fault, 0), fault));
    }
    Collections.shuffle(faults, new Random(seed + number));
    return faults;
  }
}
