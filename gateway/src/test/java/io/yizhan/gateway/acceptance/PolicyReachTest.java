package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.ApprovePolicyResponse;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.PolicyVersion;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.RegisterCallerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one gateway publishes it applies at once, and the others of its database soon. */
class PolicyReachTest {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration REACH_MAX = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 50;
  private static final int RACES = 5;

  private static final QuoteSettlementRequest ASK =
      QuoteSettlementRequest.newBuilder()
          .setClaim(
              Claims.stay(World.HOSPITAL, Invented.person(7), "reach", "2026-08-01", 1_000_000))
          .build();

  private final Path folder = House.newFolder("yizhan-reach-");
  private final List<AutoCloseable> open = new ArrayList<>();
  private final TestDatabase database = TestDatabase.create();

  @SuppressWarnings("NullAway.Init")
  private Client here;

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    database.close();
    House.delete(folder);
  }

  /** A gateway with policies and hospitals, which asks this often what others published. */
  private World here(Duration poll) {
    Gateway one = serve("one", poll);
    here = client(one);
    return World.build(here, House.read(one.operatorTokenFile()));
  }

  private Client client(Gateway of) {
    Client client = new Client(of.port());
    open.add(client);
    return client;
  }

  private Gateway serve(String name, Duration poll) {
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    Gateway gateway =
        Gateway.start(
            new ServeSettings(
                folder.resolve(name),
                database.secretsFile(),
                anyPort,
                new ServeSettings.Database(
                    database.settings().jdbcUrl(),
                    database.settings().user(),
                    database.settings().password()),
                4,
                4,
                2,
                64,
                null,
                anyPort,
                false,
                null,
                poll,
                Duration.ofSeconds(5)),
            Gateway.ExtraServices.NONE);
    open.add(gateway::stop);
    return gateway;
  }

  @Test
  void publish_throughOneGateway_reachesTheOther() {
    World world = here(POLL);
    Client there = client(serve("other", POLL));

    assertEquals("zhengzhou@2016-07-01", version(there, world, ASK));
    String next = World.text("zhengzhou-2016.yaml").replace("2016-07-01 ..", "2026-01-01 ..");
    assertTrue(world.publish(here, "zhengzhou-2026.yaml", next).getNewlyPublished());

    long deadline = System.nanoTime() + REACH_MAX.toNanos();
    String version = version(there, world, ASK);
    while (!version.equals("zhengzhou@2026-01-01") && System.nanoTime() < deadline) {
      World.pause(PAUSE_MILLIS);
      version = version(there, world, ASK);
    }
    assertEquals("zhengzhou@2026-01-01", version);
  }

  @Test
  void approval_atAGateway_isAppliedThereBeforeItIsAnswered() {
    World world = here(NEVER);
    assertEquals("zhengzhou@2016-07-01", version(here, world, ASK));
  }

  @Test
  void approve_atBothGatewaysAtOnce_publishesOnce() {
    World world = here(POLL);
    Client there = client(serve("other", POLL));
    String third =
        here.registry(world.operatorToken())
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("third")
                    .setRole(CallerRole.CALLER_ROLE_OPERATOR)
                    .build())
            .getToken();
    for (int year = 2026; year < 2026 + RACES; year++) {
      String text = World.text("zhengzhou-2016.yaml").replace("2016-07-01 ..", year + "-01-01 ..");
      PolicyProposal proposal = World.propose(here, world.operatorToken(), "p.yaml", text);
      ApprovePolicyRequest approve =
          ApprovePolicyRequest.newBuilder()
              .setProposalId(proposal.getProposalId())
              .setTextSha256(proposal.getVersion().getTextSha256())
              .build();
      List<ApprovePolicyResponse> answers =
          Callers.atOnce(
              List.of(
                  () -> here.policies(world.approverToken()).approvePolicy(approve),
                  () -> there.policies(third).approvePolicy(approve)));
      assertEquals(
          1, answers.stream().filter(ApprovePolicyResponse::getNewlyPublished).count(), text);
      assertEquals(answers.get(0).getPolicy(), answers.get(1).getPolicy());
    }
    assertEquals(
        List.of(Integer.toString(2 + RACES)), database.rows("SELECT count(*) FROM policy"));
    assertEquals(
        List.of(Integer.toString(2 + RACES)),
        database.rows("SELECT revision FROM policy_revision"));
  }

  private static String version(Client client, World world, QuoteSettlementRequest ask) {
    QuoteSettlementResponse reply = client.settlements(world.token()).quoteSettlement(ask);
    assertTrue(reply.hasQuote(), reply::toString);
    return String.join(
        ",",
        reply.getQuote().getPolicyVersionsList().stream()
            .map(PolicyVersion::getVersionCode)
            .toList());
  }
}
