package io.yizhan.gateway;

import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.Rounds;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends holds whose time is over. They count for nothing from the moment they expire; this only
 * clears them away, a few at a time, so that who looks for holds finds few. Several gateways may
 * sweep one database: each hold ends once.
 */
final class HoldSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HoldSweep.class);
  private static final Duration PAUSE = Duration.ofSeconds(15);

  /** So many are ended in one look: more wait for the next. */
  static final int HOLDS_PER_LOOK_MAX = 500;

  private final HoldStore store;
  private final Rounds rounds;

  /** A sweep that has not looked yet. */
  HoldSweep(HoldStore store) {
    this.store = store;
    this.rounds = new Rounds("hold-sweep", this::look);
  }

  /** Looks from now on. */
  void start() {
    rounds.start(PAUSE, PAUSE);
  }

  private void look() {
    int ended = store.endExpired(HOLDS_PER_LOOK_MAX);
    LOG.debug("{} holds have ended", ended);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
