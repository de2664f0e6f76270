package io.yizhan.gateway;

import io.yizhan.gateway.desk.ReceiptDesk;
import io.yizhan.gateway.desk.Rounds;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives closed posting days their signed roots. Several gateways may do so on one database. */
final class DayRootRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DayRootRounds.class);
  private static final Duration PAUSE = Duration.ofSeconds(20);

  /** Soon after the start: a gateway that died may have left a closed day without its root. */
  private static final Duration FIRST = Duration.ofSeconds(1);

  /** So many days in one look: more wait for the next. */
  private static final int DAYS_PER_LOOK_MAX = 400;

  private final ReceiptDesk desk;
  private final Rounds rounds;

  /** Rounds that have not begun. */
  DayRootRounds(ReceiptDesk desk) {
    this.desk = desk;
    this.rounds = new Rounds("day-roots", this::look);
  }

  /** Looks from now on. */
  void start() {
    rounds.start(FIRST, PAUSE);
  }

  private void look() {
    int signed = desk.look(DAYS_PER_LOOK_MAX);
    LOG.debug("{} days have got a root", signed);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
