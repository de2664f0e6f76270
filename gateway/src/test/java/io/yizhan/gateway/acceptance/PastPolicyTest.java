package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.proto.v1.ImpactKind;
import io.yizhan.proto.v1.ImpactLine;
import io.yizhan.proto.v1.ListImpactRequest;
import io.yizhan.proto.v1.ListImpactResponse;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A version in force in the past, by two persons, on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PastPolicyTest {
  private static final String FIRST_DAY = "2016-10-01";

  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private Settlement stay(int person, String category, String day) {
    if (!category.isEmpty()) {
      house.world().put(house.client(), World.known(Invented.person(person), category));
    }
    String name = "past-" + person;
    return house.settle(
        Claims.request(
            name, Claims.stay(World.HOSPITAL, Invented.person(person), name, day, 1_000_000)));
  }

  /** Dibao 75 % instead of 70 % from October on. */
  private static String raised() {
    String text =
        World.text("zhengzhou-2016.yaml")
            .replace("2016-07-01 ..", FIRST_DAY + " ..")
            .replace("[低保, 70%, 2万, T 住院]", "[低保, 75%, 2万, T 住院]");
    assertTrue(text.contains("75%, 2万") && text.contains(FIRST_DAY));
    return text;
  }

  private List<ImpactLine> impact(String proposalId, int pageSize, int ruled) {
    List<ImpactLine> lines = new ArrayList<>();
    int ruledCount = 0;
    String token = "";
    do {
      ListImpactResponse page =
          house
              .client()
              .policies(house.world().approverToken())
              .listImpact(
                  ListImpactRequest.newBuilder()
                      .setProposalId(proposalId)
                      .setPageSize(pageSize)
                      .setPageToken(token)
                      .build());
      lines.addAll(page.getLinesList());
      ruledCount += page.getRuledCount();
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertEquals(ruled, ruledCount);
    return lines;
  }

  @Test
  void approve_versionOfThePast_listsExactlyTheSettlementsThatWouldDiffer() {
    stay(1, "dibao", "2016-09-30");
    Settlement lower = stay(2, "dibao", FIRST_DAY);
    stay(3, "tekun_inst", "2016-10-06");
    Settlement taken = stay(4, "dibao", "2016-10-07");
    stay(5, "", "2016-10-08");
    Settlement later = stay(6, "dibao", "2026-11-01");
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setRequestId("past-reversal")
                .setSettlementId(taken.getSettlementId())
                .setOperatorId("cashier-1")
                .setReason("wrong bill")
                .build());
    List<String> booked = house.database().rows("SELECT count(*) FROM settlement");
    String text = raised();
    PolicyProposal proposal =
        World.propose(house.client(), house.world().operatorToken(), "raised.yaml", text);

    List<ImpactLine> before = impact(proposal.getProposalId(), 500, 4);
    assertEquals(
        List.of(lower.getSettlementId(), later.getSettlementId()),
        before.stream().map(ImpactLine::getSettlementId).toList());
    ImpactLine line = before.get(0);
    assertEquals(ImpactKind.IMPACT_KIND_PATIENT_PAYS_LESS, line.getKind());
    assertEquals(World.HOSPITAL, line.getHospitalId());
    assertEquals(lower.getPatientShareFen(), line.getBeforePatientShareFen());
    assertEquals(90_000, line.getBeforePatientShareFen());
    assertEquals(75_000, line.getAfterPatientShareFen());
    assertEquals(210_000, line.getBeforeAidFen());
    assertEquals(225_000, line.getAfterAidFen());

    assertTrue(house.world().publish(house.client(), "raised.yaml", text).getNewlyPublished());
    assertEquals(before, impact(proposal.getProposalId(), 1, 4));
    assertEquals(before, impact(proposal.getProposalId(), 3, 4));
    assertEquals(booked, house.database().rows("SELECT count(*) FROM settlement"));
    assertEquals(List.of(), house.audit());
  }

  @Test
  void proposer_approving_isRefusedByTheCallAndByTheTable() {
    String text = World.text("zhengzhou-2016.yaml").replace("2016-07-01 ..", "2030-01-01 ..");
    PolicyProposal proposal =
        World.propose(house.client(), house.world().operatorToken(), "later.yaml", text);
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                house
                    .client()
                    .policies(house.world().operatorToken())
                    .approvePolicy(
                        io.yizhan.proto.v1.ApprovePolicyRequest.newBuilder()
                            .setProposalId(proposal.getProposalId())
                            .setTextSha256(proposal.getVersion().getTextSha256())
                            .build()));
    assertEquals("SAME_PERSON", Refusals.of(refused).info().getReason());
    TestDatabase database = house.database();
    assertThrows(
        IllegalStateException.class,
        () -> house.execute("UPDATE policy SET approver_id = proposer_id"));
    assertThrows(
        IllegalStateException.class,
        () ->
            house.execute(
                "UPDATE policy_proposal SET state = 'APPROVED', closer_id = proposer_id,"
                    + " close_time = propose_time WHERE state = 'OPEN'"));
    assertNotEquals(
        List.of("0"),
        database.rows("SELECT count(*) FROM policy WHERE approver_id <> proposer_id"));
  }
}
