package io.yizhan.gateway.conformance;

import io.yizhan.proto.insurer.v1.Amounts;
import io.yizhan.proto.insurer.v1.CancelFinding;
import io.yizhan.proto.insurer.v1.CancelResponse;
import io.yizhan.proto.insurer.v1.Claim;
import io.yizhan.proto.insurer.v1.ReserveResponse;
import java.util.Optional;

/** What the contract asks of Cancel. */
final class CancelChecks {
  private CancelChecks() {}

  private static Optional<String> finds(CancelFinding expected, CancelResponse found) {
    return Trial.same(expected, found.getFinding());
  }

  static Optional<String> unknown(Trial trial) {
    return finds(CancelFinding.CANCEL_FINDING_FORBIDDEN, trial.cancel(trial.newId()));
  }

  static Optional<String> repeats(Trial trial) {
    String id = trial.newId();
    trial.reserved(id, trial.newClaim());
    return finds(CancelFinding.CANCEL_FINDING_RELEASED, trial.cancel(id))
        .or(() -> finds(CancelFinding.CANCEL_FINDING_RELEASED, trial.cancel(id)));
  }

  static Optional<String> takesBack(Trial trial) {
    String id = trial.newId();
    Amounts amounts = trial.reserved(id, trial.newClaim());
    String settled = trial.confirm(id, amounts).getInsurerSettlementId();
    return settled.isEmpty()
        ? Optional.of("Confirm: insurer_settlement_id \"\"")
        : finds(CancelFinding.CANCEL_FINDING_TAKEN_BACK, trial.cancel(id));
  }

  static Optional<String> freesBill(Trial trial) {
    String id = trial.newId();
    Claim claim = trial.newClaim();
    trial.reserved(id, claim);
    trial.cancel(id);
    ReserveResponse again = trial.reserve(trial.newId(), claim);
    return again.hasReservation()
        ? Optional.empty()
        : Optional.of(again.getOutcomeCase() + " " + again.getRefusal().getReasonCode());
  }
}
