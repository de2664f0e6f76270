package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.rpc.RawHttp2.Frame;
import io.yizhan.proto.v1.GetProposalRequest;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Connections that are too many, too slow, too old, or hold too much. */
final class ConnectionLimitsTest {
  private static final String SETTLE =
      SettlementServiceGrpc.getSettleClaimMethod().getFullMethodName();
  private static final String LOOK_UP =
      SettlementServiceGrpc.getGetSettlementMethod().getFullMethodName();
  private static final String PROPOSAL =
      PolicyServiceGrpc.getGetProposalMethod().getFullMethodName();
  private static final int MEBIBYTE = 1024 * 1024;
  private static final int PART_BYTES = 16 * 1024 - 5;

  /**
   * What a sender may have sent before it hears of a refusal; without a limit twice as much goes.
   */
  private static final int ON_THE_WAY_BYTES = 6 * MEBIBYTE;

  private static final Duration SOON = Duration.ofMillis(300);
  private static final String RESOURCE_EXHAUSTED = "8";
  private static final String DEADLINE_EXCEEDED = "4";

  /** The least that the library lets a connection live. */
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private static final ServerLimits LONG = ServerLimits.DEFAULT;

  private static ServerLimits limits(
      int connections, Duration handshake, Duration idle, Duration age, Duration message) {
    return new ServerLimits(
        connections,
        handshake,
        idle,
        age,
        LONG.connectionGrace(),
        message,
        LONG.callMax(),
        LONG.policyCallMax());
  }

  private static byte[] message(byte[] request) {
    return RawHttp2.message(request.length, request);
  }

  private static byte[] lookUp() {
    return message(
        GetSettlementRequest.newBuilder()
            .setHospitalId("H1")
            .setRequestId("none")
            .build()
            .toByteArray());
  }

  /** Calls and waits for the answer's status. */
  private static String statusOfLookUp(RawHttp2 raw, int stream) {
    raw.call(stream, LOOK_UP, Door.HOSPITAL_TOKEN);
    raw.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, lookUp());
    raw.flush();
    return awaitStatus(raw, stream);
  }

  private static String awaitStatus(RawHttp2 raw, int stream) {
    while (true) {
      Frame headers = raw.await(RawHttp2.HEADERS).orElseThrow();
      if (headers.stream() == stream && !headers.status().isEmpty()) {
        return headers.status();
      }
    }
  }

  @Test
  void connection_silentOrWithHalfAPreface_isClosed() {
    try (Door door = new Door(limits(8, SOON, A_SECOND, A_SECOND, SOON))) {
      for (int prefaceBytes : new int[] {0, 10}) {
        try (RawHttp2 raw = new RawHttp2(door.server.port())) {
          raw.prefaceBytes(prefaceBytes);
          raw.awaitClosed();
        }
      }
    }
    try (Door door =
            new Door(limits(8, SOON, LONG.connectionIdleMax(), LONG.connectionAgeMax(), SOON));
        RawHttp2 raw = RawHttp2.open(door.server.port())) {
      assertEquals("0", statusOfLookUp(raw, 1), "one that has shaken hands stays");
    }
  }

  @Test
  void connection_pastItsAge_isAskedToGoAndItsCallIsFinished() {
    try (Door door =
            new Door(
                limits(
                    8, LONG.handshake(), LONG.connectionIdleMax(), A_SECOND, LONG.messageMax()));
        RawHttp2 raw = RawHttp2.open(door.server.port())) {
      CountDownLatch gate = new CountDownLatch(1);
      door.settlements.gate = gate;
      raw.call(1, SETTLE, Door.HOSPITAL_TOKEN);
      raw.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, message(Door.settle("R1").toByteArray()));
      raw.flush();
      Frame goAway = raw.await(RawHttp2.GOAWAY).orElseThrow();
      assertEquals(0, goAway.error());
      assertEquals("max_age", goAway.text());
      gate.countDown();
      assertEquals("0", awaitStatus(raw, 1));
      raw.awaitClosed();
      assertEquals(1, door.settlements.calls.get());
    }
  }

  @Test
  void connection_withHeadersThatNeverEnd_isClosedAsIdle() {
    try (Door door =
            new Door(
                limits(8, LONG.handshake(), A_SECOND, LONG.connectionAgeMax(), LONG.messageMax()));
        RawHttp2 raw = RawHttp2.open(door.server.port())) {
      raw.frame(RawHttp2.HEADERS, 0, 1, raw.block(SETTLE, Door.HOSPITAL_TOKEN, ""));
      raw.flush();
      Frame frame = raw.read().orElseThrow();
      while (frame.type() != RawHttp2.GOAWAY) {
        frame = raw.read().orElseThrow();
      }
      assertEquals("max_idle", frame.text());
      raw.awaitClosed();
    }
  }

  @Test
  void connections_tooMany_takeThePlacesOfStrangersOnly() {
    try (Door door =
            new Door(
                limits(
                    3,
                    LONG.handshake(),
                    LONG.connectionIdleMax(),
                    LONG.connectionAgeMax(),
                    LONG.messageMax()));
        RawHttp2 known = RawHttp2.open(door.server.port())) {
      assertEquals("0", statusOfLookUp(known, 1));
      RawHttp2 oldest = RawHttp2.open(door.server.port());
      oldest.await(RawHttp2.SETTINGS);
      try (RawHttp2 older = RawHttp2.open(door.server.port())) {
        older.await(RawHttp2.SETTINGS);
        try (RawHttp2 newest = RawHttp2.open(door.server.port())) {
          oldest.awaitClosed();
          assertEquals("0", statusOfLookUp(known, 3));
          assertEquals("0", statusOfLookUp(older, 1));
          assertEquals("0", statusOfLookUp(newest, 1));
          try (RawHttp2 tooMany = new RawHttp2(door.server.port())) {
            tooMany.awaitClosed();
          }
          assertEquals(3, door.server.connectionCount());
          assertEquals("0", statusOfLookUp(known, 5));
        }
      }
      oldest.close();
      Door.await(() -> door.server.connectionCount() <= 1);
      try (RawHttp2 again = RawHttp2.open(door.server.port())) {
        assertEquals("0", statusOfLookUp(again, 1), "places come back");
      }
    }
  }

  @Test
  void message_thatNeverEnds_isEndedAndNothingIsDone() {
    try (Door door =
            new Door(
                limits(
                    8, LONG.handshake(), LONG.connectionIdleMax(), LONG.connectionAgeMax(), SOON));
        RawHttp2 raw = RawHttp2.open(door.server.port())) {
      byte[] whole = message(Door.settle("R1").toByteArray());
      raw.call(1, SETTLE, Door.HOSPITAL_TOKEN);
      raw.flush();
      assertEquals(DEADLINE_EXCEEDED, awaitStatus(raw, 1), "no byte of it");
      raw.call(3, SETTLE, Door.HOSPITAL_TOKEN);
      raw.frame(RawHttp2.DATA, 0, 3, java.util.Arrays.copyOf(whole, whole.length - 1));
      raw.flush();
      assertEquals(DEADLINE_EXCEEDED, awaitStatus(raw, 3), "all but one byte");
      raw.call(5, SETTLE, Door.HOSPITAL_TOKEN);
      raw.frame(RawHttp2.DATA, 0, 5, whole);
      raw.flush();
      assertEquals(DEADLINE_EXCEEDED, awaitStatus(raw, 5), "all, but not its end");
      assertEquals(0, door.settlements.calls.get());
      assertEquals("0", statusOfLookUp(raw, 7));
    }
  }

  @Test
  void messages_halfSentOnOneConnection_areBoundedTogether() {
    long heldBefore = MessageSize.heldBytes();
    try (Door door = new Door()) {
      try (RawHttp2 raw = RawHttp2.open(door.server.port())) {
        raw.await(RawHttp2.SETTINGS);
        List<Frame> refused = new ArrayList<>();
        long sentBytes = halfSend(raw, 32 * MEBIBYTE, refused);
        assertFalse(refused.isEmpty(), "one is refused");
        assertTrue(
            sentBytes < MessageSize.CONNECTION_BYTES_MAX + ON_THE_WAY_BYTES, "sent " + sentBytes);
        assertServed(door);
      }
      Door.await(() -> MessageSize.heldBytes() <= heldBefore);
    }
  }

  @Test
  void messages_halfSentOnManyConnections_areBoundedTogetherAndClaimsAreServed() {
    long heldBefore = MessageSize.heldBytes();
    try (Door door = new Door()) {
      List<RawHttp2> connections = new ArrayList<>();
      List<Frame> refused = new ArrayList<>();
      long sentBytes = 0;
      while (connections.size() < 8 && refused.isEmpty()) {
        RawHttp2 raw = RawHttp2.open(door.server.port());
        raw.await(RawHttp2.SETTINGS);
        connections.add(raw);
        sentBytes += halfSend(raw, 14 * MEBIBYTE, refused);
        // A refusal that is still on its way belongs to this connection, not to the next.
        refused.addAll(refused(raw.roundTrip()));
      }
      assertFalse(refused.isEmpty(), "one is refused");
      assertTrue(sentBytes < MessageSize.HELD_BYTES_MAX + ON_THE_WAY_BYTES, "sent " + sentBytes);
      assertServed(door);
      connections.forEach(RawHttp2::close);
      Door.await(() -> MessageSize.heldBytes() <= heldBefore);
    }
  }

  /** Begins messages of 2 MiB and sends less than half of each, until one is refused. */
  private static long halfSend(RawHttp2 raw, long bytesMax, List<Frame> refused) {
    byte[] part = new byte[PART_BYTES];
    long sentBytes = 0;
    for (int stream = 1; sentBytes < bytesMax && refused.isEmpty(); stream += 2) {
      raw.call(stream, SETTLE, Door.HOSPITAL_TOKEN);
      refused.addAll(refused(raw.data(stream, RawHttp2.message(2 * MEBIBYTE, part))));
      sentBytes += PART_BYTES;
      for (int i = 0; i < 50 && refused.isEmpty(); i++) {
        refused.addAll(refused(raw.data(stream, part)));
        sentBytes += PART_BYTES;
      }
    }
    return sentBytes;
  }

  private static void assertServed(Door door) {
    assertTrue(door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1")).hasSettlement());
  }

  private static List<Frame> refused(List<Frame> came) {
    return came.stream().filter(frame -> frame.status().equals(RESOURCE_EXHAUSTED)).toList();
  }

  @Test
  void answers_thatAreNotRead_areBoundedOnOneConnection() {
    try (Door door = new Door();
        RawHttp2 raw = RawHttp2.open(door.server.port())) {
      String padding = "# nothing is said here\n".repeat(40_000);
      String id =
          door.policy(Door.OPERATOR_TOKEN)
              .proposePolicy(
                  ProposePolicyRequest.newBuilder()
                      .setFileName("zhengzhou-2016.yaml")
                      .setDocumentText(Door.policyText("zhengzhou-2016.yaml") + padding)
                      .build())
              .getProposal()
              .getProposalId();
      byte[] ask = message(GetProposalRequest.newBuilder().setProposalId(id).build().toByteArray());
      // Streams have no window: an answer's headers go out, its message stays.
      raw.frame(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
      raw.flush();
      String status = "";
      int stream = -1;
      while (stream < 401 && !status.equals(RESOURCE_EXHAUSTED)) {
        stream += 2;
        raw.call(stream, PROPOSAL, Door.OPERATOR_TOKEN);
        raw.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, ask);
        raw.flush();
        status = raw.await(RawHttp2.HEADERS).orElseThrow().status();
      }
      assertEquals(RESOURCE_EXHAUSTED, status);
      assertTrue(stream < 2 * 25, "after less than 25 answers of nearly a mebibyte");
    }
  }
}
