package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.yizhan.gateway.acceptance.Mutations.Mutated;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Spoilt requests to every method of every service, over one channel, against a real database: none
 * is answered INTERNAL or UNKNOWN. What writes carries a flaw that no spoiling mends, so no row of
 * any table may change; claims without the flaw are counted one by one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutatedRequestsTest {
  private static final int REQUESTS = 100_000;
  private static final int WRITTEN = 3_000;
  private static final long SEED = 4_242;
  private static final int SHOWN_MAX = 5;

  /** What a request may be answered; what says that the gateway failed is not among them. */
  private static final Set<Status.Code> ALLOWED =
      Set.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.PERMISSION_DENIED,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.ALREADY_EXISTS);

  /** A service a line: each names its methods in a file of its own. */
  private static final List<Function<TargetScene, List<Target>>> SERVICES =
      List.of(
          AidTargets::of,
          ClearingTargets::of,
          FundTargets::of,
          ProofTargets::of,
          DayTargets::of,
          HighCostTargets::of,
          InsuranceTargets::of,
          PayeeTargets::of,
          PolicyTargets::of,
          ProvisionalTargets::of,
          ReadjudicationTargets::of,
          ReceivableTargets::of,
          ReconciliationTargets::of,
          RegistryTargets::of,
          ReportTargets::of,
          RosterTargets::of,
          SettlementTargets::of,
          WatchTargets::of);

  /** What was wrong with an answer. */
  private record Finding(String what) {}

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private TargetScene scene;

  @SuppressWarnings("NullAway.Init")
  private RawCalls calls;

  private final ConcurrentLinkedQueue<Finding> findings = new ConcurrentLinkedQueue<>();

  @BeforeAll
  void open() {
    house = House.open();
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
    house.settle(request("good-1"));
    String proposalId =
        World.propose(
                house.client(),
                house.world().operatorToken(),
                "henan-2017.yaml",
                World.text("../henan/henan-2017.yaml"))
            .getProposalId();
    String office = Offices.register(house, "aid-410122", Claims.COUNTY);
    String insurer =
        house
            .client()
            .registry(house.world().operatorToken())
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("insurer")
                    .setRole(CallerRole.CALLER_ROLE_INSURER)
                    .addRegionCodes("4101")
                    .build())
            .getToken();
    scene =
        new TargetScene(
            house.world().token(),
            house.world().operatorToken(),
            house.world().approverToken(),
            office,
            insurer,
            proposalId);
    calls = new RawCalls(house.port());
  }

  @AfterAll
  void close() {
    calls.close();
    house.close();
  }

  static SettleClaimRequest request(String id) {
    return Claims.request(
        id, Claims.stay(World.HOSPITAL, Invented.person(1), "E-" + id, "2016-08-01", 1_000_000));
  }

  private List<Target> targets() {
    return SERVICES.stream().flatMap(service -> service.apply(scene).stream()).toList();
  }

  @Test
  void targets_areEveryMethodOfTheServices() {
    Set<String> named = new TreeSet<>();
    targets().forEach(target -> named.add(target.method()));
    assertEquals(RawCalls.methods(), named);
  }

  @Test
  void requests_mutated_areRefusedAndWriteNothing() {
    Map<String, String> before = house.digests();
    List<Target> targets = targets();
    Random random = new Random(SEED);
    Mutations mutations = new Mutations(random);
    Map<Status.Code, Integer> counts = new EnumMap<>(Status.Code.class);
    for (int i = 0; i < REQUESTS; i++) {
      Target target = targets.get(i % targets.size());
      Mutated mutated = mutations.next(target.valid());
      byte[] bytes =
          ByteString.copyFrom(mutated.bytes()).concat(target.flaw().toByteString()).toByteArray();
      calls.send(
          target.method(),
          target.token(),
          bytes,
          (code, problem) -> note(counts, target, mutated, bytes, code, problem));
    }
    calls.awaitAll();
    System.out.println("mutated requests: n=" + REQUESTS + " " + counts);
    assertEquals(List.of(), findings.stream().limit(SHOWN_MAX).toList());
    assertEquals(REQUESTS, counts.values().stream().mapToInt(n -> n).sum());
    assertTrue(counts.getOrDefault(Status.Code.OK, 0) > REQUESTS / 20, "some are read to the end");
    assertEquals(before, house.digests());
  }

  private void note(
      Map<Status.Code, Integer> counts,
      Target target,
      Mutated mutated,
      byte[] bytes,
      Status.Code code,
      String problem) {
    synchronized (counts) {
      counts.merge(code, 1, Integer::sum);
    }
    if (!ALLOWED.contains(code) || !problem.isEmpty()) {
      findings.add(
          new Finding(
              target.method()
                  + " "
                  + mutated.way()
                  + " "
                  + code
                  + " "
                  + problem
                  + " "
                  + hex(bytes)));
    }
  }

  private static String hex(byte[] bytes) {
    String hex = java.util.HexFormat.of().formatHex(bytes);
    return hex.length() > 2_000 ? hex.substring(0, 2_000) + "..." : hex;
  }

  @Test
  void claims_mutatedAndStillValid_areOneRowEach() {
    Map<String, Long> before = rows();
    Set<String> accepted = java.util.concurrent.ConcurrentHashMap.newKeySet();
    Mutations mutations = new Mutations(new Random(SEED + 1));
    Map<Status.Code, Integer> counts = new EnumMap<>(Status.Code.class);
    for (int i = 0; i < WRITTEN; i++) {
      SettleClaimRequest valid = request("valid-" + i);
      Target target =
          new Target(
              "yizhan.settlement.v1.SettlementService/SettleClaim",
              house.world().token(),
              valid,
              valid);
      Mutated mutated = mutations.next(valid);
      calls.send(
          target.method(),
          target.token(),
          mutated.bytes(),
          (code, problem) -> {
            note(counts, target, mutated, mutated.bytes(), code, problem);
            if (code == Status.Code.OK) {
              accepted.add(idOf(mutated.bytes()));
            }
          });
    }
    calls.awaitAll();
    System.out.println("mutated claims: n=" + WRITTEN + " " + counts);
    assertEquals(List.of(), findings.stream().limit(SHOWN_MAX).toList());
    assertTrue(accepted.size() > WRITTEN / 20, "some are written");
    Map<String, Long> after = rows();
    assertEquals(
        before.getOrDefault("request", 0L) + accepted.size(), after.getOrDefault("request", 0L));
    assertEquals(List.of(), house.audit());
  }

  private Map<String, Long> rows() {
    Map<String, Long> rows = new TreeMap<>();
    rows.put(
        "request", Long.parseLong(house.database().rows("SELECT count(*) FROM request").get(0)));
    return rows;
  }

  private static String idOf(byte[] bytes) {
    try {
      return SettleClaimRequest.parseFrom(bytes).getRequestId();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
