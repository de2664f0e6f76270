package io.yizhan.gateway.conformance;

import io.yizhan.proto.insurer.v1.Amounts;
import java.util.Optional;

/** What the contract asks of Confirm. */
final class ConfirmChecks {
  private ConfirmChecks() {}

  static Optional<String> repeats(Trial trial) {
    String id = trial.newId();
    Amounts amounts = trial.reserved(id, trial.newClaim());
    return Trial.same(trial.confirm(id, amounts), trial.confirm(id, amounts));
  }

  static Optional<String> unknown(Trial trial) {
    return Trial.expect(
        InsurerErrors.REQUEST_UNKNOWN,
        () -> trial.confirm(trial.newId(), Amounts.getDefaultInstance()));
  }

  static Optional<String> amountsDiffer(Trial trial) {
    String id = trial.newId();
    Amounts amounts = trial.reserved(id, trial.newClaim());
    Optional<String> found =
        Trial.expect(
            InsurerErrors.AMOUNTS_DIFFER, () -> trial.confirm(id, ReserveChecks.other(amounts)));
    return found.isPresent()
        ? found
        : trial.confirm(id, amounts).getInsurerSettlementId().isEmpty()
            ? Optional.of("insurer_settlement_id \"\"")
            : Optional.empty();
  }

  static Optional<String> cancelled(Trial trial) {
    String id = trial.newId();
    Amounts amounts = trial.reserved(id, trial.newClaim());
    trial.cancel(id);
    return Trial.expect(InsurerErrors.REQUEST_CANCELLED, () -> trial.confirm(id, amounts));
  }
}
