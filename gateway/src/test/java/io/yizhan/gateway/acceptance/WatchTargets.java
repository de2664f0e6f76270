package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.WatchSettlementsRequest;
import java.util.List;

/** Following the ledger; what is appended to every request has it refused: a stream has no end. */
final class WatchTargets {
  private WatchTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("WatchService", scene.hospital());
    targets.add(
        "WatchSettlements",
        WatchSettlementsRequest.newBuilder().setHospitalId(World.HOSPITAL).build(),
        WatchSettlementsRequest.newBuilder().setResumeToken("no token").build());
    return targets.all();
  }
}
