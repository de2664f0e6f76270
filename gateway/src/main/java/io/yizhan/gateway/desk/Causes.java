package io.yizhan.gateway.desk;

import java.util.ArrayList;
import java.util.List;

/** A failure with what caused it: libraries wrap what they say to whom it may concern. */
public final class Causes {
  /** No chain that tells anything is longer, and one may bite its tail. */
  private static final int MAX = 10;

  private Causes() {}

  /** The failure itself, then its cause, and so on to the innermost. */
  public static List<Throwable> of(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable at = failure; at != null && causes.size() < MAX; at = at.getCause()) {
      causes.add(at);
    }
    return causes;
  }
}
