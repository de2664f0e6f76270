package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PlanBookKeeper;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.postgres.PostgresStores;
import io.yizhan.gateway.rpc.ReplyWriter;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetSettlementResponse;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.RequestState;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.Step;
import io.yizhan.proto.v1.UsageLine;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settler;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Random claims: quote, answer, repetition, look-up and recomputation say the same to the fen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {
  private static final int CLAIMS = 200;
  private static final int PERSONS = 20;
  private static final long SEED = 19_930_225;
  private static final int SETTLED_MIN = 120;

  private final Random random = new Random(SEED);
  private int settledCount;
  private int refusedCount;
  private int reversedCount;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
    for (int i = 0; i < PERSONS; i++) {
      house.world().put(house.client(), person(i));
    }
  }

  @AfterAll
  void close() {
    house.close();
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private Person.Builder person(int n) {
    Person.Builder person = Person.newBuilder().addDocuments(Invented.person(n)).setName("示例");
    for (String category : List.of("dibao", "tekun_home", "tekun_inst", "low_income")) {
      if (chance(40)) {
        var identity = World.identity(category, chance(70) ? "2014-01-01" : "2016-06-01");
        if (chance(30)) {
          identity.setToDate(Claims.date("2016-12-15"));
        }
        person.addIdentities(chance(85) ? identity : identity.setCountyCode("330106"));
      }
    }
    if (chance(50)) {
      person.addApprovals(World.dialysisApproval());
    }
    if (chance(30)) {
      person.addApprovals(World.majorApproval());
    }
    if (chance(40)) {
      person.addGrants(World.grant(100_000L * (1 + random.nextInt(10))));
    }
    return person;
  }

  private Claim.Builder claim(int n) {
    PersonDocument person = Invented.person(random.nextInt(PERSONS + 2));
    String hospital = World.HOSPITALS.get(random.nextInt(World.HOSPITALS.size()));
    String day = LocalDate.of(2016, 3, 1).plusDays(random.nextInt(500)).toString();
    long in = 1 + random.nextLong(chance(20) ? 20_000_000 : 2_000_000);
    String encounter = "E-" + n;
    Claim.Builder claim =
        chance(70)
            ? Claims.stay(hospital, person, encounter, day, in)
                .setAdmissionDate(
                    Claims.date(LocalDate.parse(day).minusDays(random.nextInt(40)).toString()))
            : Claims.dialysis(hospital, person, encounter, day, in, in / 2);
    if (chance(5)) {
      claim.setCareTypeCode("outpatient").clearAdmissionDate().clearDischargeDate();
      claim.clearSpecialDiseaseCode().clearTreatmentFormCode().setVisitDate(Claims.date(day));
    }
    long first = chance(30) ? random.nextLong(100_000) : 0;
    long over = chance(20) ? random.nextLong(50_000) : 0;
    long out = chance(30) ? random.nextLong(500_000) : 0;
    claim.setBill(
        Bill.newBuilder()
            .setTotalFen(in + first + over + out)
            .setInScopeFen(in)
            .setPreSelfPayFen(first)
            .setOverLimitFen(over)
            .setOutOfListFen(out));
    if (chance(50)) {
      claim.setInsurerSettlement(
          Claims.insurer(encounter, Claims.BASIC_FUND, random.nextLong(in * 3 / 4 + 1))
              .setHospitalShareFen(over));
      if (chance(30)) {
        supply(claim, Claims.AID_FUND, random.nextLong(in / 8 + 1));
      }
      if (chance(20)) {
        supply(claim, "310100", random.nextLong(in / 16 + 1));
      }
    }
    return claim
        .setThirdPartyLiable(chance(7))
        .setPersonalAccountFen(chance(30) ? random.nextLong(200_000) : 0)
        .setPrepaymentFen(chance(50) ? random.nextLong(2_000_000) : 0);
  }

  private static void supply(Claim.Builder claim, String fund, long fen) {
    claim
        .getInsurerSettlementBuilder()
        .addPayments(FundPayment.newBuilder().setFundCode(fund).setAmountFen(fen));
  }

  @Test
  void claims_random_sayTheSameOnEveryWay() throws Exception {
    for (int n = 0; n < CLAIMS; n++) {
      SettleClaimRequest request = Claims.request("replay-" + n, claim(n));
      Claim claim = request.getClaim();
      String token = house.world().token(claim.getHospitalId());
      Map<String, UsageLine> usageBefore = usage(claim);
      QuoteSettlementResponse quote =
          house
              .client()
              .settlements(token)
              .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(claim).build());

      Client.Answer answer = house.client().settle(token, request);
      Client.Answer again = house.client().settle(token, request);
      SettleClaimResponse reply = SettleClaimResponse.parseFrom(answer.reply());

      assertTrue(!answer.replayed() && again.replayed());
      assertArrayEquals(answer.reply(), again.reply());
      assertEquals(quote.getRefusal(), reply.getRefusal());
      assertEquals(quote.getQuote(), asQuote(reply.getSettlement()), () -> claim.toString());
      GetSettlementResponse found = find(token, request);
      assertEquals(reply.getSettlement(), found.getSettlement());
      assertEquals(reply.getRefusal(), found.getRefusal());
      if (reply.hasRefusal()) {
        refusedCount++;
        assertEquals(RequestState.REQUEST_STATE_REFUSED, found.getState());
        assertEquals(usageBefore, usage(claim));
        continue;
      }
      settledCount++;
      assertEquals(RequestState.REQUEST_STATE_SETTLED, found.getState());
      assertBorne(claim, reply.getSettlement());
      assertRecomputed(answer.reply(), reply.getSettlement());
      if (chance(40)) {
        reverse(token, request, reply.getSettlement());
        assertEquals(usageBefore, usage(claim), "a reversal gives back exactly what was taken");
      }
    }
    assertTrue(settledCount >= SETTLED_MIN, () -> settledCount + " settled");
    assertTrue(refusedCount > 0 && reversedCount > SETTLED_MIN / 4);
    assertEquals(List.of(), house.audit());
  }

  private Map<String, UsageLine> usage(Claim claim) {
    var day = claim.hasVisitDate() ? claim.getVisitDate() : claim.getDischargeDate();
    return house.usage(
        claim.getPersonDocument(),
        LocalDate.of(day.getYear(), day.getMonth(), day.getDay()).toString());
  }

  private static Settlement asQuote(Settlement settlement) {
    return settlement.toBuilder()
        .clearSettlementId()
        .clearRequestId()
        .clearSettleTime()
        .clearPostingDate()
        .build();
  }

  private GetSettlementResponse find(String token, SettleClaimRequest request) {
    return house
        .client()
        .settlements(token)
        .getSettlement(
            GetSettlementRequest.newBuilder()
                .setHospitalId(request.getClaim().getHospitalId())
                .setRequestId(request.getRequestId())
                .build());
  }

  /** Every fen has one bearer, nobody bears less than nothing, the patient's share is paid. */
  private static void assertBorne(Claim claim, Settlement settlement) {
    long paid = settlement.getPaymentsList().stream().mapToLong(Payment::getAmountFen).sum();
    assertEquals(
        claim.getBill().getTotalFen(),
        paid + settlement.getHospitalShareFen() + settlement.getPatientShareFen());
    assertTrue(settlement.getPaymentsList().stream().allMatch(p -> p.getAmountFen() > 0));
    assertTrue(settlement.getPatientShareFen() >= 0 && settlement.getHospitalShareFen() >= 0);
    assertEquals(
        settlement.getPatientShareFen(),
        settlement.getPersonalAccountFen()
            + settlement.getPrepaymentUsedFen()
            + settlement.getCashDueFen());
    assertEquals(
        claim.getPrepaymentFen(),
        settlement.getPrepaymentUsedFen() + settlement.getCashRefundFen());
    for (Step step : settlement.getStepsList()) {
      long parts =
          step.getDeductibleFen() + step.getPaidFen() + step.getCopayFen() + step.getExcessFen();
      switch (step.getKind()) {
        case STEP_KIND_COMPUTED -> assertEquals(step.getBaseFen(), parts, step::toString);
        case STEP_KIND_NOT_APPLIED -> assertEquals(0, parts, step::toString);
        case STEP_KIND_SUPPLIED -> assertTrue(step.getPaidFen() >= 0, step::toString);
        case STEP_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new AssertionError(step);
      }
    }
  }

  /** Decides again from what was stored, with the stored versions alone. */
  private void assertRecomputed(byte[] reply, Settlement settlement) {
    PostgresStores stores = house.database().stores();
    PlanBook book;
    try (PlanBookKeeper keeper = new PlanBookKeeper(stores.policies(), new YamlPolicy())) {
      book = keeper.current();
    }
    StoredInputs inputs = stores.settlements().inputs(settlement.getSettlementId()).orElseThrow();
    Settler settler = new Settler(book.only(inputs.consideredVersions().orElseThrow()));
    Decision again = settler.settle(inputs.claim(), inputs.standing());
    var date = settlement.getPostingDate();
    Stamp stamp =
        new Stamp(
            settlement.getSettlementId(),
            settlement.getRequestId(),
            Instant.ofEpochSecond(
                settlement.getSettleTime().getSeconds(), settlement.getSettleTime().getNanos()),
            LocalDate.of(date.getYear(), date.getMonth(), date.getDay()));
    assertArrayEquals(reply, new ReplyWriter().settled(again, stamp));
  }

  private void reverse(String token, SettleClaimRequest request, Settlement settlement) {
    reversedCount++;
    ReverseSettlementRequest reverse =
        ReverseSettlementRequest.newBuilder()
            .setRequestId(request.getRequestId() + "-back")
            .setHospitalId(request.getClaim().getHospitalId())
            .setSettlementId(settlement.getSettlementId())
            .setOperatorId("cashier-1")
            .build();
    var first = house.client().settlements(token).reverseSettlement(reverse);
    assertEquals(first, house.client().settlements(token).reverseSettlement(reverse));
    assertEquals(-settlement.getTotalFen(), first.getReversal().getTotalFen());
    assertEquals(-settlement.getPatientShareFen(), first.getReversal().getPatientShareFen());
    GetSettlementResponse found = find(token, request);
    assertEquals(RequestState.REQUEST_STATE_REVERSED, found.getState());
    assertEquals(settlement, found.getSettlement());
    assertEquals(first.getReversal(), found.getReversal());
  }
}
