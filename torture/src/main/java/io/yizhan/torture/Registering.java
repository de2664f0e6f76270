package io.yizhan.torture;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;

/** Calls that change nothing when they are repeated, while a house recovers. */
final class Registering {
  private static final int TRIES_MAX = 200;
  private static final long PAUSE_MILLIS = 100;
  private static final Set<Status.Code> WORTH_REPEATING =
      Set.of(
          Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED);

  private Registering() {}

  static void patiently(Runnable call) {
    for (int tries = 1; ; tries++) {
      try {
        call.run();
        return;
      } catch (StatusRuntimeException e) {
        if (tries == TRIES_MAX || !WORTH_REPEATING.contains(e.getStatus().getCode())) {
          throw e;
        }
        Pause.millis(PAUSE_MILLIS);
      }
    }
  }
}
