package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.Stamp;
import java.time.InstantSource;
import java.time.LocalDate;

/** Makes origins of the current call. */
record Origins(IdSource ids, InstantSource clock) {
  /** The civil day of the current call. */
  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), SettlementDesk.CIVIL_ZONE);
  }

  /** Of its request id and content. */
  Origin of(String requestId, RequestContent content) {
    String callerId = Permissions.caller().callerId();
    return new Origin(
        new RequestKey(callerId, requestId), content, Stamp.now(ids, clock, requestId), callerId);
  }
}
