package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.WatchSettlementsRequest;
import java.util.List;

/**
 * Following the ledger. A stream has no end, so one is asked to end where it would wait, the other
 * is asked with a token that is none.
 */
final class WatchTargets {
  private WatchTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("WatchService", scene.hospital());
    WatchSettlementsRequest own =
        WatchSettlementsRequest.newBuilder().setHospitalId(World.HOSPITAL).build();
    targets.addAnswered(
        "WatchSettlements",
        own,
        WatchSettlementsRequest.newBuilder().setUntilCaughtUp(true).build());
    targets.add(
        "WatchSettlements",
        own,
        WatchSettlementsRequest.newBuilder().setResumeToken("no token").build());
    return targets.all();
  }
}
