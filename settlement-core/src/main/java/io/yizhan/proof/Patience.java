package io.yizhan.proof;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Whether somebody still waits for a proof. It is asked before every piece of work of a millisecond
 * or so, because a proof takes seconds and may be asked for by anybody.
 */
record Patience(BooleanSupplier wanted) {
  /** Stops the proof by an exception when nobody waits any more. */
  void require() {
    if (!wanted.getAsBoolean()) {
      throw new CancellationException("nobody waits for this proof any more");
    }
  }
}
