package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.WatchSettlementsRequest;
import java.util.List;

/** Following the ledger; what is appended to every request makes the stream end. */
final class WatchTargets {
  private WatchTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("WatchService", scene.hospital());
    targets.add(
        "WatchSettlements",
        WatchSettlementsRequest.newBuilder().setHospitalId(World.HOSPITAL).build(),
        WatchSettlementsRequest.newBuilder().setFromNow(true).setUntilCaughtUp(true).build());
    return targets.all();
  }
}
