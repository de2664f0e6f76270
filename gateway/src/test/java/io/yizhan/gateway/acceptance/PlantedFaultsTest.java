package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.yizhan.gateway.acceptance.DoorJudge.Fault;
import io.yizhan.gateway.acceptance.DoorJudge.Finding;
import io.yizhan.gateway.acceptance.PlantedDoor.Plant;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/**
 * A checker that never found anything proves nothing: the spoilt requests and the judge of {@link
 * MutatedRequestsTest} against doors with planted faults. Each fault is for requests that are wrong
 * in one way, which the spoiling must hit; every time that it strikes must be found, and nothing
 * else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedFaultsTest {
  private static final int REQUESTS = 2_000;

  /** Of what is logged with its stack each time. */
  private static final int REQUESTS_LOGGED = 300;

  private static final int REQUESTS_UNANSWERED = 100;
  private static final long UNANSWERED_SECONDS = 1;
  private static final long SEED = 777;
  private static final String SERVICE = "yizhan.settlement.v1.SettlementService/";
  private static final String SETTLE = SERVICE + "SettleClaim";
  private static final String QUOTE = SERVICE + "QuoteSettlement";
  private static final String GET = SERVICE + "GetSettlement";
  private static final String LIST_HOSPITALS = "yizhan.settlement.v1.RegistryService/ListHospitals";
  private static final String MARK = Invented.person(1).getNumber();

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private TargetScene scene;

  @BeforeAll
  void open() {
    house = House.open();
    scene = TargetScene.in(house);
  }

  @AfterAll
  void close() {
    house.close();
  }

  @Test
  void door_withoutFault_givesNoFinding() {
    for (String method : List.of(SETTLE, QUOTE, GET, LIST_HOSPITALS)) {
      assertEquals(List.of(), findings(method, null));
    }
  }

  @Test
  void handler_throwing_isFound() {
    List<Finding> findings =
        findings(
            GET,
            new Plant(
                GET,
                requestIdWithControlCharacters(),
                (request, call) -> {
                  throw new IllegalStateException("planted");
                }),
            REQUESTS_LOGGED);
    assertAll(Fault.FAILED, GET, findings);
    assertTrue(findings.get(0).what().contains("UNKNOWN"), findings.get(0)::what);
  }

  @Test
  void gateway_failingAtItsDatabase_isFound() {
    house.execute("ALTER TABLE hospital RENAME COLUMN level TO planted");
    DoorJudge judge;
    try (RawCalls calls = new RawCalls(house.port())) {
      judge = new SpoiltRequests(house, calls).send(targets(LIST_HOSPITALS), SEED, REQUESTS);
    } finally {
      house.execute("ALTER TABLE hospital RENAME COLUMN planted TO level");
    }
    assertAll(Fault.FAILED, LIST_HOSPITALS, judge.findings());
    assertEquals(judge.count(Status.Code.INTERNAL), judge.findings().size());
    assertTrue(judge.count(Status.Code.INVALID_ARGUMENT) > 0, "others are refused before");
  }

  @Test
  void handler_refusingAndYetWriting_isFound() {
    try (PlantedDoor door =
            new PlantedDoor(
                house.port(),
                new Plant(
                    SETTLE,
                    billBelowZero(),
                    (request, call) -> {
                      house.execute(
                          "INSERT INTO fund VALUES ('planted', 0, 0, 0) ON CONFLICT DO NOTHING");
                      refuse(call, "must not be below 0");
                    }));
        RawCalls calls = new RawCalls(door.port())) {
      DoorJudge judge = new SpoiltRequests(house, calls).send(targets(SETTLE), SEED, REQUESTS);
      assertTrue(door.strikes() > 0);
      assertEquals(1, judge.findings().size(), judge.findings()::toString);
      assertAll(Fault.WROTE, "fund", judge.findings());
    } finally {
      house.execute("DELETE FROM fund WHERE fund_code = 'planted'");
    }
  }

  @Test
  void handler_acceptingWhatMustBeRefused_isFound() {
    assertAll(
        Fault.ACCEPTED,
        SETTLE,
        findings(
            SETTLE,
            new Plant(
                SETTLE,
                billBelowZero(),
                (request, call) -> {
                  call.sendHeaders(new Metadata());
                  call.sendMessage(new byte[0]);
                  call.close(Status.OK, new Metadata());
                })));
  }

  @Test
  void error_withoutReason_isFound() {
    assertAll(
        Fault.UNREASONED,
        GET,
        findings(
            GET,
            new Plant(
                GET,
                requestIdWithControlCharacters(),
                (request, call) ->
                    call.close(Status.INVALID_ARGUMENT.withDescription("bad"), new Metadata()))));
  }

  @Test
  void error_showingAPersonsNumber_isFound() {
    assertAll(
        Fault.PERSON_SHOWN,
        QUOTE,
        findings(
            QUOTE,
            new Plant(
                QUOTE,
                quoteOfThePerson(),
                (request, call) -> refuse(call, "must be insured, was not: " + MARK))));
  }

  @Test
  void log_showingAPersonsNumber_isFound() {
    String logger = PlantedFaultsTest.class.getName();
    assertAll(
        Fault.PERSON_LOGGED,
        logger,
        findings(
            QUOTE,
            new Plant(
                QUOTE,
                quoteOfThePerson(),
                (request, call) -> {
                  LoggerFactory.getLogger(logger)
                      .warn("planted", new IllegalStateException("nobody known as " + MARK));
                  refuse(call, "must be insured");
                })));
  }

  @Test
  void handler_neverAnswering_isFoundByTheDeadline() {
    try (PlantedDoor door =
            new PlantedDoor(house.port(), new Plant(GET, request -> true, (request, call) -> {}));
        RawCalls calls = new RawCalls(door.port(), UNANSWERED_SECONDS)) {
      List<Finding> findings =
          new SpoiltRequests(house, calls).send(targets(GET), SEED, REQUESTS_UNANSWERED).findings();
      assertAll(Fault.SILENT, GET, findings);
      assertEquals(REQUESTS_UNANSWERED, findings.size());
    }
  }

  private List<Finding> findings(String method, @Nullable Plant plant) {
    return findings(method, plant, REQUESTS);
  }

  /** What is found of a method behind a door with the fault: as much as the fault struck. */
  private List<Finding> findings(String method, @Nullable Plant plant, int requests) {
    try (PlantedDoor door = new PlantedDoor(house.port(), plant);
        RawCalls calls = new RawCalls(door.port())) {
      List<Finding> findings =
          new SpoiltRequests(house, calls).send(targets(method), SEED, requests).findings();
      assertEquals(door.strikes(), findings.size(), findings::toString);
      return findings;
    }
  }

  private List<Target> targets(String method) {
    return scene.targets().stream().filter(target -> target.method().equals(method)).toList();
  }

  private static void assertAll(Fault fault, String where, List<Finding> findings) {
    assertTrue(!findings.isEmpty(), "the fault must strike and be found");
    for (Finding finding : findings) {
      assertEquals(fault, finding.fault(), finding::what);
      assertEquals(where, finding.where(), finding::what);
    }
  }

  /** An error as the gateway's own are. */
  private static void refuse(ServerCall<byte[], byte[]> call, String text) {
    StatusRuntimeException error =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.INVALID_ARGUMENT.value())
                .setMessage(text)
                .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("BAD_REQUEST").build()))
                .build());
    call.close(error.getStatus(), Objects.requireNonNull(error.getTrailers()));
  }

  private static Predicate<byte[]> requestIdWithControlCharacters() {
    return of(
        GetSettlementRequest.parser(),
        request -> request.getRequestId().chars().anyMatch(Character::isISOControl));
  }

  private static Predicate<byte[]> billBelowZero() {
    return of(
        SettleClaimRequest.parser(), request -> request.getClaim().getBill().getTotalFen() < 0);
  }

  private static Predicate<byte[]> quoteOfThePerson() {
    return of(
        QuoteSettlementRequest.parser(),
        request ->
            request.getClaim().getPersonDocument().getNumber().equals(MARK)
                && request.getClaim().getInsuredRegionCode().isEmpty());
  }

  /** Of what can be read. */
  private static <T> Predicate<byte[]> of(Parser<T> parser, Predicate<T> ofMessage) {
    return bytes -> {
      try {
        return ofMessage.test(parser.parseFrom(bytes));
      } catch (InvalidProtocolBufferException e) {
        return false;
      }
    };
  }
}
