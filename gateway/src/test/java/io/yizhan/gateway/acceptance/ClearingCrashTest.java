package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingServiceGrpc.ClearingServiceBlockingStub;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.ListClearingsRequest;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PrepareClearingsRequest;
import io.yizhan.proto.v1.PrepareClearingsResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the gateway at each table that preparing and paying write to: another connection holds
 * the table, the order waits in the middle of its transaction, and the process dies there. Nothing
 * of it is left, and the same request afterwards has its whole effect, once.
 */
class ClearingCrashTest {
  private static final List<String> PREPARING =
      List.of("request", "clearing_run", "clearing", "clearing_entry");
  private static final List<String> PAYING = List.of("request", "clearing", "clearing_entry");
  private static final int WAITS_MAX = 600;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void gateway_killedInTheMiddleOfAnOrder_leavesNothingHalfDone() throws Exception {
    Path data = folder.resolve("data");
    Path log = folder.resolve("serve.log");
    GatewayProcess gateway = GatewayProcess.start(data, log, "UTC", List.of(), List.of());
    try {
      World world;
      try (Client client = new Client(gateway.port())) {
        world = World.build(client, gateway.operatorToken());
        for (int i = 1; i <= 3; i++) {
          world.put(client, World.known(Invented.person(i), "dibao"));
          client
              .settlements(world.token())
              .settleClaim(
                  Claims.request(
                      "R-" + i,
                      Claims.stay(
                          World.HOSPITAL, Invented.person(i), "E-" + i, "2016-08-01", 1_000_000)));
        }
      }
      String openFrom = openFrom(gateway, "2100-01-01");
      PrepareClearingsRequest prepare =
          PrepareClearingsRequest.newBuilder()
              .setRequestId("prepare")
              .setCountyCode(Claims.COUNTY)
              .setMonth(Claims.date(LocalDate.now(java.time.ZoneId.of("Asia/Shanghai")).toString()))
              .build();
      for (String table : PREPARING) {
        gateway = killAt(gateway, data, log, world, table, stub -> stub.prepareClearings(prepare));
        assertEquals(0, count(gateway, "SELECT count(*) FROM clearing_run"), table);
        assertEquals(0, count(gateway, "SELECT count(*) FROM clearing"), table);
        assertEquals(0, count(gateway, "SELECT count(*) FROM clearing_entry"), table);
      }
      List<Clearing> clearings = prepared(gateway, world, prepare);
      PayClearingsRequest pay = approve(gateway, world, clearings);
      ExportPaymentsRequest export =
          ExportPaymentsRequest.newBuilder()
              .setRequestId("export")
              .setCountyCode(Claims.COUNTY)
              .build();
      gateway =
          killAt(gateway, data, log, world, "payment_file", stub -> stub.exportPayments(export));
      assertEquals(0, count(gateway, "SELECT count(*) FROM payment_file_part"));
      assertEquals(0, count(gateway, "SELECT count(*) FROM clearing WHERE file_id <> ''"));
      try (Client client = new Client(gateway.port())) {
        var stub = client.clearings(world.operatorToken());
        assertEquals(stub.exportPayments(export), stub.exportPayments(export));
      }
      assertEquals(
          clearings.size(), count(gateway, "SELECT count(*) FROM clearing WHERE file_id <> ''"));
      for (String table : PAYING) {
        gateway = killAt(gateway, data, log, world, table, stub -> stub.payClearings(pay));
        assertEquals(0, count(gateway, "SELECT sum(paid_fen) FROM clearing"), table);
        assertEquals(
            0, count(gateway, "SELECT count(*) FROM clearing_entry WHERE step = 'PAY'"), table);
      }
      try (Client client = new Client(gateway.port())) {
        var stub = client.clearings(world.operatorToken());
        assertEquals(stub.payClearings(pay), stub.payClearings(pay));
        assertTrue(
            stub
                .listClearings(ListClearingsRequest.getDefaultInstance())
                .getClearingsList()
                .stream()
                .allMatch(each -> each.getState() == ClearingState.CLEARING_STATE_PAID));
      }
      openFrom(gateway, openFrom);
      try (Connection connection = DriverManager.getConnection(gateway.embeddedUrl())) {
        assertEquals(List.of(), LedgerAuditor.findings(connection));
      }
    } finally {
      gateway.close();
    }
  }

  /**
   * From when on posting days are open: as if those before were closed, and back for the audit.
   *
   * @return from when on they were: a day that is over may have been closed meanwhile
   */
  private static String openFrom(GatewayProcess gateway, String day) throws SQLException {
    try (Connection connection = DriverManager.getConnection(gateway.embeddedUrl());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String before;
      try (ResultSet row =
          statement.executeQuery("SELECT open_from FROM posting_clock FOR UPDATE")) {
        row.next();
        before = row.getString(1);
      }
      statement.execute("UPDATE posting_clock SET open_from = '" + day + "'");
      connection.commit();
      return before;
    }
  }

  private static List<Clearing> prepared(
      GatewayProcess gateway, World world, PrepareClearingsRequest prepare) {
    try (Client client = new Client(gateway.port())) {
      var stub = client.clearings(world.operatorToken());
      PrepareClearingsResponse made = stub.prepareClearings(prepare);
      List<Clearing> clearings =
          stub.listClearings(ListClearingsRequest.getDefaultInstance()).getClearingsList();
      assertEquals(made.getClearingCount(), clearings.size());
      assertTrue(made.getGrossFen() > 0);
      return clearings;
    }
  }

  private static PayClearingsRequest approve(
      GatewayProcess gateway, World world, List<Clearing> clearings) {
    List<String> ids = clearings.stream().map(Clearing::getClearingId).toList();
    PayClearingsRequest.Builder pay =
        PayClearingsRequest.newBuilder().setRequestId("pay").setBankReference("BANK-1");
    long totalFen = 0;
    for (Clearing clearing : clearings) {
      totalFen += clearing.getGrossFen();
      pay.addPayments(
          ClearingPayment.newBuilder()
              .setClearingId(clearing.getClearingId())
              .setAmountFen(clearing.getGrossFen()));
    }
    try (Client client = new Client(gateway.port())) {
      client
          .clearings(world.operatorToken())
          .checkClearings(
              CheckClearingsRequest.newBuilder()
                  .setRequestId("check")
                  .addAllClearingIds(ids)
                  .build());
      client
          .clearings(world.approverToken())
          .approveClearings(
              ApproveClearingsRequest.newBuilder()
                  .setRequestId("approve")
                  .addAllClearingIds(ids)
                  .setUnpaidFen(totalFen)
                  .build());
    }
    return pay.build();
  }

  private interface Order {
    Object send(ClearingServiceBlockingStub stub);
  }

  /** Kills the gateway while the order waits for the table; answers the gateway started anew. */
  private static GatewayProcess killAt(
      GatewayProcess gateway, Path data, Path log, World world, String table, Order order)
      throws Exception {
    try (Client client = new Client(gateway.port());
        Connection holder = DriverManager.getConnection(gateway.embeddedUrl());
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      // Readers pass; who writes waits.
      statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
      Supplier<Object> send = () -> order.send(client.clearings(world.operatorToken()));
      CompletableFuture<Object> sent = CompletableFuture.supplyAsync(send);
      awaitWaiting(gateway, table);
      gateway.kill();
      CompletionException failed = assertThrows(CompletionException.class, sent::join);
      assertTrue(failed.getCause() instanceof StatusRuntimeException, String.valueOf(failed));
      holder.rollback();
    }
    return GatewayProcess.start(data, log, "UTC", List.of(), List.of());
  }

  private static void awaitWaiting(GatewayProcess gateway, String table) throws SQLException {
    for (int i = 0; i < WAITS_MAX; i++) {
      if (count(
              gateway,
              "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '"
                  + table
                  + "'::regclass")
          > 0) {
        return;
      }
      World.pause(50);
    }
    throw new AssertionError("the order must come to wait for " + table);
  }

  private static long count(GatewayProcess gateway, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(gateway.embeddedUrl());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
