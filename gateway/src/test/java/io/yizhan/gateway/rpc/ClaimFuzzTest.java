package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.ClaimFact;
import io.yizhan.proto.v1.ItemLine;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes as a settle request: either a claim, or one INVALID_ARGUMENT, and nothing else. In an
 * ordinary run the seeds are read; with the profile {@code fuzz} others are looked for.
 */
final class ClaimFuzzTest {
  private static final LocalDate TODAY = LocalDate.of(2016, 8, 20);

  /** Requests that settle, as the seeds of all others. */
  static Stream<byte[]> seeds() {
    SettleClaimRequest stay = Door.settle("R1");
    SettleClaimRequest.Builder visit = stay.toBuilder();
    visit
        .getClaimBuilder()
        .clearAdmissionDate()
        .clearDischargeDate()
        .setVisitDate(Door.date(2016, 8, 1))
        .setBirthDate(Door.date(1949, 12, 31))
        .setCareTypeCode("special_outpatient")
        .setSpecialDiseaseCode("esrd")
        .setTreatmentFormCode("dialysis")
        .setReferralCode("referred")
        .setThirdPartyLiable(true)
        .setPersonalAccountFen(1)
        .setPrepaymentFen(2)
        .addFacts(ClaimFact.newBuilder().setCode("bundle").setWord("A"))
        .addFacts(ClaimFact.newBuilder().setCode("count").setNumber(3))
        .addFacts(ClaimFact.newBuilder().setCode("cost").setAmountFen(4));
    visit
        .getClaimBuilder()
        .getBillBuilder()
        .addItemLines(
            ItemLine.newBuilder()
                .setServiceDate(Door.date(2016, 8, 1))
                .setItemCode("X")
                .setItemClassCode("A")
                .setInScopeFen(1_000_000));
    return Stream.of(stay, visit.build()).map(SettleClaimRequest::toByteArray);
  }

  /**
   * A day too far ahead is a violation, too, but a settle request says it after its id is looked
   * up.
   */
  static Stream<byte[]> ahead() {
    SettleClaimRequest.Builder stay = Door.settle("R1").toBuilder();
    stay.getClaimBuilder().setDischargeDate(Door.date(2016, 9, 30));
    return Stream.of(stay.build().toByteArray());
  }

  @MethodSource({"seeds", "ahead"})
  @FuzzTest(maxDuration = "")
  void settle_anyBytes_areAClaimOrNamedViolations(byte[] bytes) {
    SettleClaimRequest request;
    try {
      request = SettleClaimRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    boolean settles = isRead(() -> settle(request));
    boolean quotes =
        isRead(
            () ->
                ClaimReader.quote(
                    QuoteSettlementRequest.newBuilder().setClaim(request.getClaim()).build(),
                    TODAY));
    assertTrue(quotes || !settles, "what settles can be quoted");
    if (settles) {
      ClaimReader.ReadSettle read = ClaimReader.settle(request, TODAY);
      assertEquals(read.content(), ClaimReader.settle(request, TODAY).content());
      assertTrue(read.read().claim().bill().totalFen() >= 0);
    }
  }

  @Test
  void seeds_allOfThem_settle() {
    for (byte[] seed : seeds().toList()) {
      assertTrue(isRead(() -> ClaimReader.settle(parsed(seed), TODAY)));
    }
  }

  /** Reads a settle request whose id nobody knows. */
  private static void settle(SettleClaimRequest request) {
    ClaimReader.settle(request, TODAY)
        .read()
        .ahead()
        .ifPresent(
            ahead -> {
              throw ahead.failure();
            });
  }

  private static SettleClaimRequest parsed(byte[] bytes) {
    try {
      return SettleClaimRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRead(Runnable read) {
    try {
      read.run();
      return true;
    } catch (StatusRuntimeException e) {
      assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode());
      assertTrue(!Door.fields(e).isEmpty(), "must name a field");
      return false;
    }
  }
}
