package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.PolicyProposals.ApproveOutcome;
import io.yizhan.gateway.desk.PolicyProposals.ProposeOutcome;
import io.yizhan.gateway.desk.PolicySource;
import io.yizhan.gateway.desk.PolicyStore.Proposal;
import io.yizhan.gateway.desk.PolicyStore.PublishRefusal;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.EditionResolver;
import io.yizhan.policy.PolicyReader;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.ApprovePolicyResponse;
import io.yizhan.proto.v1.GetPolicyRequest;
import io.yizhan.proto.v1.GetProposalRequest;
import io.yizhan.proto.v1.ListImpactRequest;
import io.yizhan.proto.v1.ListProposalsRequest;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.PolicyVerdict;
import io.yizhan.proto.v1.ProposalState;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.ProposePolicyResponse;
import io.yizhan.proto.v1.PublishedPolicy;
import io.yizhan.proto.v1.WithdrawProposalRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One proposes, another approves: who may, and what is refused. */
final class TwoPersonsDoorTest {
  private static final String TEXT = Door.policyText("zhengzhou-2016.yaml");

  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  private ProposePolicyResponse propose(String token, String text) {
    return door.policy(token)
        .proposePolicy(
            ProposePolicyRequest.newBuilder()
                .setFileName("zhengzhou.yaml")
                .setDocumentText(text)
                .build());
  }

  private ApprovePolicyResponse approve(String token, PolicyProposal proposal, String read) {
    return door.policy(token)
        .approvePolicy(
            ApprovePolicyRequest.newBuilder()
                .setProposalId(proposal.getProposalId())
                .setTextSha256(Sha256.hexOf(read))
                .build());
  }

  @Test
  void proposal_approvedByAnother_isPublishedOnceWithBothPersons() {
    PolicyProposal proposal = propose(Door.OPERATOR_TOKEN, TEXT).getProposal();
    assertEquals(ProposalState.PROPOSAL_STATE_OPEN, proposal.getState());
    assertEquals("c5", proposal.getProposerId());
    assertTrue(proposal.getVerdict().getAssumptionCount() > 0);
    assertFalse(propose(Door.OTHER_OPERATOR_TOKEN, TEXT).getNewlyProposed());
    Door.refused(ErrorReason.SAME_PERSON, () -> approve(Door.OPERATOR_TOKEN, proposal, TEXT));
    Door.refused(
        ErrorReason.TEXT_DIFFERS,
        () -> approve(Door.OTHER_OPERATOR_TOKEN, proposal, TEXT + "# read elsewhere\n"));
    ApprovePolicyResponse approved = approve(Door.OTHER_OPERATOR_TOKEN, proposal, TEXT);
    assertTrue(approved.getNewlyPublished());
    ApprovePolicyResponse again = approve(Door.OTHER_OPERATOR_TOKEN, proposal, TEXT);
    assertFalse(again.getNewlyPublished());
    assertEquals(approved.getPolicy(), again.getPolicy());
    PublishedPolicy shown =
        door.policy(Door.HOSPITAL_TOKEN)
            .getPolicy(
                GetPolicyRequest.newBuilder()
                    .setPolicyCode("zhengzhou")
                    .setInForceDate(Door.date(2017, 1, 1))
                    .build())
            .getPolicy();
    assertEquals(approved.getPolicy(), shown);
    assertEquals("c5", shown.getProposerId());
    assertEquals("c10", shown.getApproverId());
    assertEquals(proposal.getProposalId(), shown.getProposalId());
    assertTrue(shown.hasVerdict() && shown.hasProposeTime() && shown.hasPublishTime());
    assertFalse(shown.getSetUp());
    Door.refused(
        ErrorReason.POLICY_ALREADY_PUBLISHED, () -> propose(Door.OPERATOR_TOKEN, TEXT + "# x\n"));
    assertFalse(propose(Door.OPERATOR_TOKEN, TEXT).getNewlyProposed());
  }

  @Test
  void proposal_whoseAccountBeginsAtNothing_showsItsApproverThat() {
    String before = Door.policyText("zhengzhou-2010.yaml");
    approve(Door.OTHER_OPERATOR_TOKEN, propose(Door.OPERATOR_TOKEN, before).getProposal(), before);
    String after =
        TEXT.replace(
            "major.paid, of: person, per: year, includes: IN}",
            "[inpatient.paid, major.paid], of: person, per: year}");
    PolicyProposal proposal = propose(Door.OPERATOR_TOKEN, after).getProposal();
    assertEquals(1, begun(proposal.getVerdict()), proposal.getVerdict().toString());
    ApprovePolicyResponse approved = approve(Door.OTHER_OPERATOR_TOKEN, proposal, after);
    assertEquals(1, begun(approved.getPolicy().getVerdict()));
  }

  private static long begun(PolicyVerdict verdict) {
    return verdict.getWarningsList().stream()
        .filter(warning -> warning.getSentence().getCode().equals("ACCOUNT_BEGINS_AT_NOTHING"))
        .count();
  }

  @Test
  void propose_documentWithErrors_isRefusedAndNotKept() {
    Door.refused(ErrorReason.POLICY_INVALID, () -> propose(Door.OPERATOR_TOKEN, "policy: x"));
    assertEquals(
        0,
        door.policy(Door.OPERATOR_TOKEN)
            .listProposals(ListProposalsRequest.newBuilder().setOpenOnly(true).build())
            .getProposalsCount());
  }

  @Test
  void approve_versionPublishedMeanwhile_isRefused() {
    PolicyProposal first = propose(Door.OPERATOR_TOKEN, TEXT).getProposal();
    PolicyProposal second = propose(Door.OPERATOR_TOKEN, TEXT + "# second\n").getProposal();
    approve(Door.OTHER_OPERATOR_TOKEN, first, TEXT);
    Door.refused(
        ErrorReason.POLICY_ALREADY_PUBLISHED,
        () -> approve(Door.OTHER_OPERATOR_TOKEN, second, TEXT + "# second\n"));
  }

  @Test
  void withdraw_byAnotherOrAfterApproval_isRefused() {
    PolicyProposal proposal = propose(Door.OPERATOR_TOKEN, TEXT).getProposal();
    WithdrawProposalRequest withdraw =
        WithdrawProposalRequest.newBuilder().setProposalId(proposal.getProposalId()).build();
    Door.refused(
        ErrorReason.NOT_THE_PROPOSER,
        () -> door.policy(Door.OTHER_OPERATOR_TOKEN).withdrawProposal(withdraw));
    var withdrawn = door.policy(Door.OPERATOR_TOKEN).withdrawProposal(withdraw);
    assertTrue(withdrawn.getNewlyWithdrawn());
    assertEquals(ProposalState.PROPOSAL_STATE_WITHDRAWN, withdrawn.getProposal().getState());
    assertFalse(door.policy(Door.OPERATOR_TOKEN).withdrawProposal(withdraw).getNewlyWithdrawn());
    Door.refused(
        ErrorReason.PROPOSAL_WITHDRAWN, () -> approve(Door.OTHER_OPERATOR_TOKEN, proposal, TEXT));
    PolicyProposal anew = propose(Door.OPERATOR_TOKEN, TEXT).getProposal();
    approve(Door.OTHER_OPERATOR_TOKEN, anew, TEXT);
    Door.refused(
        ErrorReason.PROPOSAL_APPROVED,
        () ->
            door.policy(Door.OPERATOR_TOKEN)
                .withdrawProposal(
                    withdraw.toBuilder().setProposalId(anew.getProposalId()).build()));
  }

  @Test
  void office_ofAllItRules_mayProposeAndApprove_ofAPartMayNot() {
    Door.refused(ErrorReason.NOT_YOUR_REGION, () -> propose(Door.OFFICE_TOKEN, TEXT));
    Door.refused(ErrorReason.ROLE_MAY_NOT, () -> propose(Door.HOSPITAL_TOKEN, TEXT));
    Door.refused(ErrorReason.ROLE_MAY_NOT, () -> propose(Door.INSURER_TOKEN, TEXT));
    PolicyProposal proposal = propose(Door.OPERATOR_TOKEN, TEXT).getProposal();
    Door.refused(ErrorReason.NOT_YOUR_REGION, () -> approve(Door.OFFICE_TOKEN, proposal, TEXT));
    Door.refused(
        ErrorReason.NOT_YOUR_REGION,
        () ->
            door.policy(Door.OFFICE_TOKEN)
                .listImpact(
                    ListImpactRequest.newBuilder()
                        .setProposalId(proposal.getProposalId())
                        .build()));
    assertEquals(
        "c9",
        approve(Door.OFFICE_OF_THE_PREFECTURE_TOKEN, proposal, TEXT).getPolicy().getApproverId());
  }

  @Test
  void proposals_listedPageByPage_andReadWithTheirText() {
    String other = TEXT.replace("2016-07-01 ..", "2026-01-01 ..");
    PolicyProposal first = propose(Door.OPERATOR_TOKEN, TEXT).getProposal();
    PolicyProposal second = propose(Door.OTHER_OPERATOR_TOKEN, other).getProposal();
    ListProposalsRequest ask =
        ListProposalsRequest.newBuilder().setOpenOnly(true).setPageSize(1).build();
    var page = door.policy(Door.OFFICE_OF_THE_PREFECTURE_TOKEN).listProposals(ask);
    var next =
        door.policy(Door.OFFICE_OF_THE_PREFECTURE_TOKEN)
            .listProposals(ask.toBuilder().setPageToken(page.getNextPageToken()).build());
    assertEquals("", next.getNextPageToken());
    assertEquals(
        java.util.Set.of(first, second),
        java.util.Set.of(page.getProposals(0), next.getProposals(0)));
    assertEquals(
        other,
        door.policy(Door.OFFICE_OF_THE_PREFECTURE_TOKEN)
            .getProposal(
                GetProposalRequest.newBuilder().setProposalId(second.getProposalId()).build())
            .getDocumentText());
    Door.refused(
        ErrorReason.PROPOSAL_NOT_FOUND,
        () ->
            door.policy(Door.OFFICE_OF_THE_PREFECTURE_TOKEN)
                .getProposal(GetProposalRequest.newBuilder().setProposalId("none").build()));
  }

  @Test
  void proposals_ofRegionsBeyondTheOffices_areSeenByOperatorsAlone() {
    PolicyProposal proposal = propose(Door.OPERATOR_TOKEN, TEXT).getProposal();
    ListProposalsRequest all = ListProposalsRequest.getDefaultInstance();
    GetProposalRequest one =
        GetProposalRequest.newBuilder().setProposalId(proposal.getProposalId()).build();
    assertEquals(0, door.policy(Door.OFFICE_TOKEN).listProposals(all).getProposalsCount());
    Door.refused(
        ErrorReason.NOT_YOUR_REGION, () -> door.policy(Door.OFFICE_TOKEN).getProposal(one));
    for (String token : List.of(Door.OTHER_OPERATOR_TOKEN, Door.OFFICE_OF_THE_PREFECTURE_TOKEN)) {
      assertEquals(List.of(proposal), door.policy(token).listProposals(all).getProposalsList());
      assertEquals(TEXT, door.policy(token).getProposal(one).getDocumentText());
    }
  }

  @Test
  void check_nobodyWaitsAnyMore_leavesTheProof() {
    PolicyDesk desk = new PolicyDesk(new FakePolicyStore(), new YamlPolicy());
    for (int patience : new int[] {0, 10, 100}) {
      AtomicInteger asked = new AtomicInteger();
      assertThrows(
          CancellationException.class,
          () -> desk.check("zhengzhou.yaml", TEXT, () -> asked.getAndIncrement() < patience));
      assertEquals(patience + 1, asked.get());
    }
  }

  @Test
  void approve_nobodyWaitsAnyMore_writesNothing() {
    FakePolicyStore store = new FakePolicyStore();
    YamlPolicy yaml = new YamlPolicy();
    PolicyProposals proposals =
        new PolicyProposals(
            store, yaml, InstantSource.fixed(Instant.EPOCH), new IdSource(new Random(1)));
    Proposal proposal =
        assertInstanceOf(
                ProposeOutcome.Standing.class,
                proposals.propose(
                    "p",
                    TEXT,
                    PolicyDesk.compiled(yaml, "zhengzhou.yaml", TEXT),
                    new Caller("one", Caller.Role.OPERATOR, "", List.of())))
            .proposal();
    Caller two = new Caller("two", Caller.Role.OPERATOR, "", List.of());
    for (int patience : new int[] {0, 10, 100}) {
      AtomicInteger asked = new AtomicInteger();
      assertThrows(
          CancellationException.class,
          () ->
              proposals.approve(
                  proposal.id(),
                  proposal.textSha256(),
                  two,
                  () -> asked.getAndIncrement() < patience));
      assertEquals(patience + 1, asked.get());
    }
    assertEquals(List.of(), store.all());
  }

  @Test
  void propose_moreThanOneMayHaveOpen_isRefused() {
    YamlPolicy yaml = new YamlPolicy();
    PolicyProposals proposals =
        new PolicyProposals(
            new FakePolicyStore(),
            yaml,
            InstantSource.fixed(Instant.EPOCH),
            new IdSource(new Random(1)));
    PolicyDesk.Verdict verdict = PolicyDesk.compiled(yaml, "zhengzhou.yaml", TEXT);
    Caller one = new Caller("one", Caller.Role.OPERATOR, "", List.of());
    for (int i = 0; i < Proposal.OPEN_MAX; i++) {
      assertInstanceOf(
          ProposeOutcome.Standing.class, proposals.propose("p", TEXT + "# " + i, verdict, one));
    }
    ProposeOutcome outcome = proposals.propose("p", TEXT, verdict, one);
    assertEquals(
        PublishRefusal.Reason.TOO_MANY_PROPOSALS,
        assertInstanceOf(ProposeOutcome.Refused.class, outcome).refusal().reason());
    assertInstanceOf(
        ProposeOutcome.Standing.class,
        proposals.propose(
            "p", TEXT, verdict, new Caller("two", Caller.Role.OPERATOR, "", List.of())));
  }

  @Test
  void approve_refusedWhateverTheDocumentSays_isNotEvenRead() {
    CountingSource source = new CountingSource();
    PolicyProposals proposals =
        new PolicyProposals(
            new FakePolicyStore(),
            source,
            InstantSource.fixed(Instant.EPOCH),
            new IdSource(new Random(1)));
    Caller one = new Caller("one", Caller.Role.OPERATOR, "", List.of());
    Caller two = new Caller("two", Caller.Role.OPERATOR, "", List.of());
    PolicyDesk.Verdict verdict = PolicyDesk.compiled(new YamlPolicy(), "zhengzhou.yaml", TEXT);
    Proposal proposal =
        assertInstanceOf(ProposeOutcome.Standing.class, proposals.propose("p", TEXT, verdict, one))
            .proposal();
    source.reads.set(0);
    assertEquals(
        PublishRefusal.Reason.SAME_PERSON,
        refusal(proposals.approve(proposal.id(), proposal.textSha256(), one, () -> true)));
    assertEquals(
        PublishRefusal.Reason.TEXT_DIFFERS,
        refusal(proposals.approve(proposal.id(), Sha256.hexOf("other"), two, () -> true)));
    proposals.withdraw(proposal.id(), one);
    assertEquals(
        PublishRefusal.Reason.PROPOSAL_WITHDRAWN,
        refusal(proposals.approve(proposal.id(), proposal.textSha256(), two, () -> true)));
    assertEquals(0, source.reads.get());
  }

  private static PublishRefusal.Reason refusal(ApproveOutcome outcome) {
    return assertInstanceOf(ApproveOutcome.Refused.class, outcome).refusal().reason();
  }

  /** Counts how often a document is read. */
  private static final class CountingSource implements PolicySource {
    private final YamlPolicy yaml = new YamlPolicy();
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public PolicyReader.Reading read(String fileName, String text) {
      reads.incrementAndGet();
      return yaml.read(fileName, text);
    }

    @Override
    public PolicyReader.Reading readPublished(String fileName, String text) {
      return yaml.readPublished(fileName, text);
    }

    @Override
    public Optional<EditionResolver.Header> header(String text) {
      return yaml.header(text);
    }
  }

  @Test
  void approve_badFields_areNamedAtOnce() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                door.policy(Door.OPERATOR_TOKEN)
                    .approvePolicy(ApprovePolicyRequest.newBuilder().setTextSha256("AB").build()));
    assertEquals(List.of("text_sha256", "proposal_id"), Door.fields(error));
  }
}
