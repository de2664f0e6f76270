package io.yizhan.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.yizhan.gateway.desk.FundBalance;
import io.yizhan.gateway.desk.FundStore;
import io.yizhan.gateway.desk.Rounds;
import io.yizhan.gateway.desk.SettlementDesk;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then at what funds have left: shows it as a figure of each fund, and writes one
 * line to the log when a statutory fund is first found nearly spent, and one when it is outrun. It
 * is apart from settling, which neither waits for it nor asks it.
 */
final class FundWatch implements AutoCloseable {
  /** Fen left of each fund: of a statutory one of this year, below zero when it is outrun. */
  static final String LEFT = "yizhan.fund.left.fen";

  private static final Logger LOG = LoggerFactory.getLogger(FundWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final int PAGE_SIZE = 500;
  private static final int FUNDS_MAX = 20_000;

  /** The first look after a long time off may have many days to count. */
  private static final int DAYS_PER_LOOK_MAX = 1_000;

  private final FundStore store;
  private final InstantSource clock;
  private final MultiGauge left;
  private final Set<Told> told = new HashSet<>();
  private final Rounds rounds;

  private record Told(String fund, int year, FundBalance.Warning warning) {}

  /** A watch that has not looked yet. */
  FundWatch(FundStore store, MeterRegistry meters, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.left =
        MultiGauge.builder(LEFT)
            .description("Fen left of a fund; negative when a statutory fund is outrun")
            .register(meters);
    this.rounds = new Rounds("fund-watch", this::look);
  }

  /** Looks from now on. */
  void start() {
    rounds.start(PAUSE, PAUSE);
  }

  /** Counts the days that are over, and shows and tells what is left. */
  void look() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), SettlementDesk.CIVIL_ZONE);
    int days = 0;
    while (days < DAYS_PER_LOOK_MAX && store.countDay(today.minusDays(1))) {
      days++;
    }
    List<Row<?>> rows = new ArrayList<>();
    for (FundBalance balance : balances()) {
      if (!balance.statutory() || balance.year() == today.getYear()) {
        Tags tags = Tags.of("fund", balance.fund(), "year", Integer.toString(balance.year()));
        rows.add(Row.of(tags, balance.leftFen()));
      }
      balance.warning().ifPresent(warning -> tell(balance, warning));
    }
    left.register(rows, true);
  }

  private List<FundBalance> balances() {
    List<FundBalance> all = new ArrayList<>();
    List<FundBalance> page = store.balances(List.of(""), "", 0, PAGE_SIZE);
    all.addAll(page);
    while (page.size() == PAGE_SIZE && all.size() < FUNDS_MAX) {
      FundBalance last = page.get(page.size() - 1);
      page = store.balances(List.of(""), last.fund(), last.year(), PAGE_SIZE);
      all.addAll(page);
    }
    return all;
  }

  private void tell(FundBalance balance, FundBalance.Warning warning) {
    if (told.add(new Told(balance.fund(), balance.year(), warning))) {
      LOG.warn(
          "statutory fund {} of {} is {}: {} fen spent of {}",
          balance.fund(),
          balance.year(),
          warning,
          balance.spentFen(),
          balance.budgetFen());
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
