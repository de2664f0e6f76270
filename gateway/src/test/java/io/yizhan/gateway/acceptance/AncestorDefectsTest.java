package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.IdentityResult;
import io.yizhan.proto.v1.ListPoliciesRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.Step;
import io.yizhan.proto.v1.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the public one-stop module of 2011 got wrong, each defect tried on this one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AncestorDefectsTest {
  private static final int RACES = 10;

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

  @Test
  void settle_retriedAfterItsCommit_answersTheFirstBytes() throws Exception {
    SettleClaimRequest request =
        Claims.request(
            "retry-1", Claims.stay(World.HOSPITAL, dibao(1), "E-retry", "2016-07-20", 1_000_000));
    Client.Answer first = house.client().settle(house.world().token(), request);
    Client.Answer again = house.client().settle(house.world().token(), request);

    Settlement settlement = SettleClaimResponse.parseFrom(first.reply()).getSettlement();
    assertEquals(90_000, settlement.getPatientShareFen());
    assertFalse(first.replayed());
    assertTrue(again.replayed());
    assertArrayEquals(first.reply(), again.reply());
    assertEquals(
        1, house.database().number("SELECT count(*) FROM settlement WHERE encounter_id='E-retry'"));
  }

  @Test
  void cap_twoHospitalsAtTheSameMoment_isNotSpentTwice() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int race = 0; race < RACES; race++) {
        PersonDocument person = dibao(100 + race);
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<Settlement>> both = new ArrayList<>();
        for (String hospital : World.HOSPITALS.subList(0, 2)) {
          SettleClaimRequest request =
              Claims.request(
                  "race-" + race,
                  Claims.settledStay(
                      hospital,
                      person,
                      "E-race-" + hospital + race,
                      "2016-08-01",
                      10_000_000,
                      6_000_000));
          Callable<Settlement> call =
              () -> {
                start.await(30, TimeUnit.SECONDS);
                return house.settle(request);
              };
          both.add(threads.submit(call));
        }
        long paid = 0;
        for (Future<Settlement> one : both) {
          paid += House.paid(one.get(60, TimeUnit.SECONDS), "inpatient");
        }
        assertEquals(2_000_000, paid);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void stay_overNewYear_isJudgedByItsDischargeAndNotByToday() {
    PersonDocument person = dibao(2);
    house.settle(
        Claims.request(
            "ny-1",
            Claims.settledStay(
                World.HOSPITAL, person, "E-ny-1", "2016-12-31", 10_000_000, 6_000_000)));
    Settlement over =
        house.settle(
            Claims.request(
                "ny-2",
                Claims.settledStay(
                        World.HOSPITAL, person, "E-ny-2", "2017-01-05", 10_000_000, 6_000_000)
                    .setAdmissionDate(Claims.date("2016-12-20"))));

    assertEquals(Claims.date("2017-01-05"), over.getJudgedDate());
    assertEquals(2017, over.getBenefitYear());
    assertTrue(over.getUsageChangesList().stream().allMatch(use -> use.getBenefitYear() == 2017));
    assertEquals(2_000_000, House.paid(over, "inpatient"));
    assertEquals(
        2_000_000, line(person, "2016-12-31", "zhengzhou/IN dibao"), "the old year stays full");
    assertEquals(2_000_000, line(person, "2017-01-05", "zhengzhou/IN dibao"));

    Settlement overChange =
        house.settle(
            Claims.request(
                "ny-3",
                Claims.stay(World.HOSPITAL, dibao(3), "E-ny-3", "2016-07-01", 1_000_000)
                    .setAdmissionDate(Claims.date("2016-06-25"))));
    assertEquals(
        210_000, House.paid(overChange, "inpatient"), "discharged under the notice of July");
  }

  private long line(PersonDocument person, String day, String key) {
    var found = house.usage(person, day).get(key);
    return found == null ? -1 : found.getUsedFen();
  }

  @Test
  void policy_capMissing_isRefusedAtProposing() {
    String text = World.text("zhengzhou-2016.yaml").replace("2016-07-01 ..", "2031-01-01 ..");
    List<String> broken =
        List.of(
            text.replace("  cap SERP: 30万\n", ""),
            text.replace("[低保, 70%, 2万, T 住院]", "[低保, 70%, '', T 住院]"),
            text.replace("[低保, 70%, 2万, T 住院]", "[低保, 70%, -1, T 住院]"),
            text.replace("  cap CHARITY: available\n", ""));
    for (String document : broken) {
      assertNotEquals(text, document);
      StatusRuntimeException refused =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  World.propose(
                      house.client(), house.world().operatorToken(), "broken.yaml", document));
      Refusals refusal = Refusals.of(refused);
      assertEquals(Status.Code.INVALID_ARGUMENT, refusal.code());
      assertEquals("POLICY_INVALID", refusal.info().getReason());
    }
    assertEquals(
        2,
        house
            .client()
            .policies(house.world().operatorToken())
            .listPolicies(ListPoliciesRequest.getDefaultInstance())
            .getPoliciesCount());
  }

  @Test
  void identities_several_theBestIsUsedAndTheOthersAreShown() {
    PersonDocument person = Invented.person(4);
    house
        .world()
        .put(
            house.client(),
            World.known(person, "dibao")
                .addIdentities(World.identity("tekun_home", "2015-01-01"))
                .addIdentities(
                    World.identity("tekun_inst", "2014-01-01")
                        .setToDate(Claims.date("2015-12-31"))));
    Settlement settlement =
        house.settle(
            Claims.request(
                "best-1", Claims.stay(World.HOSPITAL, person, "E-best", "2016-07-20", 1_000_000)));

    assertEquals(240_000, House.paid(settlement, "inpatient"));
    assertEquals(
        List.of("dibao 210000 90000 false", "tekun_home 240000 60000 true"),
        settlement.getIdentitiesList().stream().map(AncestorDefectsTest::shown).sorted().toList(),
        "the identity that ended in 2015 is not lawful");
  }

  private static String shown(IdentityResult identity) {
    return identity.getCategoryCode()
        + " "
        + identity.getAidFen()
        + " "
        + identity.getPatientShareFen()
        + " "
        + identity.getUsed();
  }

  @Test
  void money_everyColumn_isABigint() {
    assertEquals(
        List.of(),
        house
            .database()
            .rows(
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                    + " WHERE table_schema = 'public' AND (data_type IN ('real',"
                    + " 'double precision', 'numeric', 'money')"
                    + " OR (column_name LIKE '%fen%' AND udt_name NOT IN ('int8', '_int8')))"));
    assertTrue(
        house
                .database()
                .number(
                    "SELECT count(*) FROM information_schema.columns WHERE table_schema ="
                        + " 'public' AND data_type = 'bigint' AND column_name LIKE '%\\_fen'")
            >= 15);
  }

  @Test
  void reversal_brokenHalfWay_leavesNothingAndThenBooksAll() {
    PersonDocument person = dibao(5);
    Settlement settled =
        house.settle(
            Claims.request(
                "rev-1", Claims.stay(World.HOSPITAL, person, "E-rev", "2016-07-20", 1_000_000)));
    ReverseSettlementRequest reverse =
        ReverseSettlementRequest.newBuilder()
            .setRequestId("rev-2")
            .setHospitalId(World.HOSPITAL)
            .setSettlementId(settled.getSettlementId())
            .setOperatorId("cashier-1")
            .build();
    var settlements = house.client().settlements(house.world().token());

    house.execute(
        "ALTER TABLE settlement ADD CONSTRAINT half_way CHECK (0 <= ALL (use_added_fen)) NOT VALID");
    try {
      assertThrows(StatusRuntimeException.class, () -> settlements.reverseSettlement(reverse));
      assertEquals(
          List.of("S"),
          house.database().rows("SELECT kind FROM settlement WHERE encounter_id = 'E-rev'"));
      assertEquals(
          List.of("rev-1|SETTLED"),
          house
              .database()
              .rows("SELECT request_id, state FROM request WHERE request_id LIKE 'rev-%'"));
      assertEquals(210_000, line(person, "2016-07-20", "zhengzhou/IN dibao"));
      assertEquals(List.of(), house.audit());
    } finally {
      house.execute("ALTER TABLE settlement DROP CONSTRAINT half_way");
    }

    var reversal = settlements.reverseSettlement(reverse).getReversal();
    assertEquals(-1_000_000, reversal.getTotalFen());
    assertEquals(0, line(person, "2016-07-20", "zhengzhou/IN dibao"));
    assertEquals(
        List.of("R", "S"),
        house
            .database()
            .rows("SELECT kind FROM settlement WHERE encounter_id = 'E-rev' ORDER BY kind"));
    assertEquals(
        0,
        house
            .database()
            .number(
                "SELECT sum(amount_fen) FROM posting JOIN settlement USING (settlement_id)"
                    + " WHERE encounter_id = 'E-rev' AND account = 'patient'"));
  }

  @Test
  void aid_suppliedByTheCaller_isComputedHereAndTheDifferenceShown() {
    var claim =
        Claims.settledStay(World.HOSPITAL, dibao(6), "E-aid", "2016-07-20", 1_000_000, 650_000);
    claim
        .getInsurerSettlementBuilder()
        .addPayments(FundPayment.newBuilder().setFundCode(Claims.AID_FUND).setAmountFen(60_000));
    Settlement settlement = house.settle(Claims.request("aid-1", claim));

    Step basic = step(settlement, "basic");
    assertEquals(StepKind.STEP_KIND_SUPPLIED, basic.getKind());
    assertEquals(650_000, basic.getPaidFen());
    assertEquals(700_000, basic.getComputedFen());
    assertTrue(
        settlement.getSentencesList().stream()
            .anyMatch(
                sentence ->
                    sentence.getCode().equals("SUPPLIED_DIFFERS")
                        && sentence.getEn().contains("7,000.00")
                        && sentence.getEn().contains("6,500.00")),
        () -> settlement.getSentencesList().toString());
    assertEquals(245_000, House.paid(settlement, "inpatient"), "70 % of 3,500, computed here");
    assertEquals(60_000, step(settlement, "inpatient").getAlreadyPaidFen());
    assertEquals(105_000, settlement.getPatientShareFen());
  }

  private static Step step(Settlement settlement, String layer) {
    return settlement.getStepsList().stream()
        .filter(step -> step.getLayerCode().equals(layer))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void store_broken_callerGetsAStableReasonAndNoExceptionText() {
    PersonDocument person = dibao(7);
    SettleClaimRequest request =
        Claims.request(
            "broken-1", Claims.stay(World.HOSPITAL, person, "E-broken", "2016-07-20", 1_000_000));
    house.execute("ALTER TABLE live_claim RENAME TO live_claim_hidden");
    StatusRuntimeException broken;
    try {
      broken =
          assertThrows(
              StatusRuntimeException.class,
              () -> house.client().settle(house.world().token(), request));
    } finally {
      house.execute("ALTER TABLE live_claim_hidden RENAME TO live_claim");
    }

    Refusals refusal = Refusals.of(broken);
    assertEquals(Status.Code.INTERNAL, refusal.code());
    assertEquals("INTERNAL", refusal.info().getReason());
    assertEquals("yizhan.io", refusal.info().getDomain());
    assertTrue(refusal.info().getMetadataMap().containsKey("incident_id"));
    String all = refusal.everything();
    for (String leak :
        List.of(
            "Exception",
            "java.",
            "org.",
            "io.yizhan.",
            "SQL",
            "INSERT",
            "relation",
            "posting",
            "ERROR:",
            "42P01",
            person.getNumber(),
            "\tat ")) {
      assertFalse(all.contains(leak), () -> leak + " in " + all);
    }
    assertEquals(BadRequest.getDefaultInstance(), refusal.fields());
    assertEquals(90_000, house.settle(request).getPatientShareFen(), "nothing was half done");
  }
}
