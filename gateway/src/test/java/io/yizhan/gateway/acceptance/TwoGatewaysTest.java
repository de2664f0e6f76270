package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two gateway processes on one database hold together what one of them holds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoGatewaysTest {
  private static final int CALLERS = 64;
  private static final int CLAIMS_PER_CALLER = 3;
  private static final long CAP_FEN = 2_000_000;

  private final Path folder = House.newFolder("yizhan-two-");
  private final Path passwordFile = folder.resolve("database.password");
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private TestDatabase database;

  @SuppressWarnings("NullAway.Init")
  private World world;

  @BeforeAll
  void start() throws IOException {
    database = TestDatabase.create();
    open.add(database);
    Files.writeString(passwordFile, database.settings().password());
    GatewayProcess first = serve("first");
    GatewayProcess second = serve("second");
    for (GatewayProcess gateway : List.of(first, second)) {
      Client client = new Client(gateway.port());
      open.add(client);
      clients.add(client);
    }
    world = World.build(clients.get(0), first.operatorToken());
    world.awaitPolicies(clients.get(1));
  }

  private GatewayProcess serve(String name) {
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
                database.secretsFile().toString()));
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

  private List<String> audit() throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(
            database.settings().jdbcUrl(),
            database.settings().user(),
            database.settings().password())) {
      return LedgerAuditor.findings(connection);
    }
  }

  @Test
  void cap_sixtyFourCallersOverFourHospitals_isNeverPassedAndEachRequestActsOnce()
      throws Exception {
    PersonDocument person = Invented.person(1);
    world.put(clients.get(0), World.known(person, "dibao"));
    world.open(clients.get(1), "edge-opening", person, "zhengzhou/IN", 2016, 1_000_000);

    List<Callable<List<Client.Answer>>> callers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      int number = caller;
      callers.add(() -> callEach(person, number));
    }
    long paid = 0;
    for (List<Client.Answer> answers : Callers.atOnce(callers)) {
      for (Client.Answer answer : answers) {
        paid +=
            House.paid(SettleClaimResponse.parseFrom(answer.reply()).getSettlement(), "inpatient");
      }
    }

    assertEquals(CAP_FEN - 1_000_000, paid, "what was left, to the fen");
    assertEquals(
        CALLERS * CLAIMS_PER_CALLER,
        database.number("SELECT count(*) FROM settlement WHERE encounter_id LIKE 'E-edge-%'"));
    assertEquals(
        CAP_FEN,
        database.number("SELECT used_fen FROM account_usage WHERE account_code='zhengzhou/IN'"));
    assertEquals(
        4, database.number("SELECT count(DISTINCT hospital_id) FROM settlement"), "hospitals");
    assertEquals(List.of(), audit());
  }

  /** Every request goes to both gateways: the second must answer the first one's bytes. */
  private List<Client.Answer> callEach(PersonDocument person, int caller) throws Exception {
    String hospital = World.HOSPITALS.get(caller % World.HOSPITALS.size());
    List<Client.Answer> answers = new ArrayList<>();
    for (int i = 0; i < CLAIMS_PER_CALLER; i++) {
      String id = "edge-" + caller + "-" + i;
      byte[] request =
          Claims.request(
                  id,
                  Claims.settledStay(hospital, person, "E-" + id, "2016-08-01", 100_000, 70_000))
              .toByteArray();
      Client here = clients.get((caller + i) % 2);
      Client there = clients.get((caller + i + 1) % 2);
      Client.Answer first = Callers.patiently(() -> here.settle(world.token(hospital), request));
      Client.Answer again = Callers.patiently(() -> there.settle(world.token(hospital), request));
      assertTrue(again.replayed());
      assertArrayEquals(first.reply(), again.reply());
      answers.add(first);
    }
    return answers;
  }

  @Test
  void request_eightIdenticalCallsAtOnce_settleOnceAndSevenRepeat() throws Exception {
    PersonDocument person = Invented.person(2);
    world.put(clients.get(0), World.known(person, "dibao"));
    for (int round = 0; round < 10; round++) {
      SettleClaimRequest request =
          Claims.request(
              "eight-" + round,
              Claims.stay(World.HOSPITAL, person, "E-eight-" + round, "2017-08-01", 100_000));
      List<Callable<Client.Answer>> eight = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Client client = clients.get(i % 2);
        eight.add(() -> client.settle(world.token(), request));
      }
      List<Client.Answer> answers = Callers.atOnce(eight);
      assertEquals(1, answers.stream().filter(answer -> !answer.replayed()).count());
      for (Client.Answer answer : answers) {
        assertArrayEquals(answers.get(0).reply(), answer.reply());
      }
    }
    assertEquals(
        10, database.number("SELECT count(*) FROM settlement WHERE encounter_id LIKE 'E-eight-%'"));
    assertEquals(List.of(), audit());
  }
}
