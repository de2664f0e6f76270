package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.ProvisionalStore;
import io.yizhan.gateway.desk.ProvisionalStore.Ended;
import io.yizhan.gateway.desk.ProvisionalStore.Grounds;
import io.yizhan.gateway.desk.ProvisionalStore.Rule;
import io.yizhan.gateway.desk.ProvisionalStore.RuleState;
import io.yizhan.gateway.desk.ProvisionalStore.State;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.EndProvisionalResponse;
import io.yizhan.proto.v1.GetProvisionalResponse;
import io.yizhan.proto.v1.GetProvisionalRuleResponse;
import io.yizhan.proto.v1.ListProvisionalsResponse;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalGrounds;
import io.yizhan.proto.v1.ProvisionalRule;
import io.yizhan.proto.v1.ProvisionalState;
import java.util.List;

/** Writes provisional approvals. */
final class ProvisionalWriter {
  private ProvisionalWriter() {}

  static ProvisionalRule rule(Rule rule) {
    return ProvisionalRule.newBuilder()
        .setCountyCode(rule.county())
        .setFromDate(WireDate.of(rule.from()))
        .setThresholdFen(rule.thresholdFen())
        .setPersonLimitFen(rule.personLimitFen())
        .setCountyLimitFen(rule.countyLimitFen())
        .setCheckDays(rule.daysMax())
        .setRecoversInGoodFaith(rule.recoversInGoodFaith())
        .setSource(rule.source())
        .build();
  }

  static GetProvisionalRuleResponse rule(RuleState state) {
    return GetProvisionalRuleResponse.newBuilder()
        .setRule(rule(state.rule()))
        .setCountyLimitFen(state.limitFen())
        .setCountyDrawnFen(state.drawnFen())
        .setCountyHeldFen(state.heldFen())
        .build();
  }

  static Provisional provisional(ProvisionalStore.Provisional from) {
    Provisional.Builder out =
        Provisional.newBuilder()
            .setProvisionalId(from.provisionalId())
            .setPersonId(from.personId())
            .setCategoryCode(from.category())
            .setCountyCode(from.county())
            .setFromDate(WireDate.of(from.from()))
            .setDeadlineDate(WireDate.of(from.deadline()))
            .setGrounds(grounds(from.grounds()))
            .setThresholdFen(from.thresholdFen())
            .setPersonLimitFen(from.personLimitFen())
            .setDrawnFen(from.drawnFen())
            .setHeldFen(from.heldFen())
            .setState(state(from.state()))
            .setPromiseBroken(from.promiseBroken())
            .setApproveTime(Wire.time(from.approved()));
    from.ending()
        .ifPresent(
            ending ->
                out.setEndDate(WireDate.of(ending.day()))
                    .setReportNumber(ending.reportNumber())
                    .setEndReason(ending.reason())
                    .setRecoveredFen(ending.recoveredFen()));
    return out.build();
  }

  private static ProvisionalGrounds grounds(Grounds grounds) {
    return ProvisionalGrounds.newBuilder()
        .setPromiseNumber(grounds.promiseNumber())
        .setVillageCode(grounds.villageCode())
        .setReviewerCode(grounds.reviewerCode())
        .setReviewDate(WireDate.of(grounds.reviewed()))
        .setCostKindCode(grounds.costKind())
        .setCostFen(grounds.costFen())
        .build();
  }

  private static ProvisionalState state(State state) {
    return switch (state) {
      case OPEN -> ProvisionalState.PROVISIONAL_STATE_OPEN;
      case CONFIRMED -> ProvisionalState.PROVISIONAL_STATE_CONFIRMED;
      case IN_GOOD_FAITH -> ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH;
      case FALSE_STATEMENT -> ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT;
    };
  }

  static EndProvisionalResponse ended(Ended ended) {
    EndProvisionalResponse.Builder out =
        EndProvisionalResponse.newBuilder()
            .setProvisional(provisional(ended.provisional()))
            .setNotice(Notices.of(ended));
    ended.receivables().forEach(each -> out.addReceivables(ReceivableWriter.receivable(each)));
    return out.build();
  }

  static GetProvisionalResponse found(Ended found) {
    GetProvisionalResponse.Builder out =
        GetProvisionalResponse.newBuilder().setProvisional(provisional(found.provisional()));
    found.receivables().forEach(each -> out.addReceivables(ReceivableWriter.receivable(each)));
    if (found.provisional().state() != State.OPEN) {
      out.setNotice(Notices.of(found));
    }
    return out.build();
  }

  static ListProvisionalsResponse page(List<ProvisionalStore.Provisional> found, int size) {
    ListProvisionalsResponse.Builder out = ListProvisionalsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                found,
                size,
                each -> out.addProvisionals(provisional(each)),
                last -> Pages.token(last.provisionalId())))
        .build();
  }
}
