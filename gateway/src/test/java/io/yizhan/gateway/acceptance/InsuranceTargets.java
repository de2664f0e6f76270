package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.ListOneSidedSettlementsRequest;
import io.yizhan.proto.v1.NotifyCancelledRequest;
import java.util.List;

/** What insurers tell, and what only one side knows. */
final class InsuranceTargets {
  private InsuranceTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("InsuranceService", scene.insurer());
    targets.add(
        "NotifyCancelled",
        NotifyCancelledRequest.newBuilder().setInsurerRequestId("nothing").build());
    targets
        .as(scene.hospital())
        .add(
            "ListOneSidedSettlements",
            ListOneSidedSettlementsRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setPageSize(2)
                .build());
    return targets.all();
  }
}
