package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** A day of service too far ahead is no reason to deny what stands settled. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AheadClaimTest {
  /** Just after midnight of 2 May at the counter, and a second before. */
  private static final Instant MIDNIGHT = Instant.parse("2026-05-01T16:00:00Z");

  private static final Instant BEFORE = MIDNIGHT.minusSeconds(1);

  /** The last that may be told on 2 May. */
  private static final String LAST = "2026-05-17";

  private volatile Instant now = MIDNIGHT;
  private final House house = House.open(() -> now);

  @BeforeEach
  void midnight() {
    now = MIDNIGHT;
  }

  @AfterAll
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private static Claim.Builder stay(String encounter) {
    return Claims.settledStay(
        World.HOSPITAL, Invented.person(1), encounter, LAST, 4_000_000, 2_000_000);
  }

  private Client.Answer settle(SettleClaimRequest request) {
    return house.client().settle(house.world().token(), request);
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  @Test
  void settle_repeatedWhereItIsNotYetMidnight_givesTheFirstAnswer() {
    SettleClaimRequest request = Claims.request("ahead-1", stay("A-1"));
    Client.Answer first = settle(request);
    assertFalse(first.replayed());
    now = BEFORE;
    Client.Answer again = settle(request);
    assertTrue(again.replayed());
    assertArrayEquals(first.reply(), again.reply());
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(() -> settle(Claims.request("ahead-1", stay("A-1").setTerminalId("T9")))));
  }

  @Test
  void settle_thatNeverArrived_isRefusedForItsDayAndWritesNothing() {
    now = BEFORE;
    Map<String, String> digests = house.digests();
    SettleClaimRequest request = Claims.request("ahead-2", stay("A-2"));
    Refusals refused =
        Refusals.of(assertThrows(StatusRuntimeException.class, () -> settle(request)));
    assertEquals("BAD_CLAIM", refused.info().getReason());
    assertEquals(List.of("claim.discharge_date"), refused.fieldNames());
    assertEquals(digests, house.digests());
    now = MIDNIGHT;
    assertFalse(settle(request).replayed(), "the id is free");
  }

  @Test
  void settle_undoneBeforeItArrived_saysSo() {
    house
        .client()
        .settlements(house.world().token())
        .undoRequest(
            UndoRequestRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setUndoneRequestId("ahead-3")
                .setOperatorId("op")
                .build());
    now = BEFORE;
    assertEquals("REQUEST_UNDONE", reason(() -> settle(Claims.request("ahead-3", stay("A-3")))));
  }

  @Test
  void settle_withAnotherFault_namesBoth() {
    now = BEFORE;
    SettleClaimRequest request = Claims.request("ahead-4", stay("A-4").clearOperatorId());
    Refusals refused =
        Refusals.of(assertThrows(StatusRuntimeException.class, () -> settle(request)));
    assertEquals(List.of("claim.operator_id", "claim.discharge_date"), refused.fieldNames());
  }

  @Test
  void hold_repeatedWhereItIsNotYetMidnight_givesTheFirstAnswer() {
    var hospital = house.client().settlements(house.world().token());
    QuoteSettlementRequest request =
        QuoteSettlementRequest.newBuilder()
            .setClaim(stay("A-5"))
            .setHold(HoldTerms.newBuilder().setRequestId("ahead-5").setHoldSeconds(600))
            .build();
    var first = hospital.quoteSettlement(request);
    assertTrue(first.hasQuote());
    now = BEFORE;
    assertEquals(first, hospital.quoteSettlement(request));
    QuoteSettlementRequest.Builder other = request.toBuilder();
    other.getHoldBuilder().setRequestId("ahead-6");
    assertEquals("BAD_CLAIM", reason(() -> hospital.quoteSettlement(other.build())));
    assertEquals("BAD_CLAIM", reason(() -> hospital.quoteSettlement(other.clearHold().build())));
  }
}
