package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.UndoRequestRequest;
import io.yizhan.proto.v1.WatchSettlementsRequest;
import io.yizhan.proto.v1.WatchSettlementsResponse;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two gateways write to one ledger, one of them is killed amid it and comes again, and followers
 * break off and go on at random: what each received is the ledger in its order, exactly once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTwoGatewaysTest {
  private static final int WRITERS = 8;
  private static final int CLAIMS_PER_WRITER = 60;
  private static final int FOLLOWERS = 4;
  private static final int CUT_AFTER_MAX = 40;
  private static final int PERSONS = 6;
  private static final int TRIES_MAX = 600;
  private static final long SEED = 31;
  private static final String COUNT = "SELECT count(*) FROM settlement";
  private static final String ORDERED =
      "SELECT settlement_id FROM settlement ORDER BY commit_xid, settlement_id";

  private final Path folder = House.newFolder("yizhan-watch-");
  private final Path passwordFile = folder.resolve("database.password");
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private TestDatabase database;

  @SuppressWarnings("NullAway.Init")
  private World world;

  @SuppressWarnings("NullAway.Init")
  private GatewayProcess second;

  @BeforeAll
  void start() throws IOException {
    database = TestDatabase.create();
    open.add(database);
    Files.writeString(passwordFile, database.settings().password());
    GatewayProcess first = serve("first", "127.0.0.1:0");
    second = serve("second", "127.0.0.1:0");
    ports.addAll(List.of(first.port(), second.port()));
    try (Client here = new Client(first.port());
        Client there = new Client(second.port())) {
      world = World.build(here, first.operatorToken());
      world.awaitPolicies(there);
      for (int i = 0; i < PERSONS; i++) {
        world.put(here, World.known(Invented.person(i), "dibao"));
      }
    }
  }

  private GatewayProcess serve(String name, String listen) {
    GatewayProcess gateway =
        GatewayProcess.start(
            folder.resolve(name),
            folder.resolve(name + ".log"),
            "UTC",
            List.of(),
            List.of(
                "--database-url",
                database.settings().jdbcUrl(),
                "--database-user",
                database.settings().user(),
                "--database-password-file",
                passwordFile.toString(),
                "--secrets-file",
                database.secretsFile().toString()),
            listen);
    open.add(gateway);
    return gateway;
  }

  @AfterAll
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    House.delete(folder);
  }

  @Test
  void followers_whoBreakOffAtRandom_receiveTheLedgerInItsOrderOnce() throws Exception {
    AtomicBoolean written = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(WRITERS);
    List<Callable<List<String>>> all = new ArrayList<>();
    for (int i = 0; i < FOLLOWERS; i++) {
      Random random = new Random(SEED + i);
      all.add(() -> follow(random, written));
    }
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      all.add(
          () -> {
            try {
              write(writer);
            } finally {
              writing.countDown();
            }
            return List.of();
          });
    }
    all.add(
        () -> {
          killAndStartAgain();
          writing.await();
          written.set(true);
          return List.of();
        });
    List<List<String>> received = Callers.atOnce(all).subList(0, FOLLOWERS);

    List<String> ledger = database.rows(ORDERED);
    assertTrue(ledger.size() >= WRITERS * CLAIMS_PER_WRITER, "all that was written");
    assertTrue(database.number("SELECT count(*) FROM settlement WHERE kind = 'R'") > WRITERS);
    for (List<String> one : received) {
      List<String> more = new ArrayList<>(one);
      ledger.forEach(more::remove);
      List<String> fewer = new ArrayList<>(ledger);
      one.forEach(fewer::remove);
      assertEquals(List.of(), more, "repeated, or not of the ledger");
      assertEquals(List.of(), fewer, "missed");
      for (int i = 0; i < ledger.size(); i++) {
        assertEquals(ledger.get(i), one.get(i), "line " + i);
      }
    }
    try (Connection books =
        DriverManager.getConnection(
            database.settings().jdbcUrl(),
            database.settings().user(),
            database.settings().password())) {
      assertEquals(List.of(), LedgerAuditor.findings(books));
    }
  }

  /** Writes at both gateways in turn; every third is reversed, every fifth undone at the other. */
  private void write(int writer) throws Exception {
    Random random = new Random(SEED * WRITERS + writer);
    String hospital = World.HOSPITALS.get(writer % World.HOSPITALS.size());
    String token = world.token(hospital);
    try (Client here = new Client(ports.get(writer % 2));
        Client there = new Client(ports.get((writer + 1) % 2))) {
      for (int i = 0; i < CLAIMS_PER_WRITER; i++) {
        String id = "watch-" + writer + "-" + i;
        PersonDocument person = Invented.person(random.nextInt(PERSONS));
        byte[] request =
            Claims.request(id, Claims.stay(hospital, person, "E-" + id, "2016-08-01", 10_000))
                .toByteArray();
        Client.Answer answer = patiently(() -> here.settle(token, request));
        String settlementId =
            SettleClaimResponse.parseFrom(answer.reply()).getSettlement().getSettlementId();
        if (i % 3 == 0) {
          ReverseSettlementRequest reverse =
              ReverseSettlementRequest.newBuilder()
                  .setRequestId(id + "-r")
                  .setHospitalId(hospital)
                  .setSettlementId(settlementId)
                  .setOperatorId("cashier-1")
                  .build();
          patiently(() -> there.settlements(token).reverseSettlement(reverse));
        } else if (i % 5 == 0) {
          UndoRequestRequest undo =
              UndoRequestRequest.newBuilder()
                  .setHospitalId(hospital)
                  .setUndoneRequestId(id)
                  .setOperatorId("cashier-1")
                  .build();
          patiently(() -> there.settlements(token).undoRequest(undo));
        }
      }
    }
  }

  /** Repeats the same call while a gateway is away. */
  private static <T> T patiently(Callable<T> call) throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        return call.call();
      } catch (StatusRuntimeException away) {
        if (tries == TRIES_MAX || !isAway(away)) {
          throw away;
        }
        World.pause(100);
      }
    }
  }

  /** UNKNOWN is not the gateway's: the library says it of a channel that closes under a call. */
  private static boolean isAway(StatusRuntimeException failure) {
    Status.Code code = failure.getStatus().getCode();
    boolean closed =
        code == Status.Code.UNKNOWN && failure.getCause() instanceof ClosedChannelException;
    return closed || code == Status.Code.UNAVAILABLE;
  }

  private void killAndStartAgain() {
    while (database.number(COUNT) < WRITERS * CLAIMS_PER_WRITER / 4) {
      World.pause(20);
    }
    second.kill();
    serve("second", "127.0.0.1:" + ports.get(1));
  }

  /** Follows, now here and now there, and breaks off behind any line; keeps what it received. */
  private List<String> follow(Random random, AtomicBoolean written) {
    List<String> received = new ArrayList<>();
    String place = "";
    while (true) {
      boolean last = written.get();
      int cut = last ? Integer.MAX_VALUE : 1 + random.nextInt(CUT_AFTER_MAX);
      WatchSettlementsRequest ask =
          WatchSettlementsRequest.newBuilder()
              .setResumeToken(place)
              .setUntilCaughtUp(last || random.nextInt(4) == 0)
              .build();
      boolean ended = false;
      try (Client client = new Client(ports.get(random.nextInt(2)))) {
        Iterator<WatchSettlementsResponse> stream =
            client.watch(world.operatorToken()).watchSettlements(ask);
        while (cut > 0 && stream.hasNext()) {
          WatchSettlementsResponse next = stream.next();
          place = next.getResumeToken();
          if (next.hasLine()) {
            received.add(next.getLine().getSettlementId());
          }
          cut = !next.hasLine() && !last && random.nextBoolean() ? 0 : cut - 1;
        }
        ended = cut > 0;
      } catch (StatusRuntimeException brokenOff) {
        World.pause(20);
      }
      // Whoever else writes in the cluster may hold back the last lines for a moment.
      if (last && ended && received.size() >= database.number(COUNT)) {
        return received;
      }
    }
  }
}
