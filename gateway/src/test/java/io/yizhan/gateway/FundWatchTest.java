package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.yizhan.gateway.desk.FundBalance;
import io.yizhan.gateway.desk.FundStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the watch shows and tells of funds. */
final class FundWatchTest {
  private static final String AID = "610100@410122";

  /** New Year's morning in Zhengzhou, still the old year in UTC. */
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2025-12-31T17:00:00Z"));

  private final Funds funds = new Funds();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(FundWatch.class);

  /** Balances as a test sets them, a page at a time. */
  private static final class Funds implements FundStore {
    private List<FundBalance> balances = List.of();
    private final List<LocalDate> asked = new ArrayList<>();
    private int daysLeft = 3;

    @Override
    public List<FundBalance> balances(
        List<String> regions, String afterFund, int afterYear, int limit) {
      assertEquals(List.of(""), regions);
      return balances.stream()
          .filter(
              balance ->
                  balance.fund().compareTo(afterFund) > 0
                      || (balance.fund().equals(afterFund) && balance.year() > afterYear))
          .limit(limit)
          .toList();
    }

    @Override
    public boolean countDay(LocalDate before) {
      asked.add(before);
      return daysLeft-- > 0;
    }
  }

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(lines);
  }

  @Test
  void look_fundRunningOut_isTold_onceEach() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (FundWatch watch = new FundWatch(funds, meters, CLOCK)) {
      funds.balances = List.of(new FundBalance(AID, 2026, 100_000, 89_999));
      watch.look();
      assertEquals(List.of(), lines.list);
      funds.balances = List.of(new FundBalance(AID, 2026, 100_000, 90_000));
      watch.look();
      watch.look();
      assertEquals(1, lines.list.size());
      funds.balances = List.of(new FundBalance(AID, 2026, 100_000, 150_000));
      watch.look();
      watch.look();
      assertEquals(2, lines.list.size());
      assertEquals(
          "statutory fund 610100@410122 of 2026 is OUTRUN: 150000 fen spent of 100000",
          lines.list.get(1).getFormattedMessage());
    }
  }

  @Test
  void look_everyFundOfTheYear_isAFigure() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (FundWatch watch = new FundWatch(funds, meters, CLOCK)) {
      List<FundBalance> many = new ArrayList<>();
      many.add(new FundBalance(AID, 2025, 100, 0));
      many.add(new FundBalance(AID, 2026, 100_000, 150_000));
      for (int i = 0; i < 1_000; i++) {
        many.add(new FundBalance("charity-" + (1_000 + i), 0, 10, 10));
      }
      funds.balances = many;
      watch.look();
      String text = meters.scrape();
      assertTrue(
          text.contains("yizhan_fund_left_fen{fund=\"610100@410122\",year=\"2026\"} -50000.0"),
          text);
      assertEquals(1_001, meters.find(FundWatch.LEFT).gauges().size());
      assertNull(meters.find(FundWatch.LEFT).tag("year", "2025").gauge());
      assertEquals(1, lines.list.size(), "an empty charity is not warned of");
    }
  }

  @Test
  void look_countsDaysThatAreMoreThanADayOver() {
    try (FundWatch watch = new FundWatch(funds, new SimpleMeterRegistry(), CLOCK)) {
      watch.look();
      assertEquals(4, funds.asked.size());
      assertEquals(LocalDate.of(2025, 12, 31), funds.asked.get(0));
    }
  }
}
