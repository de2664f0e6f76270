package io.yizhan.gateway.insurer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.conformance.Misbehaviour;
import io.yizhan.gateway.conformance.SimulatedInsurer;
import io.yizhan.gateway.desk.InsurerDesk.Milestone;
import io.yizhan.gateway.desk.InsurerDesk.Milestones;
import io.yizhan.gateway.desk.InsurerOutbox;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.proto.insurer.v1.FundPayment;
import io.yizhan.proto.insurer.v1.RequestStanding;
import io.yizhan.proto.insurer.v1.RequestState;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gateways die between any two steps, the insurer loses, delays, repeats, refuses and contradicts
 * itself; in the end both sides agree on every claim. What this side holds is read with plain SQL.
 */
class InsurerCrashTest {
  private static final int CLAIMS = 240;
  private static final int CLERKS = 8;
  private static final int OUTBOXES = 2;

  /** Two at once of whom both see the same preview. */
  private static final int TRUERS = 2;

  private static final int DRAIN_ROUNDS_MAX = 200;

  private static final Misbehaviour BAD_DAY = new Misbehaviour(10, 40, 40, 40, 60, 30, 40, 300);

  /** A gateway's process ends here. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Dies at a step now and then. */
  private record Dying(Random random, int perMille, Set<Milestone> where) implements Milestones {
    @Override
    public void reached(Milestone milestone) {
      synchronized (random) {
        if (where.contains(milestone) && random.nextInt(1_000) < perMille) {
          throw new Died();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_260})
  void bothSides_whateverDiesAndMisbehaves_agreeOnEveryClaim(long seed) throws Exception {
    try (TestDatabase database = TestDatabase.create();
        SimulatedInsurer insurer = new SimulatedInsurer("127.0.0.1", 0, seed, BAD_DAY, Set.of());
        InsurerClients clients = clients(insurer.port())) {
      Random deaths = new Random(seed);
      AskedClerk.Office office = AskedClerk.Office.open(database, clients);
      run(office, clients, database, seed, deaths);

      // Time passes: what the dead held is free again, and the insurer has a good day.
      insurer.become(Misbehaviour.NONE);
      for (RequestStanding standing : insurer.standings()) {
        assertTrue(
            database.number(
                    "SELECT count(*) FROM insurer_leg WHERE insurer_request_id = '"
                        + standing.getRequestId()
                        + "'")
                == 1,
            "whatever an insurer has heard of must be stored here");
      }
      drain(office, clients, database);
      assertEquals(
          List.of(),
          database.rows("SELECT * FROM insurer_leg WHERE reason = 'AMOUNTS_DIFFER'"),
          "an insurer that contradicts itself must be found before anything is settled here");
      for (String refused :
          database.rows("SELECT settlement_id FROM insurer_leg WHERE state = 'REFUSED'")) {
        office.reverse("cure-" + refused, refused);
      }
      drain(office, clients, database);

      assertEquals(List.of(), disagreements(database, insurer.standings()));
      assertTrue(
          database.number("SELECT count(*) FROM insurer_leg WHERE state = 'CONFIRMED'") > 50);
      assertTrue(
          database.number("SELECT count(*) FROM insurer_leg WHERE state = 'CANCELLED'") > 20);
      assertTrue(
          database.number("SELECT count(*) FROM settlement WHERE kind = 'C'") > 0,
          "what was computed while the insurer was away must have been trued up");
      try (Connection connection =
          DriverManager.getConnection(
              database.settings().jdbcUrl(),
              database.settings().user(),
              database.settings().password())) {
        assertEquals(List.of(), LedgerAuditor.findings(connection));
      }
    }
  }

  private static InsurerClients clients(int port) {
    List<InsurerAddress> addresses =
        List.of(
            new InsurerAddress("4201", "390", "127.0.0.1", port),
            new InsurerAddress("4201", "391", "127.0.0.1", port),
            new InsurerAddress("4201", "392", "127.0.0.1", port));
    java.util.function.Function<InsurerAddress, ManagedChannel> plain = InsurerChannels.plaintext();
    return new InsurerClients(addresses, plain);
  }

  private static void run(
      AskedClerk.Office office,
      InsurerClients clients,
      TestDatabase database,
      long seed,
      Random deaths)
      throws Exception {
    Milestones settling =
        new Dying(deaths, 120, Set.of(Milestone.OPENED, Milestone.RESERVED, Milestone.COMMITTED));
    Milestones telling = new Dying(deaths, 80, Set.of(Milestone.TAKEN, Milestone.TOLD));
    ExecutorService threads = Executors.newFixedThreadPool(CLERKS + OUTBOXES + TRUERS);
    AtomicBoolean running = new AtomicBoolean(true);
    List<Future<?>> clerks = new ArrayList<>();
    List<Future<?>> outboxes = new ArrayList<>();
    for (int i = 0; i < CLERKS; i++) {
      int clerk = i;
      clerks.add(
          threads.submit(
              () -> {
                Random random = new Random(seed * 31 + clerk);
                for (int claim = clerk; claim < CLAIMS; claim += CLERKS) {
                  new AskedClerk(office, settling, random).handle(claim);
                }
                return null;
              }));
    }
    for (int i = 0; i < OUTBOXES; i++) {
      Random freezes = new Random(seed * 17 + i);
      outboxes.add(
          threads.submit(
              () -> {
                while (running.get()) {
                  if (freezes.nextInt(8) == 0) {
                    // A gateway that froze in the middle of a claim finds its lease gone.
                    office.timePasses();
                  }
                  try {
                    new InsurerOutbox(database.stores().legs(), clients, telling).work();
                    Thread.sleep(20);
                  } catch (Died died) {
                    // Another process takes its place.
                  }
                }
                return null;
              }));
    }
    for (int i = 0; i < TRUERS; i++) {
      Random deathsOfBookings = new Random(seed * 13 + i);
      outboxes.add(
          threads.submit(
              () -> {
                while (running.get()) {
                  new TrueUpClerk(office, deathsOfBookings, 200).work();
                  Thread.sleep(20);
                }
                return null;
              }));
    }
    for (Future<?> clerk : clerks) {
      clerk.get(5, TimeUnit.MINUTES);
    }
    running.set(false);
    for (Future<?> outbox : outboxes) {
      outbox.get(1, TimeUnit.MINUTES);
    }
    threads.shutdownNow();
  }

  private static void drain(AskedClerk.Office office, InsurerClients clients, TestDatabase database)
      throws InterruptedException {
    InsurerOutbox outbox = new InsurerOutbox(database.stores().legs(), clients, Milestones.NONE);
    String due =
        " FROM insurer_leg WHERE state IN ('RESERVING', 'COMMITTED', 'CANCELLING', 'PROVISIONAL',"
            + " 'TRUE_UP')";
    for (int round = 0; round < DRAIN_ROUNDS_MAX; round++) {
      if (database.number("SELECT count(*)" + due) == 0) {
        return;
      }
      office.timePasses();
      outbox.work();
      new TrueUpClerk(office, new Random(round), 0).work();
      Thread.sleep(50);
    }
    throw new AssertionError("must come to an end: " + database.rows("SELECT *" + due));
  }

  /** What the two sides see differently, read from this side's tables and that side's books. */
  private static List<String> disagreements(
      TestDatabase database, List<RequestStanding> insurerSays) {
    Map<String, RequestStanding> there = new HashMap<>();
    insurerSays.forEach(standing -> there.put(standing.getRequestId(), standing));
    List<String> found = new ArrayList<>();
    for (String row :
        database.rows(
            """
            SELECT l.insurer_request_id, l.state,
              (SELECT count(*) FROM settlement s WHERE s.settlement_id = l.settlement_id),
              (SELECT count(*) FROM reversal r WHERE r.settlement_id = l.settlement_id),
              coalesce((SELECT sum(p.amount_fen)
                FROM settlement s JOIN posting p USING (bucket, settlement_id)
                WHERE (s.settlement_id = l.settlement_id OR s.corrects = l.settlement_id)
                  AND p.account LIKE 'fund:390100@%'), 0)
            FROM insurer_leg l
            """)) {
      String[] columns = row.split("\\|");
      RequestStanding standing =
          there.getOrDefault(columns[0], RequestStanding.getDefaultInstance());
      boolean confirmed =
          columns[1].equals("CONFIRMED")
              && columns[2].equals("1")
              && columns[3].equals("0")
              && standing.getState() == RequestState.REQUEST_STATE_SETTLED
              && Long.parseLong(columns[4]) == paid(standing);
      boolean cancelled =
          columns[1].equals("CANCELLED")
              && columns[2].equals(columns[3])
              && standing.getState() == RequestState.REQUEST_STATE_CANCELLED;
      if (!confirmed && !cancelled) {
        found.add(row + " / " + standing.getState() + " " + paid(standing));
      }
    }
    found.addAll(
        database.rows(
            """
            SELECT 'stands without a confirmed leg', s.settlement_id FROM settlement s
            WHERE s.kind = 'S'
              AND NOT EXISTS (SELECT 1 FROM reversal r WHERE r.settlement_id = s.settlement_id)
              AND 1 <> (SELECT count(*) FROM insurer_leg l
                WHERE l.settlement_id = s.settlement_id AND l.state = 'CONFIRMED')
            """));
    return found;
  }

  private static long paid(RequestStanding standing) {
    return standing.getAmounts().getPaymentsList().stream()
        .mapToLong(FundPayment::getAmountFen)
        .sum();
  }
}
