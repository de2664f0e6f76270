package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.ChangeHighCostStateRequest;
import io.yizhan.proto.v1.GetHighCostRequest;
import io.yizhan.proto.v1.HighCostState;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.OwnCost;
import java.util.List;

/** High own cost. */
final class HighCostTargets {
  private HighCostTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("HighCostService", scene.office());
    targets.addAnswered(
        "ImportOwnCosts",
        ImportOwnCostsRequest.newBuilder()
            .setOwnCost(
                OwnCost.newBuilder()
                    .setPersonDocument(Invented.person(1))
                    .setCountyCode(Targets.NO_ID)
                    .setCostYear(2016)
                    .setOwnCostFen(1)
                    .setSource("清单"))
            .build(),
        ImportOwnCostsRequest.newBuilder()
            .setOwnCost(OwnCost.newBuilder().setCountyCode(Targets.NO_ID))
            .build());
    targets.add(
        "MakeHighCostList",
        MakeHighCostListRequest.newBuilder()
            .setCountyCode(Targets.NO_ID)
            .setCostYear(2016)
            .setAsOfDate(Claims.date("2016-12-31"))
            .build(),
        MakeHighCostListRequest.newBuilder().setCountyCode(Targets.NO_ID).build());
    targets.add(
        "ListHighCosts",
        ListHighCostsRequest.newBuilder()
            .setState(HighCostState.HIGH_COST_STATE_NEW)
            .setTownship("某镇")
            .setPageSize(2)
            .build());
    targets.add(
        "GetHighCost",
        GetHighCostRequest.newBuilder().setHighCostId("H").setPurpose("visit").build());
    targets.add(
        "ChangeHighCostState",
        ChangeHighCostStateRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setCountyCode(Claims.COUNTY)
            .setHighCostId("H")
            .setState(HighCostState.HIGH_COST_STATE_VISITED)
            .setOperatorId("village-3")
            .setNote("已入户")
            .build(),
        ChangeHighCostStateRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    return targets.all();
  }
}
