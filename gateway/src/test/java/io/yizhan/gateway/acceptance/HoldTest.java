package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.HoldState;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.ReleaseHoldRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UsageLine;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Quotes that bind, through the door and down to the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldTest {
  private static final String IN_DIBAO = "zhengzhou/IN dibao";
  private static final String DAY = "2016-08-01";

  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
  }

  @AfterAll
  void close() {
    house.close();
  }

  @AfterEach
  void books_afterEveryTest_areRight() {
    assertEquals(List.of(), house.audit());
  }

  private PersonDocument dibao(int n) {
    PersonDocument person = Invented.person(n);
    house.world().put(house.client(), World.known(person, "dibao"));
    return person;
  }

  /** A stay that leaves 2,000,000 fen after insurance: 1,400,000 of aid at 70 %. */
  private static Claim.Builder stay(PersonDocument person, String encounter) {
    return Claims.settledStay(World.HOSPITAL, person, encounter, DAY, 4_000_000, 2_000_000);
  }

  private QuoteSettlementResponse hold(String id, Claim.Builder claim) {
    return hold(id, claim, 600);
  }

  private QuoteSettlementResponse hold(String id, Claim.Builder claim, int seconds) {
    return house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(
            QuoteSettlementRequest.newBuilder()
                .setClaim(claim)
                .setHold(HoldTerms.newBuilder().setRequestId(id).setHoldSeconds(seconds))
                .build());
  }

  private QuoteSettlementResponse quote(Claim.Builder claim) {
    return house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(claim).build());
  }

  private SettleClaimResponse settleHold(String id, String hold, Claim.Builder claim) {
    return house
        .client()
        .settlements(house.world().token())
        .settleClaim(Claims.request(id, claim).toBuilder().setHoldRequestId(hold).build());
  }

  private HoldState release(String hold) {
    return house
        .client()
        .settlements(house.world().token())
        .releaseHold(
            ReleaseHoldRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setHoldRequestId(hold)
                .build())
        .getState();
  }

  /** Lets time pass for every hold: the database's clock is always ahead of what it has written. */
  private void pass(int seconds) {
    String back = " - interval '" + seconds + " seconds'";
    house.execute(
        "UPDATE hold SET hold_time = hold_time" + back + ", expire_time = expire_time" + back,
        "UPDATE account_hold SET expire_time = expire_time" + back,
        "UPDATE fund_hold SET expire_time = expire_time" + back,
        "UPDATE account SET held_until = held_until" + back);
  }

  private void assertUsage(PersonDocument person, long used, long held, long left) {
    UsageLine line =
        house.usage(person, DAY).getOrDefault(IN_DIBAO, UsageLine.getDefaultInstance());
    assertEquals(
        List.of(used, held, left),
        List.of(line.getUsedFen(), line.getHeldFen(), line.getLeftFen()));
  }

  private static void assertReason(String reason, StatusRuntimeException failure) {
    assertEquals(reason, Refusals.of(failure).info().getReason());
  }

  /** All amounts of a quote or a settlement, without ids, times and running totals. */
  private static List<Object> amounts(Settlement of) {
    return List.of(
        of.getPaymentsList(),
        of.getHospitalShareFen(),
        of.getPatientShareFen(),
        of.getCashDueFen(),
        of.getCashRefundFen());
  }

  @Test
  void hold_thenItsSettlement_givesExactlyTheQuotedAmountsAndHoldsNothingAfterwards() {
    PersonDocument person = dibao(1);
    QuoteSettlementResponse quoted = hold("h1", stay(person, "h1"));
    assertEquals(1_400_000, House.paid(quoted.getQuote(), "inpatient"));
    assertEquals("h1", quoted.getHold().getRequestId());
    assertEquals(
        600,
        quoted.getHold().getExpireTime().getSeconds()
            - quoted.getHold().getHoldTime().getSeconds());
    assertUsage(person, 0, 1_400_000, 600_000);
    Settlement settled =
        settleHold("s1", "h1", stay(person, "h1").setOperatorId("other").setInvoiceNumber("I-2"))
            .getSettlement();
    assertEquals(amounts(quoted.getQuote()), amounts(settled));
    assertUsage(person, 1_400_000, 0, 600_000);
    assertEquals(HoldState.HOLD_STATE_SETTLED, release("h1"));
  }

  @Test
  void hold_whileItStands_leavesOthersWhatIsLeftAndItsOwnBillAll() {
    PersonDocument person = dibao(2);
    hold("h2", stay(person, "h2-a"));
    assertEquals(600_000, House.paid(quote(stay(person, "h2-b")).getQuote(), "inpatient"));
    assertEquals(1_400_000, House.paid(quote(stay(person, "h2-a")).getQuote(), "inpatient"));
    Settlement other = house.settle(Claims.request("s2-b", stay(person, "h2-b")));
    assertEquals(600_000, House.paid(other, "inpatient"));
    assertTrue(
        other.getUsageChangesList().stream()
            .anyMatch(
                change ->
                    change.getAccountCode().equals("zhengzhou/IN")
                        && change.getHeldFen() == 1_400_000
                        && change.getLeftFen() == 0),
        "the answer says that others hold the rest");
    assertUsage(person, 600_000, 1_400_000, 0);
    Settlement own = settleHold("s2-a", "h2", stay(person, "h2-a")).getSettlement();
    assertEquals(1_400_000, House.paid(own, "inpatient"));
    assertUsage(person, 2_000_000, 0, 0);
  }

  @Test
  void hold_settledWithoutNamingIt_isUsedAndEndsAllTheSame() {
    PersonDocument person = dibao(3);
    hold("h3", stay(person, "h3"));
    Settlement settled = house.settle(Claims.request("s3", stay(person, "h3")));
    assertEquals(1_400_000, House.paid(settled, "inpatient"));
    assertUsage(person, 1_400_000, 0, 600_000);
    assertEquals(HoldState.HOLD_STATE_SETTLED, release("h3"));
  }

  @Test
  void hold_whoseTimeIsOver_countsForNothingAtOnceAndSettlesNoMore() {
    PersonDocument person = dibao(4);
    hold("h4", stay(person, "h4-a"), 60);
    assertUsage(person, 0, 1_400_000, 600_000);
    pass(61);
    assertUsage(person, 0, 0, 2_000_000);
    Settlement other = house.settle(Claims.request("s4-b", stay(person, "h4-b")));
    assertEquals(1_400_000, House.paid(other, "inpatient"));
    SettleClaimResponse late = settleHold("s4-a", "h4", stay(person, "h4-a"));
    assertEquals("HOLD_EXPIRED", late.getRefusal().getReasonCode());
    assertEquals(late, settleHold("s4-a", "h4", stay(person, "h4-a")), "final for its id");
    assertUsage(person, 1_400_000, 0, 600_000);
    assertEquals(HoldState.HOLD_STATE_EXPIRED, release("h4"));
    assertEquals(HoldState.HOLD_STATE_EXPIRED, release("h4"));
  }

  @Test
  void hold_released_isFreeAndSettlesNoMore() {
    PersonDocument person = dibao(5);
    hold("h5", stay(person, "h5"));
    assertEquals(HoldState.HOLD_STATE_RELEASED, release("h5"));
    assertEquals(HoldState.HOLD_STATE_RELEASED, release("h5"));
    assertUsage(person, 0, 0, 2_000_000);
    assertEquals(
        "HOLD_ENDED", settleHold("s5", "h5", stay(person, "h5")).getRefusal().getReasonCode());
    assertEquals(
        1_400_000,
        House.paid(house.settle(Claims.request("s5-b", stay(person, "h5"))), "inpatient"));
  }

  @Test
  void hold_releasedBeforeItArrived_isForbidden() {
    PersonDocument person = dibao(6);
    assertEquals(HoldState.HOLD_STATE_FORBIDDEN, release("h6"));
    assertEquals(HoldState.HOLD_STATE_FORBIDDEN, release("h6"));
    assertReason(
        "REQUEST_UNDONE",
        assertThrows(StatusRuntimeException.class, () -> hold("h6", stay(person, "h6"))));
    assertUsage(person, 0, 0, 2_000_000);
  }

  @Test
  void hold_repeated_givesTheSameBytesAndHoldsOnce() {
    PersonDocument person = dibao(7);
    QuoteSettlementResponse first = hold("h7", stay(person, "h7"));
    assertArrayEquals(first.toByteArray(), hold("h7", stay(person, "h7")).toByteArray());
    assertUsage(person, 0, 1_400_000, 600_000);
    StatusRuntimeException other =
        assertThrows(
            StatusRuntimeException.class, () -> hold("h7", stay(person, "h7").setShiftId("late")));
    assertReason("REQUEST_ID_REUSED", other);
    assertEquals("claim.shift_id", Refusals.of(other).info().getMetadataOrThrow("fields"));
    assertReason(
        "REQUEST_ID_REUSED",
        assertThrows(StatusRuntimeException.class, () -> hold("h7", stay(person, "h7"), 700)));
    assertReason(
        "REQUEST_ID_REUSED",
        assertThrows(
            StatusRuntimeException.class,
            () -> house.settle(Claims.request("h7", stay(person, "h7")))));
    release("h7");
  }

  @Test
  void lookUp_byTheIdOfAHold_saysThatItIsNoSettleRequest() {
    hold("h7-b", stay(dibao(17), "h7-b"));
    GetSettlementRequest byId =
        GetSettlementRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setRequestId("h7-b")
            .build();
    assertReason(
        "NOT_A_SETTLE_REQUEST",
        assertThrows(
            StatusRuntimeException.class,
            () -> house.client().settlements(house.world().token()).getSettlement(byId)));
    release("h7-b");
  }

  @Test
  void hold_ofTheSameBillAgain_takesThePlaceOfTheFirst() {
    PersonDocument person = dibao(8);
    hold("h8-a", stay(person, "h8"));
    hold("h8-b", stay(person, "h8").setPrepaymentFen(100));
    assertUsage(person, 0, 1_400_000, 600_000);
    assertEquals(HoldState.HOLD_STATE_REPLACED, release("h8-a"));
    assertEquals(
        "HOLD_ENDED", settleHold("s8-a", "h8-a", stay(person, "h8")).getRefusal().getReasonCode());
    assertTrue(
        settleHold("s8-b", "h8-b", stay(person, "h8").setPrepaymentFen(100)).hasSettlement());
    assertUsage(person, 1_400_000, 0, 600_000);
  }

  @Test
  void settleOfAHold_ofAnotherClaim_namesTheFieldsThatDiffer() {
    PersonDocument person = dibao(9);
    hold("h9", stay(person, "h9"));
    SettleClaimResponse changed =
        settleHold("s9", "h9", stay(person, "h9").setPrepaymentFen(5).addDiagnosisCodes("I10"));
    assertEquals("HOLD_CLAIM_CHANGED", changed.getRefusal().getReasonCode());
    assertEquals(
        List.of("claim.diagnosis_codes[1]", "claim.prepayment_fen"),
        changed.getRefusal().getFieldsList().stream().sorted().collect(Collectors.toList()));
    assertTrue(settleHold("s9-b", "h9", stay(person, "h9")).hasSettlement(), "it still holds");
  }

  @Test
  void settleOfAHold_whoseIdentityEnded_saysSo() {
    PersonDocument person = dibao(10);
    hold("h10", stay(person, "h10"));
    house
        .world()
        .put(
            house.client(),
            World.known(person, "dibao")
                .clearIdentities()
                .addIdentities(
                    World.identity("dibao", "2014-01-01").setToDate(Claims.date("2016-07-31"))));
    assertEquals(
        "HOLD_IDENTITY_ENDED",
        settleHold("s10", "h10", stay(person, "h10")).getRefusal().getReasonCode());
    assertEquals(HoldState.HOLD_STATE_RELEASED, release("h10"));
  }

  @Test
  void settleOfAHold_thatComesToOtherAmounts_isRefusedWithBothFigures() {
    PersonDocument person = dibao(11);
    hold("h11", stay(person, "h11"));
    house.world().open(house.client(), "open-11", person, "zhengzhou/IN", 2016, 1_900_000);
    SettleClaimResponse superseded = settleHold("s11", "h11", stay(person, "h11"));
    assertEquals("HOLD_SUPERSEDED", superseded.getRefusal().getReasonCode());
    String sentence = superseded.getRefusal().getSentence().getEn();
    assertTrue(sentence.contains("the patient's share was 6,000.00 yuan, is 19,000.00."), sentence);
    assertFalse(quote(stay(person, "h11")).hasRefusal());
    assertEquals(
        100_000,
        House.paid(house.settle(Claims.request("s11-b", stay(person, "h11"))), "inpatient"));
    assertUsage(person, 2_000_000, 0, 0);
  }

  /** A platform that quotes (2303) gives amounts and no setl_id; that comes when it settles. */
  @Test
  void hold_ofAmountsThatTheInsurerOnlyQuoted_isSettledWithTheNumberThatItGivesThen() {
    PersonDocument person = dibao(41);
    Claim.Builder quoted = stay(person, "h41");
    quoted.getInsurerSettlementBuilder().clearSettlementId();
    Settlement quote = quote(quoted).getQuote();
    Settlement held = hold("h41", quoted).getQuote();
    assertEquals(quote.getPaymentsList(), held.getPaymentsList());
    assertReason(
        "BAD_CLAIM",
        assertThrows(StatusRuntimeException.class, () -> settleHold("s41", "h41", quoted)));
    Settlement settled = settleHold("s41", "h41", stay(person, "h41")).getSettlement();
    assertEquals(held.getPaymentsList(), settled.getPaymentsList());
    assertEquals(
        "SI-h41",
        house
            .database()
            .rows(
                "SELECT insurer_settlement_id FROM settlement WHERE settlement_id = '"
                    + settled.getSettlementId()
                    + "'")
            .get(0));
  }

  @Test
  void settleOfAHold_thatNobodyMade_isNotFoundAndWritesNothing() {
    PersonDocument person = dibao(12);
    assertReason(
        "HOLD_NOT_FOUND",
        assertThrows(
            StatusRuntimeException.class, () -> settleHold("s12", "none", stay(person, "h12"))));
    assertTrue(house.settle(Claims.request("s12", stay(person, "h12"))).getTotalFen() > 0);
    assertReason(
        "CLAIM_ALREADY_SETTLED",
        assertThrows(
            StatusRuntimeException.class, () -> settleHold("s12-b", "none", stay(person, "h12"))));
  }

  @Test
  void hold_ofABillThatStandsSettled_isRefusedAndSettlingAgainAfterAReversalWorks() {
    PersonDocument person = dibao(13);
    Settlement settled = house.settle(Claims.request("s13", stay(person, "h13")));
    assertReason(
        "CLAIM_ALREADY_SETTLED",
        assertThrows(StatusRuntimeException.class, () -> hold("h13", stay(person, "h13"))));
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("r13")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
    hold("h13", stay(person, "h13"));
    assertTrue(settleHold("s13-b", "h13", stay(person, "h13")).hasSettlement());
    assertUsage(person, 1_400_000, 0, 600_000);
  }

  @Test
  void hold_ofFiniteMoney_leavesOthersTheRestUntilItEnds() {
    PersonDocument first = Invented.person(14);
    house.world().put(house.client(), World.known(first, "dibao").addGrants(World.grant(500_000)));
    long before = fund("used_fen + held_fen");
    QuoteSettlementResponse quoted = hold("h14", stay(first, "h14"));
    long given = House.paid(quoted.getQuote(), "charity");
    assertTrue(given > 0, quoted.toString());
    assertEquals(before + given, fund("used_fen + held_fen"));
    assertEquals(given, fund("held_fen"));
    assertEquals(
        amounts(quoted.getQuote()),
        amounts(settleHold("s14", "h14", stay(first, "h14")).getSettlement()));
    assertEquals(0, fund("held_fen"));
    assertEquals(before + given, fund("used_fen"));
  }

  private long fund(String column) {
    return house
        .database()
        .number("SELECT " + column + " FROM fund WHERE fund_code = '" + World.CHARITY + "'");
  }
}
