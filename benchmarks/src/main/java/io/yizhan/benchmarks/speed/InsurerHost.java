package io.yizhan.benchmarks.speed;

import io.yizhan.gateway.conformance.Misbehaviour;
import io.yizhan.gateway.conformance.SimulatedInsurer;
import java.io.IOException;
import java.util.Set;

/** A simulated insurer that behaves, in a process of its own. Says its port. */
public final class InsurerHost {
  private static final long SEED = 1;

  private InsurerHost() {}

  /** Serves until its input ends. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (SimulatedInsurer insurer =
        new SimulatedInsurer("127.0.0.1", 0, SEED, Misbehaviour.NONE, Set.of())) {
      HostProcess.say(Integer.toString(insurer.port()));
      Loops.answer(
          kind -> {
            throw new IllegalArgumentException("unknown call " + kind);
          },
          line -> "?");
    }
    System.exit(0);
  }
}
