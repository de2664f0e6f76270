package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.GetSettlementSheetRequest;
import java.util.List;

/** Reports and sheets: they read; what a look at a person leaves in the log needs a settlement. */
final class ReportTargets {
  private ReportTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("ReportService", scene.office());
    targets.add(
        "GetReport",
        GetReportRequest.newBuilder()
            .setFromDate(Claims.date("2016-01-01"))
            .setToDate(Claims.date("2016-12-31"))
            .setCountyCode("41")
            .setPersonsMin(10)
            .build());
    targets.add(
        "GetSettlementSheet",
        GetSettlementSheetRequest.newBuilder().setSettlementId("S").setPurpose("look").build());
    return targets.all();
  }
}
