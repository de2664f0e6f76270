package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.rpc.RawHttp2.Frame;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.RequestState;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Connections that flood: each is closed, with the reason where HTTP/2 has one, and the calls of
 * another connection go on.
 */
final class FloodTest {
  private static final String SETTLE =
      SettlementServiceGrpc.getSettleClaimMethod().getFullMethodName();

  /** Far above every limit, so that a server without one takes all of it. */
  private static final int FLOOD = 20_000;

  /** One more than is let pass: when more is under way, the reset of the socket eats the reason. */
  private static final int RESETS = 201;

  private static final int PINGS = 4;

  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  private void othersAreServed() {
    assertEquals(
        RequestState.REQUEST_STATE_NEVER_ARRIVED,
        door.settlement(Door.HOSPITAL_TOKEN)
            .getSettlement(
                GetSettlementRequest.newBuilder().setHospitalId("H1").setRequestId("none").build())
            .getState());
  }

  private static void assertCalmed(RawHttp2 raw, String text) {
    Frame goAway = raw.await(RawHttp2.GOAWAY).orElseThrow();
    while (goAway.error() == 0) {
      goAway = raw.await(RawHttp2.GOAWAY).orElseThrow();
    }
    assertEquals(RawHttp2.ENHANCE_YOUR_CALM, goAway.error(), goAway.text());
    assertTrue(goAway.text().contains(text), goAway.text());
    raw.awaitClosed();
  }

  @Test
  void resets_flood_closesThatConnectionAlone() {
    othersAreServed();
    try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
      for (int stream = 1; stream < 2 * RESETS; stream += 2) {
        raw.call(stream, SETTLE, Door.HOSPITAL_TOKEN);
        raw.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(RawHttp2.CANCEL));
        if (stream % 100 == 1) {
          raw.flush();
          othersAreServed();
        }
      }
      raw.flush();
      assertCalmed(raw, "too_many_rststreams");
    }
    othersAreServed();
  }

  @Test
  void resets_thatTheServerIsMadeToSend_closeThatConnectionAlone() {
    try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
      for (int stream = 1; stream < 2 * RESETS; stream += 2) {
        raw.call(stream, SETTLE, Door.HOSPITAL_TOKEN);
        raw.frame(RawHttp2.WINDOW_UPDATE, 0, stream, RawHttp2.number(0));
      }
      raw.flush();
      assertCalmed(raw, "too_many_rststreams");
    }
    othersAreServed();
  }

  @Test
  void pings_flood_closesThatConnectionAlone() {
    try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
      for (int i = 0; i < PINGS; i++) {
        raw.frame(RawHttp2.PING, 0, 0, new byte[8]);
      }
      raw.flush();
      assertCalmed(raw, "too_many_pings");
    }
    othersAreServed();
  }

  @Test
  void settings_floodThatIsNotRead_closesThatConnectionAlone() {
    try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
      int sent = 0;
      while (sent < 5_000_000 && raw.frame(RawHttp2.SETTINGS, 0, 0, new byte[0])) {
        sent++;
      }
      raw.flush();
      assertTrue(sent < 5_000_000, "closed while it was flooded");
    }
    othersAreServed();
  }

  @Test
  void continuations_flood_closesThatConnectionAlone() {
    for (int bytesEach : new int[] {0, 1, 1_000}) {
      try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
        raw.frame(RawHttp2.HEADERS, 0, 1, raw.block(SETTLE, Door.HOSPITAL_TOKEN, ""));
        for (int i = 0; i < FLOOD; i++) {
          if (!raw.frame(RawHttp2.CONTINUATION, 0, 1, new byte[bytesEach])) {
            break;
          }
        }
        raw.flush();
        Optional<Frame> goAway = raw.await(RawHttp2.GOAWAY);
        assertTrue(goAway.isEmpty() || goAway.get().error() != 0);
        raw.awaitClosed();
      }
      othersAreServed();
    }
  }

  @Test
  void calls_oneMoreThanAtATime_isRefusedAndTheOthersStay() {
    try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
      int last = 2 * GrpcServer.CALLS_PER_CONNECTION_MAX + 1;
      for (int stream = 1; stream <= last; stream += 2) {
        raw.call(stream, SETTLE, Door.HOSPITAL_TOKEN);
      }
      raw.flush();
      Frame reset = raw.await(RawHttp2.RST_STREAM).orElseThrow();
      assertEquals(last, reset.stream());
      assertEquals(RawHttp2.REFUSED_STREAM, reset.error());
      raw.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, settle("R1"));
      raw.flush();
      assertEquals(1, raw.await(RawHttp2.DATA).orElseThrow().stream());
    }
  }

  private static byte[] settle(String id) {
    byte[] request = Door.settle(id).toByteArray();
    return RawHttp2.message(request.length, request);
  }

  @Test
  void metadata_nineKilobytes_isRefusedAndTheConnectionStays() {
    try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
      byte[] block = raw.block(SETTLE, Door.HOSPITAL_TOKEN, "x".repeat(9 * 1024));
      raw.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, block);
      raw.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, settle("R1"));
      raw.flush();
      Frame answer = raw.await(RawHttp2.HEADERS).orElseThrow();
      assertEquals(1, answer.stream());
      assertTrue(answer.payload().length > 0, "an answer");
      raw.call(3, SETTLE, Door.HOSPITAL_TOKEN);
      raw.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 3, settle("R2"));
      raw.flush();
      assertEquals(3, raw.await(RawHttp2.DATA).orElseThrow().stream());
      assertEquals(1, door.settlements.calls.get());
    }
  }
}
