package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.GetPersonResponse;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.JoinPersonsResponse;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.ReleaseHoldRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.ReverseSettlementResponse;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UsageLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two records of one person become one, over real gRPC and a real database. */
final class JoinTest {
  private static final String ACCOUNT = "zhengzhou/IN dibao";
  private static final AtomicInteger IDS = new AtomicInteger();

  private static House house;

  @BeforeAll
  static void open() {
    house = House.open();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @AfterEach
  void audit() {
    assertEquals(List.of(), house.audit());
  }

  private static String next(String prefix) {
    return prefix + "-" + IDS.incrementAndGet();
  }

  private static PersonDocument newPerson() {
    PersonDocument document = Invented.person(200_000 + IDS.incrementAndGet());
    house.world().put(house.client(), World.known(document, "dibao"));
    return document;
  }

  private static SettleClaimRequest claim(PersonDocument person, long inScopeFen) {
    String id = next("J");
    return Claims.request(
        id, Claims.settledStay(World.HOSPITAL, person, id, "2016-08-02", inScopeFen, 0));
  }

  private static long usedFen(PersonDocument person) {
    return house
        .usage(person, "2016-08-02")
        .getOrDefault(ACCOUNT, UsageLine.getDefaultInstance())
        .getUsedFen();
  }

  private static JoinPersonsRequest request(String id, PersonDocument kept, PersonDocument joined) {
    return JoinPersonsRequest.newBuilder()
        .setRequestId(id)
        .setKeptDocument(kept)
        .setJoinedDocument(joined)
        .setReason("旧证号与新证号为同一人")
        .build();
  }

  private static JoinPersonsResponse join(PersonDocument kept, PersonDocument joined) {
    return house
        .client()
        .roster(house.world().operatorToken())
        .joinPersons(request(next("join"), kept, joined));
  }

  private static ReverseSettlementResponse reverse(Settlement settlement) {
    return house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(next("rev"))
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-2")
                .setReason("错误")
                .build());
  }

  private static GetPersonResponse person(PersonDocument document) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(document).setPurpose("test").build());
  }

  @Test
  void join_usageOfBoth_addsUpAndOldAnswersStand() {
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    SettleClaimRequest first = claim(joined, 400_000);
    byte[] answer = house.client().settle(house.world().token(), first).reply();
    house.settle(claim(kept, 200_000));
    long ofKept = usedFen(kept);
    long ofJoined = usedFen(joined);
    assertTrue(ofKept > 0 && ofJoined > ofKept);

    JoinPersonsResponse done = join(kept, joined);
    assertEquals(ofKept + ofJoined, usedFen(kept));
    assertEquals(ofKept + ofJoined, usedFen(joined));
    assertEquals(done.getPersonId(), person(joined).getPersonId());
    assertEquals(2, person(joined).getPerson().getDocumentsCount());
    assertEquals(1, person(joined).getPerson().getIdentitiesCount());
    Client.Answer again = house.client().settle(house.world().token(), first);
    assertTrue(again.replayed());
    assertArrayEquals(answer, again.reply());
    assertEquals(
        first.getRequestId(),
        house
            .client()
            .settlements(house.world().token())
            .getSettlement(
                GetSettlementRequest.newBuilder()
                    .setHospitalId(World.HOSPITAL)
                    .setRequestId(first.getRequestId())
                    .build())
            .getSettlement()
            .getRequestId());
  }

  @Test
  void join_sameRequestTwice_isOneJoinAndOtherContentIsRefused() {
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    var roster = house.client().roster(house.world().operatorToken());
    JoinPersonsRequest request = request(next("join"), kept, joined);
    JoinPersonsResponse first = roster.joinPersons(request);
    assertEquals(first, roster.joinPersons(request));
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(() -> roster.joinPersons(request.toBuilder().setReason("x").build())));
    assertEquals("ONE_RECORD", reason(() -> join(kept, joined)));
    assertEquals("PERSON_NOT_FOUND", reason(() -> join(kept, Invented.person(299_999))));
  }

  private static String reason(Runnable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call::run)).info().getReason();
  }

  @Test
  void reversal_ofWhatTheJoinedRecordSettled_givesBackToTheSurvivor() {
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    PersonDocument last = newPerson();
    Settlement early = house.settle(claim(joined, 400_000));
    long ofEarly = usedFen(joined);
    Settlement own = house.settle(claim(kept, 200_000));
    long ofOwn = usedFen(kept);
    join(kept, joined);
    Settlement later = house.settle(claim(joined, 100_000));
    long all = usedFen(kept);
    join(last, kept);
    assertEquals(all, usedFen(last));

    ReverseSettlementResponse reversed = reverse(early);
    assertEquals(
        List.of(later.getSettlementId()), reversed.getReversal().getCouldNowDifferIdsList());
    assertEquals(all - ofEarly, usedFen(joined));
    reverse(own);
    assertEquals(all - ofEarly - ofOwn, usedFen(kept));
    reverse(later);
    assertEquals(0, usedFen(last));
  }

  @Test
  void join_whileAQuoteHoldsSomething_waitsUntilItIsReleased() {
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    String hold = next("hold");
    var settlements = house.client().settlements(house.world().token());
    settlements.quoteSettlement(
        QuoteSettlementRequest.newBuilder()
            .setClaim(claim(joined, 1_000_000).getClaim())
            .setHold(HoldTerms.newBuilder().setRequestId(hold).setHoldSeconds(600))
            .build());
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> join(kept, joined));
    assertEquals("AMOUNTS_HELD", Refusals.of(refused).info().getReason());
    settlements.releaseHold(
        ReleaseHoldRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setHoldRequestId(hold)
            .build());
    join(kept, joined);
    assertEquals(person(kept).getPersonId(), person(joined).getPersonId());
  }

  @Test
  void join_capPassedTogether_leavesNothingAndRecoversNothing() {
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    house.world().open(house.client(), next("open"), kept, "zhengzhou/IN", 2016, 1_500_000);
    house.world().open(house.client(), next("open"), joined, "zhengzhou/IN", 2016, 1_500_000);
    join(kept, joined);
    var line = house.usageOf(joined, "2016-08-02", ACCOUNT);
    assertEquals(3_000_000, line.getUsedFen());
    assertEquals(0, line.getLeftFen());
    Settlement none = house.settle(claim(kept, 500_000));
    assertEquals(3_000_000, usedFen(kept));
    assertEquals(0, House.paid(none, "IN"));
    // Opening usage of both may still be corrected, and no more than it.
    assertEquals(
        1_500_000,
        house.world().open(house.client(), next("open"), kept, "zhengzhou/IN", 2016, -1_500_000));
    assertEquals(
        0,
        house.world().open(house.client(), next("open"), joined, "zhengzhou/IN", 2016, -1_500_000));
    assertEquals(
        "OPENING_BELOW_ZERO",
        reason(
            () ->
                house.world().open(house.client(), next("open"), kept, "zhengzhou/IN", 2016, -1)));
  }

  @Test
  void join_grantsUnderOneId_areBothKeptAndDrawsGoBackToTheirs() {
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    house.world().put(house.client(), World.known(kept, "dibao").addGrants(World.grant(30_000)));
    house.world().put(house.client(), World.known(joined, "dibao").addGrants(World.grant(20_000)));
    Settlement drawn = house.settle(claim(joined, 2_000_000));
    join(kept, joined);
    assertEquals(2, person(kept).getPerson().getGrantsCount());
    assertEquals(List.of(), house.audit());
    reverse(drawn);
    assertEquals(
        List.of("0"),
        house
            .database()
            .rows(
                "SELECT sum(drawn_fen) FROM charity_grant WHERE person_id = '"
                    + person(kept).getPersonId()
                    + "'"));
  }

  @Test
  void join_ofTwoHouseholdsOnOneDay_isRefused() {
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    house.world().put(house.client(), World.known(kept, "dibao").addHouseholds(household("A1")));
    house.world().put(house.client(), World.known(joined, "dibao").addHouseholds(household("A2")));
    assertEquals("HOUSEHOLDS_OVERLAP", reason(() -> join(kept, joined)));
  }

  private static HouseholdMembership.Builder household(String code) {
    return HouseholdMembership.newBuilder()
        .setCountyCode(Claims.COUNTY)
        .setHouseholdCode(code)
        .setFromDate(Claims.date("2016-01-01"));
  }

  private static String office(String region) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId(next("office"))
                .setRole(CallerRole.CALLER_ROLE_OFFICE)
                .addRegionCodes(region)
                .build())
        .getToken();
  }

  @Test
  void office_ofAPersonSharedWithAnother_joinsNothingAndTheOperatorDoes() {
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    PersonDocument own = newPerson();
    house
        .world()
        .put(
            house.client(),
            World.known(joined, "dibao")
                .addIdentities(
                    World.known(joined, "tekun").getIdentities(0).toBuilder()
                        .setCountyCode("410105")));
    var roster = house.client().roster(office(Claims.COUNTY));
    for (JoinPersonsRequest each :
        List.of(request(next("j"), kept, joined), request(next("j"), joined, kept))) {
      assertEquals("NOT_YOUR_REGION", reason(() -> roster.joinPersons(each)));
    }
    assertFalse(person(kept).getPersonId().equals(person(joined).getPersonId()));
    roster.joinPersons(request(next("j"), kept, own));
    join(kept, joined);
    assertEquals(person(kept).getPersonId(), person(joined).getPersonId());
  }

  @Test
  void reasonOfAJoin_isKeptEncrypted() {
    JoinPersonsResponse done = join(newPerson(), newPerson());
    assertEquals(
        List.of("1"),
        house
            .database()
            .rows(
                "SELECT count(*) FROM person_private p JOIN person_join j USING (bucket, person_id)"
                    + " WHERE kind = 'text:REASON' AND convert_from(alias, 'UTF8') = join_id"
                    + " AND person_id = '"
                    + done.getJoinedPersonId()
                    + "'"));
    assertEquals(
        List.of("0"),
        house.database().rows("SELECT count(*) FROM person_join j WHERE j::text LIKE '%证号%'"));
  }

  @Test
  void office_thatSeesOnlyOne_joinsNothing() {
    String token = office("410105");
    PersonDocument kept = newPerson();
    PersonDocument joined = newPerson();
    assertEquals(
        "PERSON_NOT_FOUND",
        reason(() -> house.client().roster(token).joinPersons(request(next("j"), kept, joined))));
    assertEquals(0, usedFen(kept));
    assertFalse(person(kept).getPersonId().equals(person(joined).getPersonId()));
  }

  @Test
  void join_whileBothRecordsSettleAndReverse_losesNothing() {
    for (int round = 0; round < 3; round++) {
      PersonDocument kept = newPerson();
      PersonDocument joined = newPerson();
      Settlement back = house.settle(claim(joined, 30_000));
      house.settle(claim(kept, 10_000));
      List<Callable<Long>> calls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        SettleClaimRequest request = claim(i % 2 == 0 ? kept : joined, 10_000);
        calls.add(
            () -> {
              Callers.patiently(() -> house.settle(request));
              return 0L;
            });
      }
      calls.add(
          () -> {
            Callers.patiently(() -> reverse(back));
            return 0L;
          });
      JoinPersonsRequest join = request(next("join"), kept, joined);
      for (int i = 0; i < 2; i++) {
        calls.add(
            () -> {
              Callers.patiently(
                  () -> house.client().roster(house.world().operatorToken()).joinPersons(join));
              return 0L;
            });
      }
      Callers.atOnce(calls);
      assertEquals(List.of(), house.audit());
      assertEquals(usedFen(kept), usedFen(joined));
      assertEquals(
          List.of("t"),
          house
              .database()
              .rows(
                  "SELECT count(*) = 7 FROM settlement s WHERE kind = 'S' AND NOT EXISTS (SELECT 1"
                      + " FROM reversal r WHERE r.settlement_id = s.settlement_id) AND person_id IN"
                      + " (SELECT '"
                      + person(kept).getPersonId()
                      + "' UNION ALL SELECT person_id FROM person_join WHERE survivor_id = '"
                      + person(kept).getPersonId()
                      + "')"));
    }
  }
}
