package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.AgreeInstalmentsRequest;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.EndProvisionalResponse;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.Instalment;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UsageLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A false statement takes back all aid, to the fen, and no hospital loses any. */
class FalseStatementTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Binhai binhai;

  @BeforeEach
  void open() {
    house = House.open();
    binhai = new Binhai(house);
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private EndProvisionalRequest ending(Provisional of, ProvisionalState how) {
    return EndProvisionalRequest.newBuilder()
        .setRequestId(binhai.nextId("end"))
        .setProvisionalId(of.getProvisionalId())
        .setEnding(how)
        .setEndDate(Claims.date("2023-04-10"))
        .setReportNumber("HD-2023-9")
        .setReason("收入不实")
        .build();
  }

  private EndProvisionalResponse endFalsely(Provisional of) {
    return house
        .client()
        .provisionals(binhai.office())
        .endProvisional(ending(of, ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT));
  }

  private static long owed(List<Receivable> receivables) {
    return receivables.stream().mapToLong(Receivable::getAmountFen).sum();
  }

  /** What every hospital is paid, by account, as the ledger says. */
  private List<String> paidToHospitals() {
    return house
        .database()
        .rows(
            "SELECT account, sum(amount_fen) FROM posting WHERE account = payee"
                + " AND account LIKE 'hospital:%' GROUP BY 1 ORDER BY 1");
  }

  private Reversal reverse(int hospital, Settlement settlement) {
    return house
        .client()
        .settlements(binhai.hospitalToken(hospital))
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(binhai.nextId("reverse"))
                .setHospitalId(Binhai.HOSPITALS[hospital])
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-1")
                .build())
        .getReversal();
  }

  private long usedFen(PersonDocument person, String account) {
    return house
        .client()
        .settlements(binhai.hospitalToken(0))
        .getUsage(
            GetUsageRequest.newBuilder()
                .setHospitalId(Binhai.HOSPITALS[0])
                .setPersonDocument(person)
                .setInsuredRegionCode(Binhai.COUNTY)
                .setAsOfDate(Claims.date("2023-03-20"))
                .build())
        .getLinesList()
        .stream()
        .filter(line -> line.getAccountCode().equals(account))
        .mapToLong(UsageLine::getUsedFen)
        .max()
        .orElse(0);
  }

  @Test
  void falseStatement_makesAllAidDrawnWhatThePersonOwesEachFund() {
    PersonDocument person = Invented.person(20_001);
    Provisional approved = binhai.approve(person);
    Settlement first = binhai.settle(0, person, 1_500_000, 500_000);
    Settlement second = binhai.settle(1, person, 400_000, 0);
    long drawn = first.getProvisional().getDrawnFen() + second.getProvisional().getDrawnFen();
    assertTrue(drawn > 900_000);
    List<String> paid = paidToHospitals();
    EndProvisionalRequest request =
        ending(approved, ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT);
    var office = house.client().provisionals(binhai.office());
    EndProvisionalResponse ended = office.endProvisional(request);
    assertEquals(ended, office.endProvisional(request));
    assertEquals(drawn, owed(ended.getReceivablesList()));
    assertEquals(drawn, ended.getProvisional().getRecoveredFen());
    assertTrue(ended.getProvisional().getPromiseBroken());
    assertTrue(
        ended.getReceivablesList().stream()
            .allMatch(
                each ->
                    each.getKind() == ReceivableKind.RECEIVABLE_KIND_CLAW_BACK
                        && each.getPartyCode().equals(Binhai.FUND)));
    assertTrue(ended.getNotice().getTextZh().startsWith("追回医疗救助资金通知书"));
    assertFalse(ended.getNotice().getTextZh().contains(person.getNumber()));
    assertEquals(paid, paidToHospitals());
    assertEquals(0, usedFen(person, "binhai/IN"));
    assertEquals(
        "PROMISE_BROKEN_BEFORE",
        Refusals.of(
                assertThrows(
                    StatusRuntimeException.class,
                    () -> office.approveProvisional(binhai.approval(person).build())))
            .info()
            .getReason());
    assertFalse(binhai.settle(2, person, 100_000, 0).hasProvisional());
  }

  @Test
  void clawBack_isPaidInInstalmentsAndSeenByItsOfficeAlone() {
    PersonDocument person = Invented.person(20_002);
    Provisional approved = binhai.approve(person);
    binhai.settle(0, person, 1_000_000, 500_000);
    Receivable owed = endFalsely(approved).getReceivables(0);
    assertEquals(350_000, owed.getAmountFen());
    var office = house.client().receivables(binhai.office());
    office.agreeInstalments(
        AgreeInstalmentsRequest.newBuilder()
            .setRequestId("plan")
            .setReceivableId(owed.getReceivableId())
            .addInstalments(part("2023-05-01", 150_000))
            .addInstalments(part("2023-06-01", 200_000))
            .build());
    office.recordPayment(
        RecordPaymentRequest.newBuilder()
            .setRequestId("pay")
            .setReceivableId(owed.getReceivableId())
            .setAmountFen(150_000)
            .setNote("receipt 1")
            .build());
    ListReceivablesRequest overdue =
        ListReceivablesRequest.newBuilder()
            .setCountyCode(Binhai.COUNTY)
            .setKind(ReceivableKind.RECEIVABLE_KIND_CLAW_BACK)
            .setOverdueOnDate(Claims.date("2023-06-02"))
            .build();
    Receivable late = office.listReceivables(overdue).getReceivables(0);
    assertEquals(200_000, late.getOutstandingFen());
    assertEquals(Claims.date("2023-06-01"), late.getNextDueDate());
    assertEquals(
        0,
        house
            .client()
            .receivables(binhai.hospitalToken(0))
            .listReceivables(ListReceivablesRequest.getDefaultInstance())
            .getReceivablesCount());
    assertEquals(
        0,
        house
            .client()
            .receivables(binhai.elsewhere())
            .listReceivables(ListReceivablesRequest.getDefaultInstance())
            .getReceivablesCount());
  }

  private static Instalment.Builder part(String day, long fen) {
    return Instalment.newBuilder().setDueDate(Claims.date(day)).setAmountFen(fen);
  }

  @Test
  void share_leftOwedAfterTheClawBack_isTheOneThatWasSettled() {
    PersonDocument person = Invented.person(20_006);
    Provisional approved = binhai.approve(person);
    Settlement settlement = binhai.settle(0, person, 1_000_000, 500_000);
    assertEquals(350_000, endFalsely(approved).getReceivables(0).getAmountFen());
    assertEquals(150_000, settlement.getCashDueFen());
    OwePatientShareRequest.Builder owe =
        OwePatientShareRequest.newBuilder()
            .setRequestId("owe")
            .setHospitalId(Binhai.HOSPITALS[0])
            .setSettlementId(settlement.getSettlementId());
    var hospital = house.client().receivables(binhai.hospitalToken(0));
    assertEquals(
        "MORE_THAN_OWED",
        Refusals.of(
                assertThrows(
                    StatusRuntimeException.class,
                    () -> hospital.owePatientShare(owe.clone().setAmountFen(150_001).build())))
            .info()
            .getReason());
    assertEquals(
        150_000,
        hospital.owePatientShare(owe.setAmountFen(150_000).build()).getReceivable().getAmountFen());
  }

  @Test
  void brokenPromise_ofARecordThatWasJoined_standsInTheWayOfTheOther() {
    PersonDocument person = Invented.person(20_007);
    PersonDocument other = Invented.person(20_008);
    Provisional approved = binhai.approve(person);
    endFalsely(approved);
    binhai.settle(0, other, 100_000, 0);
    house
        .client()
        .roster(house.world().operatorToken())
        .joinPersons(
            JoinPersonsRequest.newBuilder()
                .setRequestId("join")
                .setKeptDocument(other)
                .setJoinedDocument(person)
                .setReason("旧证号与新证号为同一人")
                .build());
    assertEquals(
        "PROMISE_BROKEN_BEFORE",
        Refusals.of(assertThrows(StatusRuntimeException.class, () -> binhai.approve(other)))
            .info()
            .getReason());
  }

  @Test
  void reversal_ofWhatWasRecovered_cancelsTheClawBack() {
    PersonDocument person = Invented.person(20_003);
    Provisional approved = binhai.approve(person);
    Settlement settlement = binhai.settle(0, person, 1_000_000, 500_000);
    Receivable owed = endFalsely(approved).getReceivables(0);
    house
        .client()
        .receivables(binhai.office())
        .recordPayment(
            RecordPaymentRequest.newBuilder()
                .setRequestId("pay")
                .setReceivableId(owed.getReceivableId())
                .setAmountFen(50_000)
                .setNote("receipt 1")
                .build());
    Reversal reversal = reverse(0, settlement);
    assertEquals(300_000, reversal.getCancelledReceivables(0).getCancelledFen());
    assertEquals(50_000, reversal.getCancelledReceivables(0).getPaidFen());
    Receivable back =
        house
            .client()
            .receivables(binhai.office())
            .getReceivable(
                GetReceivableRequest.newBuilder()
                    .setReceivableId(reversal.getCancelledReceivables(0).getOwedBackReceivableId())
                    .build())
            .getReceivable();
    assertEquals(ReceivableKind.RECEIVABLE_KIND_SUPPLEMENT, back.getKind());
    assertEquals(Binhai.FUND, back.getPartyCode());
    assertEquals(50_000, back.getOutstandingFen());
  }

  @Test
  void inGoodFaith_whereTheRuleRecovers_owesButMarksNoBrokenPromise() {
    binhai.rule(Binhai.PERSON_LIMIT_FEN, 100_000_000, true);
    Provisional approved = binhai.approve(Invented.person(20_004));
    binhai.settle(0, Invented.person(20_004), 1_000_000, 500_000);
    EndProvisionalResponse ended =
        house
            .client()
            .provisionals(binhai.office())
            .endProvisional(ending(approved, ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH));
    assertEquals(350_000, owed(ended.getReceivablesList()));
    assertFalse(ended.getProvisional().getPromiseBroken());
  }

  @Test
  void endingsAtOnce_endOnceAndLeaveNoSettlementBehind() {
    PersonDocument person = Invented.person(20_005);
    Provisional approved = binhai.approve(person);
    List<Callable<String>> calls = new ArrayList<>();
    for (ProvisionalState how :
        List.of(
            ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT,
            ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT,
            ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH)) {
      EndProvisionalRequest request = ending(approved, how);
      calls.add(
          () -> {
            try {
              house.client().provisionals(binhai.office()).endProvisional(request);
              return "ended";
            } catch (StatusRuntimeException e) {
              return Refusals.of(e).info().getReason();
            }
          });
    }
    for (int i = 0; i < 6; i++) {
      int hospital = i % Binhai.HOSPITALS.length;
      calls.add(
          () -> {
            Settlement settlement =
                Callers.patiently(() -> binhai.settle(hospital, person, 200_000, 100_000));
            return settlement.hasProvisional() ? "drawn" : "not drawn";
          });
    }
    List<String> answers = Callers.atOnce(calls);
    assertEquals(1, answers.stream().filter("ended"::equals).count(), answers::toString);
    assertEquals(
        2, answers.stream().filter("PROVISIONAL_ENDED_BEFORE"::equals).count(), answers::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomClaims_whateverWasSettledAndReversed_areClawedBackToTheFen(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      PersonDocument person = Invented.person(30_000 + round);
      Provisional approved = binhai.approve(person);
      long standing = 0;
      int claims = 1 + random.nextInt(5);
      for (int i = 0; i < claims; i++) {
        int hospital = random.nextInt(Binhai.HOSPITALS.length);
        long inScope = 1L + random.nextInt(1_500_000);
        long insured = (long) (random.nextDouble() * inScope);
        Settlement settlement = binhai.settle(hospital, person, inScope, insured);
        if (random.nextInt(4) == 0) {
          reverse(hospital, settlement);
        } else {
          standing += settlement.getProvisional().getDrawnFen();
        }
      }
      List<String> paid = paidToHospitals();
      EndProvisionalResponse ended = endFalsely(approved);
      assertEquals(standing, owed(ended.getReceivablesList()), () -> "seed " + seed);
      assertEquals(standing, ended.getProvisional().getDrawnFen());
      assertEquals(paid, paidToHospitals());
      assertEquals(0, usedFen(person, "binhai/IN"));
      assertEquals(0, usedFen(person, "binhai/TPAID"));
    }
  }
}
