package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.RetryInfo;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** More calls than can be served, and callers who do not wait, over real channels. */
final class OverloadTest {
  private static final String SETTLE =
      SettlementServiceGrpc.getSettleClaimMethod().getFullMethodName();
  private static final String QUOTE =
      SettlementServiceGrpc.getQuoteSettlementMethod().getFullMethodName();
  private static final int CHANNELS = 3;
  private static final int REFUSED = 50;
  private static final long PATIENCE_SECONDS = 60;

  private static SettleClaimRequest settle(int n) {
    SettleClaimRequest.Builder request = Door.settle("R" + n).toBuilder();
    request.getClaimBuilder().setEncounterId("E" + n).setBillNumber("B" + n);
    return request.build();
  }

  private static List<ManagedChannel> channels(Door door) {
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      channels.add(
          NettyChannelBuilder.forAddress("127.0.0.1", door.server.port())
              .usePlaintext()
              .directExecutor()
              .build());
    }
    return channels;
  }

  private static ListenableFuture<SettleClaimResponse> send(ManagedChannel channel, int n) {
    return Door.as(SettlementServiceGrpc.newFutureStub(channel), Door.HOSPITAL_TOKEN)
        .settleClaim(settle(n));
  }

  @Test
  void settles_moreThanMayBeInside_areRefusedUnreadAndAllIsAsBefore() throws Exception {
    int inside = 300;
    try (Door door = new Door(4, 2 * inside, inside, ServerLimits.DEFAULT)) {
      CountDownLatch gate = new CountDownLatch(1);
      door.settlements.gate = gate;
      // Of first calls with a credential that nobody was known by, a few may wait for its look-up.
      door.askForNothing();
      List<ManagedChannel> channels = channels(door);
      List<ListenableFuture<SettleClaimResponse>> accepted = new ArrayList<>();
      for (int n = 0; n < inside; n++) {
        accepted.add(send(channels.get(n % CHANNELS), n));
      }
      Door.await(() -> door.settles().inside() >= inside);
      try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
        raw.call(1, SETTLE, Door.HOSPITAL_TOKEN);
        raw.flush();
        assertEquals(
            "8", raw.await(RawHttp2.HEADERS).orElseThrow().status(), "no byte of its claim");
      }
      Set<Long> delays = new HashSet<>();
      for (int n = 0; n < REFUSED; n++) {
        delays.add(delayMillis(refused(send(door.channel, inside + n))));
      }
      assertTrue(delays.size() > REFUSED / 2, "they come back at different times");
      assertEquals(inside, door.settles().inside());
      gate.countDown();
      for (ListenableFuture<SettleClaimResponse> one : accepted) {
        assertTrue(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS).hasSettlement());
      }
      assertEquals(inside, door.settlements.calls.get());
      assertEquals(0, door.settles().inside());
      assertEquals(0, door.settles().unserved());
      for (int n = 0; n < REFUSED; n++) {
        assertTrue(
            send(door.channel, inside + n).get(PATIENCE_SECONDS, TimeUnit.SECONDS).hasSettlement());
      }
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static StatusRuntimeException refused(ListenableFuture<?> call) throws Exception {
    ExecutionException error =
        assertThrows(ExecutionException.class, () -> call.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    StatusRuntimeException refusal =
        assertInstanceOf(StatusRuntimeException.class, error.getCause());
    assertEquals("OVERLOADED", Door.info(refusal).getReason());
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, refusal.getStatus().getCode());
    return refusal;
  }

  private static long delayMillis(StatusRuntimeException refusal) {
    com.google.protobuf.Duration delay =
        Door.details(refusal, RetryInfo.class).get(0).getRetryDelay();
    return delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000;
  }

  @Test
  void quotes_moreThanThePoolHolds_areRefusedUnread() throws Exception {
    try (Door door = new Door(1, 4)) {
      CountDownLatch gate = new CountDownLatch(1);
      door.settlements.gate = gate;
      var stub = Door.as(SettlementServiceGrpc.newFutureStub(door.channel), Door.HOSPITAL_TOKEN);
      var quote =
          io.yizhan.proto.v1.QuoteSettlementRequest.newBuilder().setClaim(Door.claim()).build();
      List<ListenableFuture<?>> accepted = new ArrayList<>();
      accepted.add(stub.quoteSettlement(quote));
      Door.await(() -> door.settlements.calls.get() > 0);
      for (int i = 0; i < 4; i++) {
        accepted.add(stub.quoteSettlement(quote));
      }
      Door.await(() -> door.settlementEndpoint.turnstile(QUOTE).orElseThrow().inside() >= 5);
      refused(stub.quoteSettlement(quote));
      try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
        raw.call(1, QUOTE, Door.HOSPITAL_TOKEN);
        raw.flush();
        assertEquals("8", raw.await(RawHttp2.HEADERS).orElseThrow().status(), "no byte of it");
      }
      gate.countDown();
      for (ListenableFuture<?> one : accepted) {
        one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      stub.quoteSettlement(quote).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void settle_withoutADeadline_waitsNoLongerThanTheServerLets() throws Exception {
    Duration callMax = Duration.ofMillis(300);
    ServerLimits all = ServerLimits.DEFAULT;
    ServerLimits limits =
        new ServerLimits(
            all.connectionsMax(),
            all.handshake(),
            all.connectionIdleMax(),
            all.connectionAgeMax(),
            all.connectionGrace(),
            all.messageMax(),
            callMax,
            callMax);
    try (Door door = new Door(1, 8, SettlementEndpoint.SETTLES_MAX, limits)) {
      CountDownLatch gate = new CountDownLatch(1);
      door.settlements.gate = gate;
      ListenableFuture<SettleClaimResponse> working = send(door.channel, 1);
      Door.await(() -> door.settlements.calls.get() > 0);
      ListenableFuture<SettleClaimResponse> waiting = send(door.channel, 2);
      Door.await(() -> door.settles().inside() >= 2);
      Thread.sleep(2 * callMax.toMillis());
      assertFalse(waiting.isDone());
      gate.countDown();
      assertTrue(working.get(PATIENCE_SECONDS, TimeUnit.SECONDS).hasSettlement(), "in work");
      ExecutionException error =
          assertThrows(
              ExecutionException.class, () -> waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals(
          "DEADLINE_PASSED",
          Door.info(assertInstanceOf(StatusRuntimeException.class, error.getCause())).getReason());
      assertEquals(1, door.settlements.calls.get());
    }
  }

  @Test
  void settle_withNextToNoTimeLeft_isNotBegun() {
    try (Door door = new Door();
        RawHttp2 raw = RawHttp2.open(door.server.port())) {
      door.settlement(Door.HOSPITAL_TOKEN).settleClaim(settle(1));
      byte[] request = settle(2).toByteArray();
      for (String timeout : List.of("0n", "1n", "100u", "4m")) {
        int stream = 1 + 2 * List.of("0n", "1n", "100u", "4m").indexOf(timeout);
        raw.frame(
            RawHttp2.HEADERS,
            RawHttp2.END_HEADERS,
            stream,
            raw.block(SETTLE, Door.HOSPITAL_TOKEN, "grpc-timeout", timeout));
        raw.frame(
            RawHttp2.DATA, RawHttp2.END_STREAM, stream, RawHttp2.message(request.length, request));
        raw.flush();
        RawHttp2.Frame end = raw.read().orElseThrow();
        while (end.stream() != stream) {
          end = raw.read().orElseThrow();
        }
        assertTrue(end.type() == RawHttp2.RST_STREAM || end.status().equals("4"), end.toString());
      }
      assertEquals(1, door.settlements.calls.get());
    }
  }

  @Test
  void work_thatNeedsMoreTimeThanIsLeft_isRefused() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Context.current()
        .withDeadlineAfter(1, TimeUnit.HOURS, timer)
        .run(
            () -> {
              CallRunner.checkTimeLeft(1);
              StatusRuntimeException error =
                  assertThrows(
                      StatusRuntimeException.class,
                      () -> CallRunner.checkTimeLeft(TimeUnit.HOURS.toNanos(2)));
              assertEquals("DEADLINE_PASSED", Door.info(error).getReason());
            });
    timer.shutdownNow();
  }
}
