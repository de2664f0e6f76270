package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.ApproveProvisionalRequest;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRuleRequest;
import io.yizhan.proto.v1.ListProvisionalsRequest;
import io.yizhan.proto.v1.ProvisionalGrounds;
import io.yizhan.proto.v1.ProvisionalRule;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.PutProvisionalRuleRequest;
import java.util.List;

/** Provisional approvals. */
final class ProvisionalTargets {
  private ProvisionalTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("ProvisionalService", scene.operator());
    ProvisionalRule noCounty = ProvisionalRule.newBuilder().setCountyCode(Targets.NO_ID).build();
    targets.add(
        "PutProvisionalRule",
        PutProvisionalRuleRequest.newBuilder()
            .setRule(
                noCounty.toBuilder()
                    .setFromDate(Claims.date("2016-01-01"))
                    .setThresholdFen(100)
                    .setPersonLimitFen(100)
                    .setCheckDays(60)
                    .setSource("paper"))
            .build(),
        PutProvisionalRuleRequest.newBuilder().setRule(noCounty).build());
    targets.add(
        "GetProvisionalRule",
        GetProvisionalRuleRequest.newBuilder()
            .setCountyCode(Claims.COUNTY)
            .setOnDate(Claims.date("2016-09-01"))
            .build());
    targets.add(
        "ApproveProvisional",
        ApproveProvisionalRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setPersonDocument(Invented.person(3))
            .setCategoryCode("dibao")
            .setCountyCode(Claims.COUNTY)
            .setFromDate(Claims.date("2016-09-01"))
            .setDeadlineDate(Claims.date("2016-10-01"))
            .setGrounds(
                ProvisionalGrounds.newBuilder()
                    .setPromiseNumber("P-1")
                    .setVillageCode("410122100201")
                    .setReviewerCode("VC-1")
                    .setReviewDate(Claims.date("2016-09-01"))
                    .setCostKindCode("illness")
                    .setCostFen(9_000_000))
            .build(),
        ApproveProvisionalRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add("GetProvisional", GetProvisionalRequest.newBuilder().setProvisionalId("V").build());
    targets.add(
        "ListProvisionals",
        ListProvisionalsRequest.newBuilder()
            .setState(ProvisionalState.PROVISIONAL_STATE_OPEN)
            .setPageSize(2)
            .build());
    targets.add(
        "EndProvisional",
        EndProvisionalRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setProvisionalId("V")
            .setEnding(ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH)
            .setEndDate(Claims.date("2016-09-01"))
            .setReportNumber("HD-1")
            .build(),
        EndProvisionalRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    return targets.all();
  }
}
