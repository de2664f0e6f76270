package io.yizhan.gateway;

import io.yizhan.gateway.desk.ReconciliationDesk;
import io.yizhan.gateway.desk.Rounds;
import io.yizhan.gateway.desk.TooManyStatementsException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares days that go on, so that their breaks are seen within a minute, and carries out what was
 * approved where a gateway stopped in between. Several gateways may do so over one database.
 */
final class ReconciliationRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReconciliationRounds.class);
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final ReconciliationDesk desk;
  private final Rounds rounds = new Rounds("reconciliation-rounds", this::round);

  ReconciliationRounds(ReconciliationDesk desk) {
    this.desk = desk;
  }

  /** Looks from now on. */
  void start() {
    rounds.start(PAUSE, PAUSE);
  }

  private void round() {
    try {
      desk.round();
    } catch (TooManyStatementsException many) {
      LOG.warn("a day was not compared: {} 对账单过多，未作比对", many.getMessage());
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
