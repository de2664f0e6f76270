package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.MakeHighCostListResponse;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** An office asks for its list again and again, while making one takes long. */
class HighCostRushTest {
  /** More than a gateway of a test has workers; fewer than wait for lists. */
  private static final int LISTS = 24;

  private static final int QUOTES = 20;

  /** Keeps whoever reads imports waiting. */
  private static Connection hanging(House house) throws SQLException {
    var settings = house.database().settings();
    Connection connection =
        DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE own_cost IN ACCESS EXCLUSIVE MODE");
    }
    return connection;
  }

  private static MakeHighCostListResponse made(House house, String office) {
    return house
        .client()
        .highCosts(office)
        .makeHighCostList(
            MakeHighCostListRequest.newBuilder()
                .setCountyCode(Claims.COUNTY)
                .setCostYear(2016)
                .setAsOfDate(Claims.date("2016-12-31"))
                .build());
  }

  private static boolean isQuoted(House house) {
    return house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(
            QuoteSettlementRequest.newBuilder()
                .setClaim(
                    Claims.stay(World.HOSPITAL, Invented.person(1), "E-1", "2016-08-01", 1_000_000))
                .build())
        .hasQuote();
  }

  @Test
  void quote_whileManyListsAreMade_isAnswered() throws Exception {
    ExecutorService clerks = Executors.newFixedThreadPool(LISTS);
    try (House house = House.open()) {
      String office = Offices.register(house, "aid-410122", Claims.COUNTY);
      house
          .client()
          .aid(office)
          .putAidFigure(
              PutAidFigureRequest.newBuilder()
                  .setFigure(
                      AidFigure.newBuilder()
                          .setCountyCode(Claims.COUNTY)
                          .setFigureCode("high_own_cost")
                          .setFromDate(Claims.date("2016-01-01"))
                          .setAmountFen(300_000)
                          .setSource("防止因病返贫监测办法"))
                  .build());
      house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
      List<Future<MakeHighCostListResponse>> lists = new ArrayList<>();
      try (Connection hanging = hanging(house)) {
        for (int i = 0; i < LISTS; i++) {
          lists.add(clerks.submit(() -> made(house, office)));
        }
        while (house.database().number("SELECT count(*) FROM pg_locks WHERE NOT granted") < 2) {
          Thread.onSpinWait();
        }
        for (int i = 0; i < QUOTES; i++) {
          assertTrue(isQuoted(house));
        }
        long waiting = lists.stream().filter(list -> !list.isDone()).count();
        assertTrue(waiting > LISTS / 2, () -> "only " + waiting + " still wait");
        hanging.rollback();
      }
      for (Future<MakeHighCostListResponse> list : lists) {
        list.get();
      }
    } finally {
      clerks.shutdownNow();
    }
  }
}
