package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.HoldStore.HoldResult;
import io.yizhan.proto.v1.HoldState;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.ReleaseHoldRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the door reads and says of quotes that bind. */
final class HoldDoorTest {
  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  private static QuoteSettlementRequest hold(String id, int seconds) {
    return QuoteSettlementRequest.newBuilder()
        .setClaim(Door.settle("R1").getClaim())
        .setHold(HoldTerms.newBuilder().setRequestId(id).setHoldSeconds(seconds))
        .build();
  }

  private StatusRuntimeException refused(QuoteSettlementRequest request) {
    return assertThrows(
        StatusRuntimeException.class,
        () -> door.settlement(Door.HOSPITAL_TOKEN).quoteSettlement(request));
  }

  @Test
  void hold_withBadFields_namesEveryOneWithThoseOfTheClaim() {
    QuoteSettlementRequest.Builder request = hold("", 5).toBuilder();
    request.getClaimBuilder().setCareTypeCode("x");
    assertEquals(
        List.of("hold.request_id", "hold.hold_seconds", "claim.care_type_code"),
        Door.fields(refused(request.build())));
    assertEquals(List.of("hold.hold_seconds"), Door.fields(refused(hold("h", 43_201))));
    assertEquals(0, door.holds.calls.get());
  }

  @Test
  void hold_withinItsRange_isAnsweredWithItsTimeAndRepeatedWithTheSameBytes() {
    for (int seconds : List.of(10, 43_200)) {
      QuoteSettlementRequest request = hold("h" + seconds, seconds);
      QuoteSettlementResponse held = door.settlement(Door.HOSPITAL_TOKEN).quoteSettlement(request);
      assertTrue(held.hasQuote());
      assertEquals(seconds, held.getHold().getExpireTime().getSeconds());
      assertEquals(held, door.settlement(Door.HOSPITAL_TOKEN).quoteSettlement(request));
    }
  }

  @Test
  void hold_beyondWhatMayBe_saysOfWhomAndHowMany() {
    door.holds.answer = Optional.of(new HoldResult.TooMany("", 8));
    Door.refused(
        ErrorReason.TOO_MANY_HOLDS,
        () -> door.settlement(Door.HOSPITAL_TOKEN).quoteSettlement(hold("h", 60)));
    door.holds.answer = Optional.of(new HoldResult.TooMany("gift", 256));
    String said = String.valueOf(refused(hold("h", 60)).getMessage());
    assertTrue(said.contains("256") && said.contains("gift"), said);
  }

  @Test
  void hold_releasedBeforeItArrived_isUndone() {
    door.holds.answer = Optional.of(new HoldResult.ReleasedBefore());
    Door.refused(
        ErrorReason.REQUEST_UNDONE,
        () -> door.settlement(Door.HOSPITAL_TOKEN).quoteSettlement(hold("h", 60)));
  }

  @Test
  void hold_byAnotherHospital_isRefusedAndSoIsItsRelease() {
    Door.refused(
        ErrorReason.NOT_YOUR_HOSPITAL,
        () -> door.settlement(Door.OTHER_HOSPITAL_TOKEN).quoteSettlement(hold("h", 60)));
    ReleaseHoldRequest release =
        ReleaseHoldRequest.newBuilder().setHospitalId("H1").setHoldRequestId("h").build();
    Door.refused(
        ErrorReason.NOT_YOUR_HOSPITAL,
        () -> door.settlement(Door.OTHER_HOSPITAL_TOKEN).releaseHold(release));
    Door.refused(
        ErrorReason.ROLE_MAY_NOT, () -> door.settlement(Door.OPERATOR_TOKEN).releaseHold(release));
    assertEquals(0, door.holds.calls.get());
  }

  @Test
  void release_repeated_answersTheSame() {
    ReleaseHoldRequest release =
        ReleaseHoldRequest.newBuilder().setHospitalId("H1").setHoldRequestId("h").build();
    for (int i = 0; i < 2; i++) {
      assertEquals(
          HoldState.HOLD_STATE_FORBIDDEN,
          door.settlement(Door.HOSPITAL_TOKEN).releaseHold(release).getState());
    }
  }

  @Test
  void release_withBadFields_namesEveryOne() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                door.settlement(Door.HOSPITAL_TOKEN)
                    .releaseHold(ReleaseHoldRequest.getDefaultInstance()));
    assertEquals(List.of("hospital_id", "hold_request_id"), Door.fields(error));
  }

  @Test
  void settle_namingAHoldThatIsNoId_isABadClaim() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                door.settlement(Door.HOSPITAL_TOKEN)
                    .settleClaim(Door.settle("R1").toBuilder().setHoldRequestId("号 1").build()));
    assertEquals(List.of("hold_request_id"), Door.fields(error));
  }
}
