package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.CashierShift;
import io.yizhan.proto.v1.CloseShiftRequest;
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

/** All cashiers close their shifts at once, while a transaction hangs that they must wait for. */
class ShiftRushTest {
  private static final int SHIFTS = 64;

  /** As many as a gateway of a test has workers. */
  private static final int BEGUN_MIN = 8;

  private static Connection hanging(House house) throws SQLException {
    var settings = house.database().settings();
    Connection connection =
        DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_current_xact_id()");
    }
    return connection;
  }

  private static CashierShift closed(House house, int number) {
    return house
        .client()
        .days(house.world().token())
        .closeShift(
            CloseShiftRequest.newBuilder()
                .setRequestId("close-" + number)
                .setHospitalId(World.HOSPITAL)
                .setOperatorId("op-" + number)
                .setTerminalId("T1")
                .setShiftId("早班")
                .build())
        .getShift();
  }

  @Test
  void quote_whileManyShiftsWaitForATransaction_isAnswered() throws Exception {
    ExecutorService cashiers = Executors.newFixedThreadPool(SHIFTS);
    try (House house = House.open();
        Connection hanging = hanging(house)) {
      house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
      List<Future<CashierShift>> shifts = new ArrayList<>();
      for (int i = 0; i < SHIFTS; i++) {
        int number = i;
        shifts.add(cashiers.submit(() -> closed(house, number)));
      }
      while (house.database().number("SELECT count(*) FROM cashier_shift") < BEGUN_MIN) {
        Thread.onSpinWait();
      }
      assertTrue(
          house
              .client()
              .settlements(house.world().token())
              .quoteSettlement(
                  QuoteSettlementRequest.newBuilder()
                      .setClaim(
                          Claims.stay(
                              World.HOSPITAL, Invented.person(1), "E-1", "2016-08-01", 1_000_000))
                      .build())
              .hasQuote());
      long waiting = shifts.stream().filter(shift -> !shift.isDone()).count();
      assertTrue(waiting > SHIFTS / 2, () -> "only " + waiting + " still wait");
      hanging.rollback();
      for (Future<CashierShift> shift : shifts) {
        shift.get();
      }
    } finally {
      cashiers.shutdownNow();
    }
  }
}
