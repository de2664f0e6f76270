package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.ListPoliciesRequest;
import io.yizhan.proto.v1.ListProposalsRequest;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.ProposalState;
import io.yizhan.proto.v1.PublishedPolicy;
import io.yizhan.proto.v1.WithdrawProposalRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A folder of policies at the start: published on an empty database, only proposed afterwards. */
class SetUpTest {
  private final Path folder = House.newFolder("yizhan-set-up-");
  private final TestDatabase database = TestDatabase.create();

  @AfterEach
  void close() {
    database.close();
    House.delete(folder);
  }

  private Gateway serve(Path policies) {
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    return Gateway.start(
        new ServeSettings(
            folder.resolve("data"),
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
            policies,
            Duration.ofMillis(100),
            Duration.ofSeconds(5)),
        Gateway.ExtraServices.NONE);
  }

  private static List<PublishedPolicy> published(Client client, String token) {
    return client
        .policies(token)
        .listPolicies(ListPoliciesRequest.getDefaultInstance())
        .getPoliciesList();
  }

  @Test
  void proposalOfAGateway_takenBackByAnOperator_isWithdrawn() throws IOException {
    Path policies = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(policies.resolve("1.yaml"), World.text("zhengzhou-2010.yaml"));
    serve(policies).stop();
    Files.writeString(policies.resolve("2.yaml"), World.text("zhengzhou-2016.yaml"));
    Gateway second = serve(policies);
    String operator = House.read(second.operatorTokenFile());
    try (Client client = new Client(second.port())) {
      PolicyProposal open =
          client
              .policies(operator)
              .listProposals(ListProposalsRequest.newBuilder().setOpenOnly(true).build())
              .getProposals(0);
      PolicyProposal withdrawn =
          client
              .policies(operator)
              .withdrawProposal(
                  WithdrawProposalRequest.newBuilder().setProposalId(open.getProposalId()).build())
              .getProposal();
      assertEquals(ProposalState.PROPOSAL_STATE_WITHDRAWN, withdrawn.getState());
      assertEquals(
          "gateway-start, operator", withdrawn.getProposerId() + ", " + withdrawn.getCloserId());
    }
    second.stop();
  }

  @Test
  void folder_onAnEmptyDatabaseAndLater_isPublishedThenProposed() throws IOException {
    Path policies = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(policies.resolve("1.yaml"), World.text("zhengzhou-2010.yaml"));
    Gateway first = serve(policies);
    String operator = House.read(first.operatorTokenFile());
    try (Client client = new Client(first.port())) {
      PublishedPolicy one = published(client, operator).get(0);
      assertTrue(one.getSetUp());
      assertEquals("gateway-start", one.getApproverId());
      assertEquals("", one.getProposalId());
    }
    first.stop();

    Files.writeString(policies.resolve("2.yaml"), World.text("zhengzhou-2016.yaml"));
    Gateway second = serve(policies);
    try (Client client = new Client(second.port())) {
      assertEquals(1, published(client, operator).size());
      List<PolicyProposal> open =
          client
              .policies(operator)
              .listProposals(ListProposalsRequest.newBuilder().setOpenOnly(true).build())
              .getProposalsList();
      assertEquals(
          List.of("gateway-start zhengzhou@2016-07-01"),
          open.stream()
              .map(one -> one.getProposerId() + " " + one.getVersion().getVersionCode())
              .toList());
      client
          .policies(operator)
          .approvePolicy(
              ApprovePolicyRequest.newBuilder()
                  .setProposalId(open.get(0).getProposalId())
                  .setTextSha256(open.get(0).getVersion().getTextSha256())
                  .build());
      PublishedPolicy two = published(client, operator).get(1);
      assertEquals("gateway-start, operator", two.getProposerId() + ", " + two.getApproverId());
    }
    second.stop();
  }
}
