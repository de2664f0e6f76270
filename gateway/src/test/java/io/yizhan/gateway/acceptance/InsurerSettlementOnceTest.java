package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.ChangedInput;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.RequestState;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one settlement of the insurer left to pay is aided once. */
class InsurerSettlementOnceTest {
  private static House house;
  private static int persons;

  @BeforeAll
  static void open() {
    house = House.open();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @AfterEach
  void books_areRight() {
    assertEquals(List.of(), house.audit());
  }

  private static PersonDocument member() {
    PersonDocument person = Invented.person(++persons);
    house.world().put(house.client(), World.known(person, "dibao"));
    return person;
  }

  /** A stay of this encounter that brings this number. */
  private static Claim.Builder stay(PersonDocument person, String encounter, String brought) {
    return Claims.stay(World.HOSPITAL, person, encounter, "2016-08-01", 1_000_000)
        .setInsurerSettlement(Claims.insurer(brought, Claims.BASIC_FUND, 700_000));
  }

  private static Settlement settle(String requestId, Claim.Builder claim) {
    return house.settle(Claims.request(requestId, claim));
  }

  private static QuoteSettlementResponse quote(Claim.Builder claim) {
    return house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(claim).build());
  }

  private static Refusals refused(Runnable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call::run));
  }

  private static void assertUsed(Settlement first, Runnable call) {
    Refusals refusal = refused(call);
    assertEquals("INSURER_SETTLEMENT_USED", refusal.info().getReason());
    assertEquals(
        Map.of("settlement_id", first.getSettlementId(), "hospital_id", World.HOSPITAL),
        refusal.info().getMetadataMap());
  }

  @Test
  void secondBill_thatBringsTheSame_isNamedTheFirstUntilThatIsReversed() {
    PersonDocument person = member();
    Settlement first = settle("once-1", stay(person, "once-1", "once"));
    Claim.Builder again = stay(person, "once-2", "once");
    assertUsed(first, () -> settle("once-2", again));
    assertUsed(first, () -> settle("once-3", stay(member(), "once-3", "once")));
    assertUsed(first, () -> quote(again));
    assertUsed(
        first,
        () ->
            house
                .client()
                .settlements(house.world().token())
                .quoteSettlement(
                    QuoteSettlementRequest.newBuilder()
                        .setClaim(again)
                        .setHold(
                            HoldTerms.newBuilder().setRequestId("once-hold").setHoldSeconds(60))
                        .build()));
    assertEquals(
        RequestState.REQUEST_STATE_NEVER_ARRIVED,
        house
            .client()
            .settlements(house.world().token())
            .getSettlement(
                GetSettlementRequest.newBuilder()
                    .setHospitalId(World.HOSPITAL)
                    .setRequestId("once-2")
                    .build())
            .getState());
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("once-back")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(first.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
    assertFalse(quote(again).hasRefusal());
    assertEquals(210_000, House.paid(settle("once-2", again), "inpatient"));
  }

  private static BookReadjudicationResponse correct(Settlement settled, String brought) {
    ChangedInput change =
        ChangedInput.newBuilder()
            .setSettlementId(settled.getSettlementId())
            .setInsurerSettlement(Claims.insurer(brought, Claims.BASIC_FUND, 600_000))
            .build();
    var service = house.client().readjudications(house.world().operatorToken());
    String sha =
        service
            .previewReadjudication(
                PreviewReadjudicationRequest.newBuilder()
                    .setSettlementId(settled.getSettlementId())
                    .addChangedInputs(change)
                    .build())
            .getReadjudications(0)
            .getPreviewSha256();
    return service.bookReadjudication(
        BookReadjudicationRequest.newBuilder()
            .setRequestId("correct-" + brought)
            .setSettlementId(settled.getSettlementId())
            .addChangedInputs(change)
            .setPreviewSha256(sha)
            .setAccountingPeriod(YearMonth.now(ZoneId.of("Asia/Shanghai")).toString())
            .setOperatorId("clerk-1")
            .setReason("医保重新结算")
            .build());
  }

  @Test
  void correction_thatBringsAnother_takesItUntilTheBillIsReversed() {
    Settlement first = settle("moved-1", stay(member(), "moved-1", "moved-old"));
    assertEquals(1, correct(first, "moved-new").getCorrectionsCount());
    Claim.Builder withNew = stay(member(), "moved-2", "moved-new");
    Claim.Builder withOld = stay(member(), "moved-3", "moved-old");
    assertUsed(first, () -> settle("moved-2", withNew));
    assertUsed(first, () -> settle("moved-3", withOld));
    assertEquals(List.of(), house.audit());
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("moved-back")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(first.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
    assertEquals(210_000, House.paid(settle("moved-2", withNew), "inpatient"));
    assertEquals(210_000, House.paid(settle("moved-3", withOld), "inpatient"));
  }

  @Test
  void correction_thatBringsWhatAnotherBillHas_isRefusedAndBooksNothing() {
    Settlement has = settle("held-1", stay(member(), "held-1", "held-by-one"));
    Settlement other = settle("held-2", stay(member(), "held-2", "held-by-two"));
    assertUsed(has, () -> correct(other, "held-by-one"));
    assertEquals(
        0,
        house
            .client()
            .settlements(house.world().token())
            .getSettlement(
                GetSettlementRequest.newBuilder().setSettlementId(other.getSettlementId()).build())
            .getCorrectionsCount());
    assertEquals(1, correct(other, "held-by-two").getCorrectionsCount());
  }

  @Test
  void bills_thatBringTheSameAtOnce_areSettledOnce() {
    List<PersonDocument> members = List.of(member(), member(), member(), member());
    List<Callable<String>> calls = new java.util.ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String id = "at-once-" + i;
      PersonDocument person = members.get(i % members.size());
      calls.add(
          () -> {
            try {
              settle(id, stay(person, id, "at-once"));
              return "settled";
            } catch (StatusRuntimeException e) {
              return Refusals.of(e).info().getReason();
            }
          });
    }
    List<String> results = Callers.atOnce(calls);
    assertEquals(1, results.stream().filter("settled"::equals).count(), results::toString);
    assertEquals(
        15, results.stream().filter("INSURER_SETTLEMENT_USED"::equals).count(), results::toString);
  }

  @Test
  void insurersOfTwoRegions_thatGiveTheSameNumber_areTwo() {
    settle("region-1", stay(member(), "region-1", "region"));
    Settlement other =
        settle("region-2", stay(member(), "region-2", "region").setInsuredRegionCode("410102"));
    assertEquals(700_000, House.paid(other, "basic"));
  }

  @Test
  void settleRequest_sentAgainAfterItsReversal_hasTheSameBytesAndSaysSo() {
    SettleClaimRequest request = Claims.request("replayed", stay(member(), "replayed", "replayed"));
    String token = house.world().token();
    Client.Answer first = house.client().settle(token, request);
    Client.Answer again = house.client().settle(token, request);
    assertTrue(again.replayed() && !again.reversed());
    house
        .client()
        .settlements(token)
        .undoRequest(
            UndoRequestRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setUndoneRequestId("replayed")
                .setOperatorId("cashier-1")
                .build());
    Client.Answer after = house.client().settle(token, request);
    assertArrayEquals(first.reply(), after.reply());
    assertTrue(after.replayed() && after.reversed());
  }

  @Test
  void quote_ofABillThatStandsSettled_namesTheSettlement() {
    PersonDocument person = member();
    Settlement first = settle("quoted-1", stay(person, "quoted", "quoted"));
    Refusals refusal = refused(() -> quote(stay(person, "quoted", "quoted-b")));
    assertEquals("CLAIM_ALREADY_SETTLED", refusal.info().getReason());
    assertEquals(
        Map.of("settlement_id", first.getSettlementId(), "request_id", "quoted-1"),
        refusal.info().getMetadataMap());
  }
}
