package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.yizhan.gateway.conformance.Misbehaviour;
import io.yizhan.proto.insurer.v1.RequestState;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.ListOneSidedSettlementsRequest;
import io.yizhan.proto.v1.NotifyCancelledRequest;
import io.yizhan.proto.v1.NotifyCancelledResponse;
import io.yizhan.proto.v1.OneSidedKind;
import io.yizhan.proto.v1.OneSidedSettlement;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A claim whose insurance is asked ends settled on both sides, or on neither. */
class AskedInsurerTest {
  private AskedWorld asked;

  @BeforeEach
  void open() {
    asked = AskedWorld.open();
  }

  @AfterEach
  void close() {
    asked.close();
  }

  private Settlement settle(String request, PersonDocument person, String scheme, long fen) {
    return asked
        .house()
        .settle(Claims.request(request, AskedWorld.stay(person, "E-" + request, scheme, fen)));
  }

  @Test
  void askedClaim_honestInsurer_isSettledOnBothSidesAndTakenBackOnBoth() {
    PersonDocument person = asked.member(1);
    Settlement settled = settle("R1", person, AskedWorld.RESIDENTS, 1_000_000);
    assertEquals(600_000, House.paid(settled, "residents"));
    assertEquals(280_000, House.paid(settled, "aid"));
    assertEquals(120_000, settled.getPatientShareFen());
    AskedWorld.await(() -> asked.legs().equals(Map.of("CONFIRMED", 1L)));
    assertEquals(1, asked.atInsurer(RequestState.REQUEST_STATE_SETTLED));

    asked
        .house()
        .client()
        .settlements(asked.house().world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("V1")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("op")
                .build());
    AskedWorld.await(() -> asked.legs().equals(Map.of("CANCELLED", 1L)));
    assertEquals(1, asked.atInsurer(RequestState.REQUEST_STATE_CANCELLED));
    assertEquals(List.of(), asked.house().audit());
  }

  @Test
  void askedClaim_ofAStayThatAnOfficeSettledFromPaper_isRefusedBeforeTheInsurerIsAsked() {
    PersonDocument person = asked.member(3);
    String office = Offices.register(asked.house(), "aid-asked", AskedWorld.COUNTY);
    asked
        .house()
        .client()
        .settlements(office)
        .settleClaim(
            Claims.request(
                "paper",
                AskedWorld.stay(person, "P", AskedWorld.RESIDENTS, 1_000_000)
                    .setHospitalId("office:" + AskedWorld.COUNTY)
                    .setInsurerSettlement(Claims.insurer("X-1", "390100", 600_000))
                    .setPaper(
                        Offices.paper("INV-P")
                            .setHospitalId(World.HOSPITAL)
                            .setHospitalRegionCode(Claims.COUNTY))));
    assertFails(
        "PAPER_ALREADY_CLAIMED", () -> settle("late", person, AskedWorld.RESIDENTS, 1_000_000));
    assertEquals(Map.of(), asked.legs());
    assertEquals(0, asked.atInsurer(RequestState.REQUEST_STATE_SETTLED));
    assertEquals(List.of(), asked.house().audit());
  }

  @Test
  void askedQuote_honestInsurer_givesTheSameAndWritesNothing() {
    PersonDocument person = asked.member(2);
    Map<String, String> before = asked.house().digests();
    Settlement quote =
        asked
            .house()
            .client()
            .settlements(asked.house().world().token())
            .quoteSettlement(
                QuoteSettlementRequest.newBuilder()
                    .setClaim(AskedWorld.stay(person, "E", AskedWorld.RESIDENTS, 1_000_000))
                    .build())
            .getQuote();
    assertEquals(120_000, quote.getPatientShareFen());
    assertEquals(before, asked.house().digests());
    assertTrue(asked.insurer().standings().isEmpty());
  }

  private static final Misbehaviour SILENT = new Misbehaviour(0, 1_000, 0, 0, 0, 0, 0, 0);
  private static final Misbehaviour REFUSING = new Misbehaviour(0, 0, 0, 0, 0, 0, 1_000, 0);

  /** Settles with little patience. */
  private SettleClaimResponse send(String request, PersonDocument person, String scheme, long fen) {
    return asked
        .house()
        .client()
        .settlements(asked.house().world().token())
        .withDeadlineAfter(1_500, TimeUnit.MILLISECONDS)
        .settleClaim(Claims.request(request, AskedWorld.stay(person, "E-" + request, scheme, fen)));
  }

  private void assertFails(String reason, Runnable call) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call::run);
    assertTrue(
        StatusProto.fromThrowable(failure).toString().contains(reason),
        () -> failure.getStatus().toString());
  }

  private List<OneSidedSettlement> oneSided() {
    return asked
        .house()
        .client()
        .insurance(asked.house().world().token())
        .listOneSidedSettlements(
            ListOneSidedSettlementsRequest.newBuilder().setHospitalId(World.HOSPITAL).build())
        .getLinesList();
  }

  private List<OneSidedKind> kinds() {
    return oneSided().stream().map(OneSidedSettlement::getKind).toList();
  }

  @Test
  void askedClaim_insurerRefuses_isARecordedRefusalAndNothingThere() {
    PersonDocument person = asked.member(3);
    asked.insurer().become(REFUSING);
    SettleClaimResponse reply = send("R3", person, AskedWorld.RESIDENTS, 1_000_000);
    assertEquals("INSURER_REFUSED", reply.getRefusal().getReasonCode());
    String kept = reply.getRefusal().getSentence().getZh();
    assertTrue(kept.startsWith("医保经办方不予结算：理由代码 ") && !kept.contains("模拟"), kept);
    asked.insurer().become(Misbehaviour.NONE);
    assertEquals(reply, send("R3", person, AskedWorld.RESIDENTS, 1_000_000));
    AskedWorld.await(() -> asked.legs().equals(Map.of("CANCELLED", 1L)));
    assertEquals(0, asked.atInsurer(RequestState.REQUEST_STATE_RESERVED));
  }

  @Test
  void askedClaim_insurerAway_settlesNothingUntilItAnswersTheSameRequest() {
    PersonDocument person = asked.member(4);
    asked.insurer().become(SILENT);
    assertFails("INSURER_AWAY", () -> send("R4", person, AskedWorld.RESIDENTS, 1_000_000));
    assertEquals(0, asked.house().database().number("SELECT count(*) FROM settlement"));
    asked.insurer().become(Misbehaviour.NONE);
    assertEquals(
        120_000,
        send("R4", person, AskedWorld.RESIDENTS, 1_000_000).getSettlement().getPatientShareFen());
    AskedWorld.await(() -> asked.legs().equals(Map.of("CANCELLED", 1L, "CONFIRMED", 1L)));
    assertEquals(1, asked.atInsurer(RequestState.REQUEST_STATE_SETTLED));
  }

  @Test
  void askedClaim_insurerAwayWhereThePolicyComputes_isProvisionalAndConfirmedLater() {
    PersonDocument person = asked.member(5);
    asked.insurer().become(SILENT);
    Settlement settled = send("R5", person, AskedWorld.STUDENTS, 1_000_000).getSettlement();
    assertEquals(600_000, House.paid(settled, "students"));
    assertTrue(
        settled.getSentencesList().stream()
            .anyMatch(sentence -> sentence.getCode().equals("INSURER_AWAY_COMPUTED")));
    asked.insurer().become(Misbehaviour.NONE);
    AskedWorld.await(() -> asked.legs().getOrDefault("CONFIRMED", 0L) == 1);
    assertEquals(1, asked.atInsurer(RequestState.REQUEST_STATE_SETTLED));
    assertEquals(List.of(), asked.house().audit());
  }

  @Test
  void askedAgain_recordJoinedSince_namesADocumentOfTheSurvivor() {
    PersonDocument kept = asked.member(13);
    PersonDocument joined = asked.member(14);
    Settlement settled = settle("R14", joined, AskedWorld.STUDENTS, 1_000_000);
    asked
        .house()
        .client()
        .roster(asked.house().world().operatorToken())
        .joinPersons(
            JoinPersonsRequest.newBuilder()
                .setRequestId("J14")
                .setKeptDocument(kept)
                .setJoinedDocument(joined)
                .setReason("同一人")
                .build());
    assertTrue(
        asked.house().database().stores().legs().asking(settled.getSettlementId()).isPresent());
  }

  @Test
  void provisional_insurerSaysAnotherAmount_isListedWithBothAndEndsByReversal() {
    PersonDocument person = asked.member(6);
    asked.insurer().become(SILENT);
    Settlement settled = send("R6", person, AskedWorld.PUPILS, 1_000_000).getSettlement();
    assertEquals(500_000, House.paid(settled, "pupils"));
    asked.insurer().become(Misbehaviour.NONE);
    AskedWorld.await(() -> kinds().equals(List.of(OneSidedKind.ONE_SIDED_KIND_TRUE_UP_DUE)));
    OneSidedSettlement line = oneSided().get(0);
    assertEquals(500_000, line.getSettledHereFen());
    assertEquals(600_000, line.getInsurerFen());
    reverse("V6", settled);
    AskedWorld.await(() -> oneSided().isEmpty() && !asked.legs().containsKey("CANCELLING"));
    assertEquals(0, asked.atInsurer(RequestState.REQUEST_STATE_RESERVED));
  }

  private void reverse(String request, Settlement settled) {
    asked
        .house()
        .client()
        .settlements(asked.house().world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(request)
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("op")
                .build());
  }

  @Test
  void askedClaim_amountThatThePolicyRefuses_isRefusedWithBothFiguresAndCancelledThere() {
    PersonDocument person = asked.member(7);
    SettleClaimResponse reply = send("R7", person, AskedWorld.PUPILS, 1_000_000);
    assertEquals("INSURER_DIFFERS", reply.getRefusal().getReasonCode());
    String zh = reply.getRefusal().getSentence().getZh();
    assertTrue(zh.contains("6,000") && zh.contains("5,000"), zh);
    AskedWorld.await(() -> asked.legs().equals(Map.of("CANCELLED", 1L)));
  }

  @Test
  void askedClaim_insurerWithoutAddress_isToldSo() {
    PersonDocument person = asked.member(8);
    assertFails("INSURER_NOT_CONNECTED", () -> send("R8", person, AskedWorld.NOBODY, 1_000_000));
  }

  @Test
  void auditor_legThatSaysOtherwiseThanTheLedger_isFound() {
    settle("R12", asked.member(12), AskedWorld.RESIDENTS, 1_000_000);
    AskedWorld.await(() -> asked.legs().equals(Map.of("CONFIRMED", 1L)));
    for (String damage :
        List.of(
            "SET state = 'CANCELLED'",
            "SET settlement_id = 'nothing'",
            "SET request_id = 'other'")) {
      asked.house().execute("UPDATE insurer_leg " + damage);
      assertFalse(asked.house().audit().isEmpty(), damage);
      asked
          .house()
          .execute(
              "UPDATE insurer_leg SET state = 'CONFIRMED', request_id = 'R12', settlement_id ="
                  + " (SELECT settlement_id FROM settlement)");
      assertEquals(List.of(), asked.house().audit());
    }
  }

  @Test
  void suppliedClaim_whereTheLayerIsAsked_asksNobody() {
    PersonDocument person = asked.member(9);
    Settlement settled =
        asked
            .house()
            .settle(
                Claims.request(
                    "R9",
                    AskedWorld.stay(person, "E9", AskedWorld.RESIDENTS, 1_000_000)
                        .setInsurerSettlement(Claims.insurer("E9", "390100", 700_000))));
    assertEquals(700_000, House.paid(settled, "residents"));
    assertTrue(asked.insurer().standings().isEmpty());
    assertEquals(Map.of(), asked.legs());
  }

  @Test
  void insurersOwnCancellation_toldOrFound_isListedWithItsCureUntilTheAidIsTakenBack() {
    Settlement told = settle("R10", asked.member(10), AskedWorld.RESIDENTS, 1_000_000);
    Settlement found = settle("R11", asked.member(11), AskedWorld.RESIDENTS, 1_000_000);
    AskedWorld.await(() -> asked.legs().equals(Map.of("CONFIRMED", 2L)));
    String token =
        asked
            .house()
            .client()
            .registry(asked.house().world().operatorToken())
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("insurer-1")
                    .setRole(CallerRole.CALLER_ROLE_INSURER)
                    .addRegionCodes("4201")
                    .build())
            .getToken();
    String toldId = insurerRequestOf(told);
    assertTrue(asked.insurer().cancelOwn(toldId));
    for (int repeat = 0; repeat < 2; repeat++) {
      NotifyCancelledResponse reply =
          asked
              .house()
              .client()
              .insurance(token)
              .notifyCancelled(
                  NotifyCancelledRequest.newBuilder()
                      .setInsurerRequestId(toldId)
                      .setReason("张三 410105198001011234 转入其他险种")
                      .build());
      assertEquals(told.getSettlementId(), reply.getSettlementId());
      assertTrue(reply.getStandsHere());
    }
    assertEquals(
        List.of("CANCELLED_BY_INSURER"),
        asked.house().database().rows("SELECT reason FROM insurer_leg WHERE state = 'GONE'"));
    assertEquals(List.of(OneSidedKind.ONE_SIDED_KIND_CANCELLED_BY_INSURER), kinds());

    assertTrue(asked.insurer().cancelOwn(insurerRequestOf(found)));
    asked.house().execute("UPDATE insurer_leg SET checked = now() - interval '1 minute'");
    AskedWorld.await(() -> kinds().size() == 2);

    reverse("V10", told);
    reverse("V11", found);
    AskedWorld.await(() -> oneSided().isEmpty() && asked.legs().equals(Map.of("CANCELLED", 2L)));
  }

  private String insurerRequestOf(Settlement settlement) {
    return asked
        .house()
        .database()
        .rows(
            "SELECT insurer_request_id FROM insurer_leg WHERE settlement_id = '"
                + settlement.getSettlementId()
                + "'")
        .get(0);
  }

  /** As another gateway does that has just taken up the same request. */
  private static final String OPENED_ELSEWHERE =
      """
      INSERT INTO insurer_leg (bucket, hospital_id, request_id, attempt, insurer_request_id,
        insurer, insured_region, state, next_try)
      SELECT bucket, hospital_id, request_id, 2, 'OTHER', insurer, insured_region, 'RESERVING',
        now() + interval '30 s'
      FROM insurer_leg WHERE request_id = 'LL'
      """;

  private static final String WAITING_FOR_THE_LEG =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND query LIKE '%insurer_leg%'
      """;

  @Test
  void claimToBeComputed_whoseLegAnotherGatewayOpens_mayBeSentAgain() throws Exception {
    PersonDocument person = asked.member(71);
    asked.insurer().become(SILENT);
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try (Connection other = asked.house().connection();
        Statement statement = other.createStatement()) {
      Future<Settlement> answer =
          caller.submit(() -> settle("LL", person, AskedWorld.STUDENTS, 1_000_000));
      AskedWorld.await(
          () ->
              asked
                      .house()
                      .database()
                      .number("SELECT count(*) FROM insurer_leg WHERE request_id = 'LL'")
                  == 1);
      other.setAutoCommit(false);
      statement.executeUpdate(OPENED_ELSEWHERE);
      AskedWorld.await(() -> asked.house().database().number(WAITING_FOR_THE_LEG) > 0);
      other.commit();
      ExecutionException refused =
          assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
      StatusRuntimeException status =
          assertInstanceOf(StatusRuntimeException.class, refused.getCause());
      assertEquals("INSURER_AWAY", Refusals.of(status).info().getReason());
    } finally {
      caller.shutdownNow();
    }
    assertEquals(
        0, asked.house().database().number("SELECT count(*) FROM request WHERE request_id = 'LL'"));
  }
}
