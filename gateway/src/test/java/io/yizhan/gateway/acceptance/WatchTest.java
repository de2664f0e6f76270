package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.LedgerLine;
import io.yizhan.proto.v1.LedgerLineKind;
import io.yizhan.proto.v1.LedgerPosting;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.RevokeCallerRequest;
import io.yizhan.proto.v1.WatchSettlementsRequest;
import io.yizhan.proto.v1.WatchSettlementsResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** Following the ledger at one gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTest {
  private static final String ORDERED =
      "SELECT settlement_id FROM settlement ORDER BY commit_xid, settlement_id";

  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
    PersonDocument person = Invented.person(1);
    house.world().put(house.client(), World.known(person, "dibao"));
    for (int i = 0; i < 6; i++) {
      String hospital = World.HOSPITALS.get(i % 2);
      settle(hospital, person, "w" + i);
    }
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("w-rev")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(
                    house
                        .database()
                        .rows("SELECT settlement_id FROM settlement WHERE request_id = 'w0'")
                        .get(0))
                .setOperatorId("cashier-1")
                .build());
  }

  @AfterAll
  void close() {
    house.close();
  }

  private void settle(String hospital, PersonDocument person, String id) {
    house.settle(
        Claims.request(id, Claims.stay(hospital, person, "E-" + id, "2016-08-01", 100_000)));
  }

  private String operator() {
    return house.world().operatorToken();
  }

  private String register(String id, CallerRole role, String region) {
    return house
        .client()
        .registry(operator())
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId(id)
                .setRole(role)
                .addRegionCodes(region)
                .build())
        .getToken();
  }

  private List<WatchSettlementsResponse> all(String token, WatchSettlementsRequest.Builder ask) {
    List<WatchSettlementsResponse> all = new ArrayList<>();
    house
        .client()
        .watch(token)
        .watchSettlements(ask.setUntilCaughtUp(true).build())
        .forEachRemaining(all::add);
    return all;
  }

  private static List<LedgerLine> lines(List<WatchSettlementsResponse> responses) {
    return responses.stream()
        .filter(WatchSettlementsResponse::hasLine)
        .map(WatchSettlementsResponse::getLine)
        .toList();
  }

  private static List<String> ids(List<WatchSettlementsResponse> responses) {
    return lines(responses).stream().map(LedgerLine::getSettlementId).toList();
  }

  private static WatchSettlementsRequest.Builder after(String token) {
    return WatchSettlementsRequest.newBuilder().setResumeToken(token);
  }

  private static WatchSettlementsRequest.Builder start() {
    return WatchSettlementsRequest.newBuilder();
  }

  @Test
  void stream_ofTheOperator_isTheLedgerInItsOrderAndBalanced() {
    List<WatchSettlementsResponse> all = all(operator(), start());
    assertEquals(house.database().rows(ORDERED), ids(all));
    WatchSettlementsResponse last = all.get(all.size() - 1);
    assertTrue(last.getCaughtUp() && !last.hasLine());
    for (LedgerLine line : lines(all)) {
      assertEquals(0, line.getPostingsList().stream().mapToLong(LedgerPosting::getAmountFen).sum());
      assertEquals(
          line.getTotalFen(),
          line.getPaidFen() + line.getHospitalShareFen() + line.getPatientShareFen());
    }
    LedgerLine reversal =
        lines(all).stream()
            .filter(line -> line.getKind() == LedgerLineKind.LEDGER_LINE_KIND_REVERSAL)
            .findFirst()
            .orElseThrow();
    assertEquals(-100_000, reversal.getTotalFen());
    assertTrue(
        ids(all).indexOf(reversal.getOriginalSettlementId())
            < ids(all).indexOf(reversal.getSettlementId()));
  }

  @Test
  void stream_resumedBehindEachMessage_sendsTheRestInTheSameBytes() {
    List<WatchSettlementsResponse> all =
        all(operator(), start()).stream().filter(WatchSettlementsResponse::hasLine).toList();
    for (int i = 0; i < all.size(); i++) {
      List<WatchSettlementsResponse> rest =
          all(operator(), after(all.get(i).getResumeToken())).stream()
              .filter(WatchSettlementsResponse::hasLine)
              .toList();
      assertEquals(all.subList(i + 1, all.size()), rest);
    }
  }

  @Test
  void stream_ofOthers_showsTheirsAlone() {
    String own = "SELECT settlement_id FROM settlement WHERE hospital_id = '%s'";
    for (String hospital : List.of(World.HOSPITALS.get(0), World.HOSPITALS.get(1))) {
      List<String> seen = ids(all(house.world().token(hospital), start().setHospitalId(hospital)));
      assertEquals(
          List.copyOf(new TreeSet<>(house.database().rows(own.formatted(hospital)))),
          seen.stream().sorted().toList());
    }
    refused(
        "NOT_YOUR_HOSPITAL",
        () -> all(house.world().token(), start().setHospitalId(World.HOSPITALS.get(1))));
    String here = register("insurer-4101", CallerRole.CALLER_ROLE_INSURER, "4101");
    String elsewhere = register("insurer-42", CallerRole.CALLER_ROLE_INSURER, "42");
    String office = register("office-410122", CallerRole.CALLER_ROLE_OFFICE, "410122");
    String otherOffice = register("office-42", CallerRole.CALLER_ROLE_OFFICE, "42");
    List<String> every = ids(all(operator(), start()));
    assertEquals(every, ids(all(here, start())));
    assertEquals(every, ids(all(office, start())));
    assertEquals(List.of(), ids(all(elsewhere, start())));
    assertEquals(List.of(), ids(all(otherOffice, start())));
    WatchSettlementsResponse sign = all(elsewhere, start()).get(0);
    assertEquals(
        List.of(),
        ids(all(operator(), after(sign.getResumeToken()))),
        "what others were sent is behind the place");
  }

  @Test
  void token_spoiltInAnyCharacter_isRefusedByName() {
    String token = all(operator(), start()).get(0).getResumeToken();
    for (int i = 0; i < token.length(); i++) {
      char spoilt = token.charAt(i) == 'A' ? 'B' : 'A';
      String other = token.substring(0, i) + spoilt + token.substring(i + 1);
      if (!Arrays.equals(Base64.getUrlDecoder().decode(token), decoded(other))) {
        StatusRuntimeException refused =
            assertThrows(StatusRuntimeException.class, () -> all(operator(), after(other)), other);
        assertEquals(List.of("resume_token"), Refusals.of(refused).fieldNames());
      }
    }
    refused("BAD_REQUEST", () -> all(operator(), after(token).setFromNow(true)));
    refused("BAD_REQUEST", () -> all(operator(), after("A".repeat(300))));
  }

  private static void refused(String reason, Executable call) {
    StatusRuntimeException refusal = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, Refusals.of(refusal).info().getReason());
  }

  private static byte[] decoded(String token) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  @Test
  void token_ofALineThatTheLedgerLost_isRefused() throws SQLException {
    try (House restored = House.open()) {
      String foreign = all(operator(), start()).get(0).getResumeToken();
      refused(
          "RESUME_TOKEN_UNKNOWN",
          () ->
              restored
                  .client()
                  .watch(restored.world().operatorToken())
                  .watchSettlements(after(foreign).build())
                  .next());
      restored.world().put(restored.client(), World.known(Invented.person(1), "dibao"));
      restored.settle(
          Claims.request(
              "young",
              Claims.stay(World.HOSPITAL, Invented.person(1), "E-young", "2016-08-01", 100_000)));
      restored.execute("UPDATE settlement SET commit_xid = '4000000000000'");
      refused(
          "LEDGER_OUT_OF_ORDER",
          () ->
              restored
                  .client()
                  .watch(restored.world().operatorToken())
                  .watchSettlements(start().build())
                  .next());
    }
  }

  @Test
  void lines_whoseNumbersGrowAPlace_comeInTheOrderOfNumbers() {
    try (House young = House.open()) {
      young.world().put(young.client(), World.known(Invented.person(1), "dibao"));
      for (int number : List.of(100, 9, 99, 10)) {
        young.settle(
            Claims.request(
                "n" + number,
                Claims.stay(
                    World.HOSPITAL, Invented.person(1), "E-" + number, "2016-08-01", 100_000)));
        young.execute(
            "UPDATE settlement SET commit_xid = '%d' WHERE request_id = 'n%d'"
                .formatted(number, number));
      }
      List<String> seen = new ArrayList<>();
      young
          .client()
          .watch(young.world().operatorToken())
          .watchSettlements(start().setUntilCaughtUp(true).build())
          .forEachRemaining(next -> seen.add(next.getLine().getRequestId()));
      assertEquals(List.of("n9", "n10", "n99", "n100", ""), seen);
    }
  }

  @Test
  void line_whileAnOlderTransactionIsOpen_waitsForItsEnd() throws SQLException {
    Iterator<WatchSettlementsResponse> stream =
        house.client().watch(operator()).watchSettlements(start().setFromNow(true).build());
    WatchSettlementsResponse first = stream.next();
    assertTrue(first.getCaughtUp() && !first.hasLine());
    PersonDocument person = Invented.person(7);
    house.world().put(house.client(), World.known(person, "dibao"));
    try (Connection connection = house.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      settle(World.HOSPITAL, person, "w-held");
      assertFalse(
          ids(all(operator(), after(first.getResumeToken()))).size() > 0,
          "the older transaction could still write before it");
      connection.commit();
    }
    WatchSettlementsResponse held = stream.next();
    assertEquals("w-held", held.getLine().getRequestId());
  }

  @Test
  void reversal_underAnEarlierNumberThanItsSettlement_runsAgainBehindIt() {
    PersonDocument person = Invented.person(8);
    house.world().put(house.client(), World.known(person, "dibao"));
    settle(World.HOSPITAL, person, "w-late");
    house.execute(
        "UPDATE settlement SET commit_xid ="
            + " ((pg_current_xact_id()::text::bigint + 3)::text)::xid8 WHERE request_id = 'w-late'");
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("w-late-rev")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(
                    house
                        .database()
                        .rows("SELECT settlement_id FROM settlement WHERE request_id = 'w-late'")
                        .get(0))
                .setOperatorId("cashier-1")
                .build());
    assertEquals(
        List.of("t"),
        house
            .database()
            .rows(
                "SELECT r.commit_xid >= s.commit_xid FROM settlement r JOIN settlement s"
                    + " ON s.settlement_id = r.reverses WHERE s.request_id = 'w-late'"));
  }

  @Test
  void watchers_moreThanOneMayHave_areRefusedAndPlacesComeBack() {
    String office = register("office-many", CallerRole.CALLER_ROLE_OFFICE, "410122");
    try (Client greedy = new Client(house.port())) {
      for (int i = 0; i < 8; i++) {
        assertTrue(greedy.watch(office).watchSettlements(start().build()).hasNext());
      }
      refused("TOO_MANY_WATCHERS", () -> all(office, start()));
    }
    for (int i = 0; ; i++) {
      try {
        all(office, start());
        return;
      } catch (StatusRuntimeException notYet) {
        assertTrue(i < 100, "places of a client that went must come back");
        World.pause(50);
      }
    }
  }

  @Test
  void stream_ofACallerThatIsRevoked_ends() {
    String office = register("office-gone", CallerRole.CALLER_ROLE_OFFICE, "410122");
    Iterator<WatchSettlementsResponse> stream =
        house.client().watch(office).watchSettlements(start().setFromNow(true).build());
    assertTrue(stream.hasNext());
    stream.next();
    house
        .client()
        .registry(operator())
        .revokeCaller(RevokeCallerRequest.newBuilder().setCallerId("office-gone").build());
    refused(
        "UNKNOWN_CREDENTIAL",
        () -> {
          while (stream.hasNext()) {
            stream.next();
          }
        });
  }
}
