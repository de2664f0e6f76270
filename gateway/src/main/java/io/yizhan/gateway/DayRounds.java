package io.yizhan.gateway;

import io.yizhan.gateway.desk.DayDesk;
import io.yizhan.gateway.desk.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes posting days that have been over for a while, and goes on with those whose closing began,
 * here or in a gateway that has stopped since. Several gateways may do so on one database. While
 * the clock here jumps, no day begins to close: a day that was closed too early stays closed.
 */
final class DayRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DayRounds.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final DayDesk desk;
  private final Optional<Duration> after;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final ClockSteps steps = new ClockSteps();
  private final Rounds rounds;

  /** Of the one thread that looks. */
  private boolean steady = true;

  /**
   * Rounds that have not begun.
   *
   * @param after how long after its cut-off a day closes by itself; empty where it does not
   * @param clock which days are over by it
   * @param nanos what it is held against
   */
  DayRounds(DayDesk desk, Optional<Duration> after, InstantSource clock, LongSupplier nanos) {
    this.desk = desk;
    this.after = after;
    this.clock = clock;
    this.nanos = nanos;
    this.rounds = new Rounds("posting-days", this::lookAndTell);
  }

  /** Looks from now on. */
  void start() {
    rounds.start(PAUSE, PAUSE);
  }

  /** Looks once; answers how many days it closed. */
  int look() {
    Instant now = clock.instant();
    boolean was = steady;
    steady = steps.isSteady(now, nanos.getAsLong());
    if (was && !steady && after.isPresent()) {
      LOG.warn("the clock has jumped; no posting day begins to close here until it goes steadily");
    }
    return desk.look(now, steady ? after : Optional.empty());
  }

  private void lookAndTell() {
    int closed = look();
    if (closed > 0) {
      LOG.info("{} posting days are closed", closed);
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
