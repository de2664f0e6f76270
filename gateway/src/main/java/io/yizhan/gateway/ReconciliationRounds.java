package io.yizhan.gateway;

import io.yizhan.gateway.desk.ReconciliationDesk;
import io.yizhan.gateway.desk.Rounds;
import java.time.Duration;

/**
 * Compares days that go on, so that their breaks are seen within a minute, and carries out what was
 * approved where a gateway stopped in between. Several gateways may do so over one database.
 */
final class ReconciliationRounds implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final Rounds rounds;

  ReconciliationRounds(ReconciliationDesk desk) {
    this.rounds = new Rounds("reconciliation-rounds", desk::round);
  }

  /** Looks from now on. */
  void start() {
    rounds.start(PAUSE, PAUSE);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
