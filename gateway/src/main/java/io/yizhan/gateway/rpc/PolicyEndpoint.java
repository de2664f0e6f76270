package io.yizhan.gateway.rpc;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyImpact;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.PolicyProposals.ApproveOutcome;
import io.yizhan.gateway.desk.PolicyProposals.ProposeOutcome;
import io.yizhan.gateway.desk.PolicyStore.Proposal;
import io.yizhan.gateway.desk.PolicyStore.PublishRefusal;
import io.yizhan.gateway.desk.PolicyStore.WithdrawResult;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.ApprovePolicyResponse;
import io.yizhan.proto.v1.CheckPolicyRequest;
import io.yizhan.proto.v1.CheckPolicyResponse;
import io.yizhan.proto.v1.GetPolicyRequest;
import io.yizhan.proto.v1.GetPolicyResponse;
import io.yizhan.proto.v1.GetProposalRequest;
import io.yizhan.proto.v1.GetProposalResponse;
import io.yizhan.proto.v1.ListImpactRequest;
import io.yizhan.proto.v1.ListImpactResponse;
import io.yizhan.proto.v1.ListPoliciesRequest;
import io.yizhan.proto.v1.ListPoliciesResponse;
import io.yizhan.proto.v1.ListProposalsRequest;
import io.yizhan.proto.v1.ListProposalsResponse;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.ProposePolicyResponse;
import io.yizhan.proto.v1.WithdrawProposalRequest;
import io.yizhan.proto.v1.WithdrawProposalResponse;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The policy service over the desk. */
public final class PolicyEndpoint extends PolicyServiceGrpc.PolicyServiceImplBase
    implements Crowded {
  static final int DOCUMENT_BYTES_MAX = 1024 * 1024;
  private static final int FILE_NAME_CHARACTERS_MAX = 128;
  private static final int POLICY_CODE_CHARACTERS_MAX = 64;
  private static final int PROPOSAL_ID_CHARACTERS_MAX = 32;

  private final PolicyDesk desk;
  private final PolicyProposals proposals;
  private final PolicyImpact impact;
  private final Runnable published;
  private final CallRunner runner;

  /**
   * An endpoint over the desk.
   *
   * @param published applies what is published; called before an approval is answered
   */
  public PolicyEndpoint(
      PolicyDesk desk,
      PolicyProposals proposals,
      PolicyImpact impact,
      Runnable published,
      CallRunner runner) {
    this.desk = desk;
    this.proposals = proposals;
    this.impact = impact;
    this.published = published;
    this.runner = runner;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void checkPolicy(
      CheckPolicyRequest request, StreamObserver<CheckPolicyResponse> observer) {
    runner.run(
        observer,
        () -> {
          checkDocument(
              request.getFileName(), request.getDocumentText(), request.getDocumentTextBytes());
          return () ->
              PolicyWriter.checked(
                  desk.check(
                      request.getFileName(), request.getDocumentText(), CallRunner::isWanted));
        });
  }

  private static void checkDocument(String fileName, String text, ByteString bytes) {
    Violations violations = new Violations();
    violations.key("file_name", fileName, 1, FILE_NAME_CHARACTERS_MAX);
    if (text.isEmpty() || bytes.size() > DOCUMENT_BYTES_MAX) {
      violations.add(
          "document_text",
          "应为 1 字节至 1 MiB，实为 " + bytes.size() + " 字节",
          "must be 1 byte to 1 MiB, was " + bytes.size() + " bytes");
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
  }

  @Override
  public void proposePolicy(
      ProposePolicyRequest request, StreamObserver<ProposePolicyResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          checkDocument(
              request.getFileName(), request.getDocumentText(), request.getDocumentTextBytes());
          return () -> proposed(request, caller);
        });
  }

  private ProposePolicyResponse proposed(ProposePolicyRequest request, Caller caller) {
    String text = desk.completed(request.getFileName(), request.getDocumentText());
    PolicyDesk.Verdict verdict = desk.check(request.getFileName(), text, CallRunner::isWanted);
    if (!verdict.publishable()) {
      throw invalid(verdict.issues());
    }
    Permissions.requireOwnPolicy(
        caller,
        verdict.table().orElseThrow().regions().stream().map(PolicyTable.Region::digits).toList());
    Permissions.requireOwnPolicy(caller, desk.regionsOf(verdict.table().orElseThrow().code()));
    CallRunner.checkDeadline();
    ProposeOutcome outcome = proposals.propose(request.getFileName(), text, verdict, caller);
    if (outcome instanceof ProposeOutcome.Standing standing) {
      return ProposePolicyResponse.newBuilder()
          .setProposal(PolicyWriter.proposal(standing.proposal()))
          .setNewlyProposed(standing.newlyProposed())
          .build();
    }
    throw refused(((ProposeOutcome.Refused) outcome).refusal());
  }

  @Override
  public void listProposals(
      ListProposalsRequest request, StreamObserver<ListProposalsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Pages.Ask ask = Pages.Ask.read(request.getPageSize(), request.getPageToken());
          return () -> {
            ListProposalsResponse.Builder out = ListProposalsResponse.newBuilder();
            return out.setNextPageToken(
                    Pages.show(
                        proposals.list(caller, request.getOpenOnly(), ask.afterKey(), ask.limit()),
                        ask.size(),
                        proposal -> out.addProposals(PolicyWriter.proposal(proposal)),
                        proposal -> Pages.token(proposal.id())))
                .build();
          };
        });
  }

  @Override
  public void getProposal(
      GetProposalRequest request, StreamObserver<GetProposalResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          checkId(request.getProposalId(), new Violations());
          return () ->
              GetProposalResponse.newBuilder()
                  .setProposal(PolicyWriter.proposal(visible(request.getProposalId(), caller)))
                  .setDocumentText(proposals.text(request.getProposalId()).orElseThrow())
                  .build();
        });
  }

  private static void checkId(String proposalId, Violations violations) {
    violations.code("proposal_id", proposalId, PROPOSAL_ID_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
  }

  private Proposal found(String proposalId) {
    return proposals.find(proposalId).orElseThrow(() -> refused(PolicyProposals.notFound()));
  }

  private Proposal visible(String proposalId, Caller caller) {
    Proposal proposal = found(proposalId);
    if (!proposal.visibleTo(caller)) {
      throw Permissions.notYourRegion("policy.regions");
    }
    return proposal;
  }

  /** The proposal, when all that it and the policy's earlier versions rule is the caller's. */
  private Proposal own(String proposalId, Caller caller) {
    Proposal proposal = found(proposalId);
    Permissions.requireOwnPolicy(caller, proposal.regions());
    Permissions.requireOwnPolicy(caller, desk.regionsOf(proposal.policyCode()));
    return proposal;
  }

  @Override
  public void approvePolicy(
      ApprovePolicyRequest request, StreamObserver<ApprovePolicyResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          if (!request.getTextSha256().matches("[0-9a-f]{64}")) {
            violations.add(
                "text_sha256",
                "应为您读过的文本的 SHA-256，64 位小写十六进制",
                "must be the SHA-256 of the text that you read, 64 hexadecimal digits");
          }
          checkId(request.getProposalId(), violations);
          return () -> {
            Proposal proposal = own(request.getProposalId(), caller);
            return approved(
                proposals.approve(
                    proposal.id(), request.getTextSha256(), caller, CallRunner::isWanted));
          };
        });
  }

  private ApprovePolicyResponse approved(ApproveOutcome outcome) {
    if (outcome instanceof ApproveOutcome.Invalid invalid) {
      throw invalid(invalid.issues());
    }
    if (outcome instanceof ApproveOutcome.Refused refused) {
      throw refused(refused.refusal());
    }
    ApproveOutcome.Published standing = (ApproveOutcome.Published) outcome;
    published.run();
    return ApprovePolicyResponse.newBuilder()
        .setPolicy(PolicyWriter.published(standing.document(), standing.table()))
        .setNewlyPublished(standing.newlyPublished())
        .build();
  }

  @Override
  public void withdrawProposal(
      WithdrawProposalRequest request, StreamObserver<WithdrawProposalResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          checkId(request.getProposalId(), new Violations());
          return () -> withdrawn(proposals.withdraw(request.getProposalId(), caller));
        });
  }

  private static WithdrawProposalResponse withdrawn(WithdrawResult result) {
    if (result instanceof WithdrawResult.Refused refused) {
      throw refused(refused.refusal());
    }
    WithdrawResult.Withdrawn withdrawn = (WithdrawResult.Withdrawn) result;
    return WithdrawProposalResponse.newBuilder()
        .setProposal(PolicyWriter.proposal(withdrawn.proposal()))
        .setNewlyWithdrawn(withdrawn.newlyWithdrawn())
        .build();
  }

  @Override
  public void listImpact(ListImpactRequest request, StreamObserver<ListImpactResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          int pageSize = violations.pageSize(request.getPageSize());
          var after = ListReader.after(request.getPageToken(), violations);
          checkId(request.getProposalId(), violations);
          return () ->
              PolicyWriter.impact(
                  impact.page(own(request.getProposalId(), caller), caller, after, pageSize));
        });
  }

  private static StatusRuntimeException refused(PublishRefusal refusal) {
    ErrorReason reason =
        switch (refusal.reason()) {
          case PROPOSAL_NOT_FOUND -> ErrorReason.PROPOSAL_NOT_FOUND;
          case PROPOSAL_WITHDRAWN -> ErrorReason.PROPOSAL_WITHDRAWN;
          case PROPOSAL_APPROVED -> ErrorReason.PROPOSAL_APPROVED;
          case NOT_THE_PROPOSER -> ErrorReason.NOT_THE_PROPOSER;
          case SAME_PERSON -> ErrorReason.SAME_PERSON;
          case TEXT_DIFFERS -> ErrorReason.TEXT_DIFFERS;
          case POLICY_INVALID -> ErrorReason.POLICY_INVALID;
          case TOO_MANY_PROPOSALS -> ErrorReason.TOO_MANY_PROPOSALS;
          case POLICY_ALREADY_PUBLISHED -> ErrorReason.POLICY_ALREADY_PUBLISHED;
          case POLICY_OVERLAPS -> ErrorReason.POLICY_OVERLAPS;
        };
    return Failure.of(reason, refusal.zh(), refusal.en());
  }

  private static StatusRuntimeException invalid(List<io.yizhan.policy.PolicyIssue> issues) {
    Violations violations = new Violations();
    for (io.yizhan.policy.PolicyIssue issue : issues) {
      if (issue.error()) {
        String place = issue.file().endsWith(".csv") ? issue.file() + ":" : "";
        violations.add("document_text:" + place + issue.line(), issue.zh(), issue.en());
      }
    }
    return violations.failure(ErrorReason.POLICY_INVALID);
  }

  @Override
  public void listPolicies(
      ListPoliciesRequest request, StreamObserver<ListPoliciesResponse> observer) {
    runner.run(
        observer,
        () -> {
          Pages.Ask ask = Pages.Ask.read(request.getPageSize(), request.getPageToken());
          return () -> {
            ListPoliciesResponse.Builder out = ListPoliciesResponse.newBuilder();
            return out.setNextPageToken(
                    Pages.show(
                        desk.list(ask.afterKey(), ask.limit()),
                        ask.size(),
                        one -> out.addPolicies(PolicyWriter.published(one.document(), one.table())),
                        one -> Pages.token(one.table().versionCode())))
                .build();
          };
        });
  }

  @Override
  public void getPolicy(GetPolicyRequest request, StreamObserver<GetPolicyResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          violations.code("policy_code", request.getPolicyCode(), POLICY_CODE_CHARACTERS_MAX);
          Optional<LocalDate> day =
              violations.date("in_force_date", request.hasInForceDate(), request.getInForceDate());
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              desk.find(request.getPolicyCode(), day.orElseThrow())
                  .map(PolicyEndpoint::got)
                  .orElseThrow(
                      () ->
                          Failure.of(
                              ErrorReason.POLICY_NOT_FOUND,
                              "这一天没有此政策的已发布版本",
                              "no published version of this policy is in force on this day"));
        });
  }

  private static GetPolicyResponse got(PolicyDesk.Listed listed) {
    return GetPolicyResponse.newBuilder()
        .setPolicy(PolicyWriter.published(listed.document(), listed.table()))
        .setDocumentText(listed.document().text())
        .addAllAssumptions(
            listed.table().assumptions().stream()
                .map(assumption -> PolicyWriter.assumption(listed.table(), assumption))
                .toList())
        .build();
  }
}
