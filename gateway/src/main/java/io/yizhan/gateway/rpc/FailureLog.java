package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.StoreUnavailableException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What went wrong inside, for the log. Failures of one kind that follow each other are one
 * incident: the first is logged with its places, those after it as a count now and then, so that a
 * database that fails every call neither fills the disk nor hides what else fails. A store that
 * does not answer is a kind by its SQLSTATE, wherever it was asked; anything else by its places.
 */
public final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** After so long without one, the next is an incident of its own. */
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final int KINDS_MAX = 64;
  private static final int FRAMES_LOGGED_MAX = 20;
  private static final int CAUSES_LOGGED_MAX = 5;

  private final RandomGenerator random;
  private final LongSupplier nanos;
  private final Function<Throwable, String> stateOf;
  private final Map<String, Incident> incidents = new LinkedHashMap<>();

  /** Failures of one kind that follow each other. */
  private static final class Incident {
    private final String id;
    private final String name;
    private long lineNanos;
    private long lastNanos;
    private long unsaid;

    private Incident(String id, String name, long now) {
      this.id = id;
      this.name = name;
      this.lineNanos = now;
      this.lastNanos = now;
    }

    private void sayCount(long now) {
      if (unsaid > 0) {
        LOG.error("incident {}: {} more of {}", id, unsaid, name);
      }
      unsaid = 0;
      lineNanos = now;
    }
  }

  /**
   * A log.
   *
   * @param random names incidents
   * @param nanos as {@link System#nanoTime}
   * @param stateOf the SQLSTATE of a failure, which holds nothing of a person; empty for none
   */
  public FailureLog(
      RandomGenerator random, LongSupplier nanos, Function<Throwable, String> stateOf) {
    this.random = random;
    this.nanos = nanos;
    this.stateOf = stateOf;
  }

  /** Logs a failure, or counts it; answers the incident to which it belongs. */
  synchronized String add(Throwable failure) {
    long now = nanos.getAsLong();
    String state = stateOf.apply(failure);
    String name = failure.getClass().getSimpleName() + (state.isEmpty() ? "" : " state " + state);
    String kind = failure instanceof StoreUnavailableException ? name : state + outline(failure);
    Incident known = incidents.get(kind);
    if (known != null && now - known.lastNanos < QUIET_NANOS) {
      known.lastNanos = now;
      known.unsaid++;
      if (now - known.lineNanos >= LINE_NANOS) {
        known.sayCount(now);
      }
      return known.id;
    }
    forget(kind, now);
    Incident fresh = new Incident(HexFormat.of().toHexDigits(random.nextLong()), name, now);
    incidents.put(kind, fresh);
    LOG.error("incident {}: {}\n{}", fresh.id, name, outline(failure));
    return fresh.id;
  }

  /** Makes room: of what is forgotten the rest of the count is said. */
  private void forget(String kind, long now) {
    Incident before = incidents.remove(kind);
    if (before == null && incidents.size() == KINDS_MAX) {
      before = incidents.remove(incidents.keySet().iterator().next());
    }
    if (before != null) {
      before.sayCount(now);
    }
  }

  /** Types and places only: texts of exceptions may quote what a person is known by. */
  private static String outline(Throwable thrown) {
    StringBuilder out = new StringBuilder();
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < CAUSES_LOGGED_MAX; depth++) {
      out.append(depth == 0 ? "" : "\ncaused by ").append(cause.getClass().getName());
      StackTraceElement[] frames = cause.getStackTrace();
      for (int i = 0; i < Math.min(frames.length, FRAMES_LOGGED_MAX); i++) {
        out.append("\n  at ").append(frames[i]);
      }
      cause = cause.getCause();
    }
    return out.toString();
  }
}
