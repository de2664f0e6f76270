package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.OneAnswer;
import io.yizhan.proto.v1.SendStatementRequest;
import io.yizhan.proto.v1.SendStatementResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.StatementLine;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A statement that stands still while it is sent. */
class ClearedStatementTest {
  private static final String RECEIVED =
      "SELECT (SELECT count(*) FROM reconciliation_statement),"
          + " (SELECT count(*) FROM reconciliation_line)";

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Settlement settled;

  @BeforeEach
  void open() {
    house = House.open();
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
    settled =
        house.settle(
            Claims.request(
                "R1",
                Claims.stay(World.HOSPITAL, Invented.person(1), "E1", "2016-08-01", 1_000_000)));
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void awaitReceived(String expected) {
    for (int i = 0; i < 900 && !house.database().rows(RECEIVED).equals(List.of(expected)); i++) {
      World.pause(100);
    }
    assertEquals(List.of(expected), house.database().rows(RECEIVED));
  }

  private StreamObserver<SendStatementRequest> send(
      CompletableFuture<SendStatementResponse> answer) {
    return house
        .client()
        .reconciliationStream(house.world().token())
        .sendStatement(new OneAnswer<>(answer));
  }

  private static SendStatementRequest lines(StatementLine.Builder line) {
    return SendStatementRequest.newBuilder().addLines(line).build();
  }

  @Test
  void statement_thatWasStillForHours_isClearedAndSaysSoAndIsTakenWhenItIsSentAgain()
      throws Exception {
    CompletableFuture<SendStatementResponse> answer = new CompletableFuture<>();
    StreamObserver<SendStatementRequest> out = send(answer);
    out.onNext(SendStatementRequest.newBuilder().setHeading(Statements.heading("day-1")).build());
    out.onNext(lines(Statements.line(1, settled)));
    awaitReceived("1|1");
    house.execute(
        "UPDATE reconciliation_statement SET active_time = active_time - interval '3 hours'");
    awaitReceived("0|0");
    out.onNext(lines(Statements.line(2, settled).setSettlementId("another")));
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
    StatusRuntimeException cleared =
        Objects.requireNonNull((StatusRuntimeException) failed.getCause());
    assertEquals(Status.Code.ABORTED, cleared.getStatus().getCode());
    assertEquals("STATEMENT_CLEARED", Refusals.of(cleared).info().getReason());
    awaitReceived("0|0");
    assertTrue(new Statements(house).send("day-1", Statements.line(1, settled)).getAccepted());
    awaitReceived("1|1");
  }
}
