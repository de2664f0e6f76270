package io.yizhan.gateway.acceptance;

import com.google.protobuf.Message;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.CheckPolicyRequest;
import io.yizhan.proto.v1.GetPolicyRequest;
import io.yizhan.proto.v1.GetProposalRequest;
import io.yizhan.proto.v1.ListImpactRequest;
import io.yizhan.proto.v1.ListPoliciesRequest;
import io.yizhan.proto.v1.ListProposalsRequest;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.WithdrawProposalRequest;
import java.util.List;

/** Policies and what is proposed. */
final class PolicyTargets {
  /** A document that lacks everything but its name, so that it is never proved. */
  private static final String NO_POLICY =
      "policy: nowhere\nname: 无\nin_force: {from: 2016-07-01}\n";

  private PolicyTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("PolicyService", scene.approver());
    targets.add(
        "CheckPolicy",
        CheckPolicyRequest.newBuilder().setFileName("a.yaml").setDocumentText(NO_POLICY).build());
    targets.add(
        "ProposePolicy",
        ProposePolicyRequest.newBuilder().setFileName("a.yaml").setDocumentText(NO_POLICY).build());
    targets.add(
        "ListProposals",
        ListProposalsRequest.newBuilder().setOpenOnly(true).setPageSize(2).build());
    targets.add(
        "GetProposal", GetProposalRequest.newBuilder().setProposalId(scene.proposalId()).build());
    targets.add(
        "ApprovePolicy",
        ApprovePolicyRequest.newBuilder()
            .setProposalId(scene.proposalId())
            .setTextSha256("0".repeat(64))
            .build());
    Message noProposal = WithdrawProposalRequest.newBuilder().setProposalId("nothing").build();
    targets.add("WithdrawProposal", noProposal, noProposal);
    targets.add(
        "ListImpact",
        ListImpactRequest.newBuilder().setProposalId(scene.proposalId()).setPageSize(2).build());
    targets.add("ListPolicies", ListPoliciesRequest.newBuilder().setPageSize(1).build());
    targets.add(
        "GetPolicy",
        GetPolicyRequest.newBuilder()
            .setPolicyCode("zhengzhou")
            .setInForceDate(Claims.date("2016-08-01"))
            .build());
    return targets.all();
  }
}
