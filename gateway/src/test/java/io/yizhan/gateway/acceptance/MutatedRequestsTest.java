package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.yizhan.gateway.acceptance.DoorJudge.Finding;
import io.yizhan.gateway.acceptance.DoorJudge.Sent;
import io.yizhan.gateway.acceptance.Mutations.Mutated;
import io.yizhan.proto.v1.SettleClaimRequest;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Spoilt requests to every method of every service, over one channel, against a real database: none
 * is answered INTERNAL or UNKNOWN, none shows a person's number in an error or in the log. What
 * writes carries a flaw that no spoiling mends, so it must be refused and no row of any table may
 * change; claims without the flaw are counted one by one. That the judge finds what it looks for is
 * shown by {@link PlantedFaultsTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutatedRequestsTest {
  private static final int REQUESTS = 100_000;
  private static final int WRITTEN = 3_000;
  private static final long SEED = 4_242;
  private static final int SHOWN_MAX = 5;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private TargetScene scene;

  @SuppressWarnings("NullAway.Init")
  private RawCalls calls;

  @BeforeAll
  void open() {
    house = House.open();
    scene = TargetScene.in(house);
    calls = new RawCalls(house.port());
  }

  @AfterAll
  void close() {
    calls.close();
    house.close();
  }

  @Test
  void targets_areEveryMethodOfTheServices() {
    Set<String> named = new TreeSet<>();
    scene.targets().forEach(target -> named.add(target.method()));
    assertEquals(RawCalls.methods(), named);
  }

  @Test
  void requests_mutated_areRefusedAndWriteNothing() {
    DoorJudge judge = new SpoiltRequests(house, calls).send(scene.targets(), SEED, REQUESTS);
    System.out.println("mutated requests: n=" + REQUESTS + " " + judge);
    assertEquals(List.of(), first(judge.findings()));
    assertEquals(REQUESTS, judge.answerCount());
    assertTrue(judge.count(Status.Code.OK) > REQUESTS / 20, "some are read to the end");
  }

  private static List<Finding> first(List<Finding> findings) {
    return findings.stream().limit(SHOWN_MAX).toList();
  }

  @Test
  void claims_mutatedAndStillValid_areOneRowEach() {
    long before = requests();
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    Mutations mutations = new Mutations(new Random(SEED + 1));
    DoorJudge judge = new DoorJudge(SpoiltRequests.MARKS);
    try (HeardLog log = new HeardLog()) {
      for (int i = 0; i < WRITTEN; i++) {
        Target target = SettlementTargets.settling(scene, "valid-" + i);
        Mutated mutated = mutations.next(target.valid());
        calls.send(
            target.method(),
            target.token(),
            mutated.bytes(),
            answer -> {
              judge.answered(new Sent(target, mutated.way(), mutated.bytes()), answer);
              if (answer.code() == Status.Code.OK) {
                accepted.add(idOf(mutated.bytes()));
              }
            });
      }
      calls.awaitAll();
      judge.logged(log.lines());
    }
    System.out.println("mutated claims: n=" + WRITTEN + " " + judge);
    assertEquals(List.of(), first(judge.findings()));
    assertTrue(accepted.size() > WRITTEN / 20, "some are written");
    assertEquals(before + accepted.size(), requests());
    assertEquals(List.of(), house.audit());
  }

  private long requests() {
    return Long.parseLong(house.database().rows("SELECT count(*) FROM request").get(0));
  }

  private static String idOf(byte[] bytes) {
    try {
      return SettleClaimRequest.parseFrom(bytes).getRequestId();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
