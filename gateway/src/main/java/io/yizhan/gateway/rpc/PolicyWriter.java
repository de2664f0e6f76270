package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyImpact;
import io.yizhan.gateway.desk.PolicyStore.CheckRecord;
import io.yizhan.gateway.desk.PolicyStore.Proposal;
import io.yizhan.gateway.desk.PolicyStore.PublishedDocument;
import io.yizhan.policy.DateSpan;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.CheckPolicyResponse;
import io.yizhan.proto.v1.ImpactKind;
import io.yizhan.proto.v1.ImpactLine;
import io.yizhan.proto.v1.ListImpactResponse;
import io.yizhan.proto.v1.PolicyAssumption;
import io.yizhan.proto.v1.PolicyIssue;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.PolicyVerdict;
import io.yizhan.proto.v1.ProposalState;
import io.yizhan.proto.v1.PublishedPolicy;

/** Writes policies, proposals and what they change. */
final class PolicyWriter {
  private PolicyWriter() {}

  static CheckPolicyResponse checked(PolicyDesk.Verdict verdict) {
    CheckPolicyResponse.Builder out =
        CheckPolicyResponse.newBuilder().setPublishable(verdict.publishable());
    verdict.issues().forEach(issue -> out.addIssues(issue(issue)));
    verdict
        .table()
        .ifPresent(
            table ->
                verdict
                    .assumptions()
                    .forEach(assumed -> out.addAssumptions(assumption(table, assumed))));
    return out.build();
  }

  private static PolicyIssue issue(io.yizhan.policy.PolicyIssue issue) {
    return PolicyIssue.newBuilder()
        .setFileName(issue.file())
        .setLineNumber(issue.line())
        .setError(issue.error())
        .setSentence(Wire.sentence(issue.code(), issue.zh(), issue.en()))
        .build();
  }

  static PolicyAssumption assumption(PolicyTable table, PolicyTable.Assumption assumption) {
    return PolicyAssumption.newBuilder()
        .setPlace(assumption.place())
        .setSubject(assumption.subject())
        .setReason(assumption.reason())
        .setLineNumber(table.lineage().lineOf(assumption.line()))
        .build();
  }

  static PublishedPolicy published(PublishedDocument document, PolicyTable table) {
    PublishedPolicy.Builder out =
        PublishedPolicy.newBuilder()
            .setVersion(
                Wire.version(
                    table.code(),
                    table.versionCode(),
                    table.title(),
                    table.inForce(),
                    document.textSha256()))
            .addAllRegionCodes(table.regions().stream().map(PolicyTable.Region::digits).toList())
            .setPublishTime(Wire.time(document.publishTime()))
            .setApproverId(document.approverId())
            .setProposerId(document.origin().proposerId())
            .setProposeTime(Wire.time(document.origin().proposeTime()))
            .setProposalId(document.origin().proposalId().orElse(""))
            .setSetUp(document.origin().setUp());
    document.origin().verdict().map(PolicyWriter::verdict).ifPresent(out::setVerdict);
    return out.build();
  }

  private static PolicyVerdict verdict(CheckRecord verdict) {
    PolicyVerdict.Builder out =
        PolicyVerdict.newBuilder()
            .setWarningCount(verdict.warningCount())
            .setAssumptionCount(verdict.assumptionCount())
            .setProvedLayerCount(verdict.provedLayerCount())
            .setDeclaredLayerCount(verdict.declaredLayerCount())
            .setLayerCount(verdict.layerCount());
    verdict.warnings().forEach(warning -> out.addWarnings(issue(warning)));
    return out.build();
  }

  static PolicyProposal proposal(Proposal proposal) {
    PolicyProposal.Builder out =
        PolicyProposal.newBuilder()
            .setProposalId(proposal.id())
            .setVersion(
                Wire.version(
                    proposal.policyCode(),
                    proposal.versionCode(),
                    proposal.title(),
                    new DateSpan(proposal.from(), proposal.to()),
                    proposal.textSha256()))
            .addAllRegionCodes(proposal.regions())
            .setFileName(proposal.fileName())
            .setProposerId(proposal.proposerId())
            .setProposeTime(Wire.time(proposal.proposeTime()))
            .setVerdict(verdict(proposal.verdict()))
            .setState(
                switch (proposal.state()) {
                  case OPEN -> ProposalState.PROPOSAL_STATE_OPEN;
                  case APPROVED -> ProposalState.PROPOSAL_STATE_APPROVED;
                  case WITHDRAWN -> ProposalState.PROPOSAL_STATE_WITHDRAWN;
                });
    proposal
        .closing()
        .ifPresent(
            closing -> out.setCloserId(closing.callerId()).setCloseTime(Wire.time(closing.time())));
    return out.build();
  }

  static ListImpactResponse impact(PolicyImpact.Page page) {
    ListImpactResponse.Builder out =
        ListImpactResponse.newBuilder().setRuledCount(page.ruledCount());
    page.lines().forEach(line -> out.addLines(line(line)));
    page.next()
        .ifPresent(next -> out.setNextPageToken(ListReader.token(next.postingDate(), next.id())));
    return out.build();
  }

  private static ImpactLine line(PolicyImpact.Line line) {
    return ImpactLine.newBuilder()
        .setSettlementId(line.settlementId())
        .setHospitalId(line.hospitalId())
        .setPostingDate(WireDate.of(line.postingDate()))
        .setKind(
            switch (line.kind()) {
              case REFUSED -> ImpactKind.IMPACT_KIND_REFUSED;
              case PATIENT_PAYS_LESS -> ImpactKind.IMPACT_KIND_PATIENT_PAYS_LESS;
              case PATIENT_PAYS_MORE -> ImpactKind.IMPACT_KIND_PATIENT_PAYS_MORE;
              case PAYERS_DIFFER -> ImpactKind.IMPACT_KIND_PAYERS_DIFFER;
              case USAGE_DIFFERS -> ImpactKind.IMPACT_KIND_USAGE_DIFFERS;
            })
        .setBeforePatientShareFen(line.before().patientFen())
        .setAfterPatientShareFen(line.after().patientFen())
        .setBeforeAidFen(line.before().aidFen())
        .setAfterAidFen(line.after().aidFen())
        .setBeforeHospitalShareFen(line.before().hospitalFen())
        .setAfterHospitalShareFen(line.after().hospitalFen())
        .setRefusalCode(line.refusalCode())
        .build();
  }
}
