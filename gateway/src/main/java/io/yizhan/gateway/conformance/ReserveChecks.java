package io.yizhan.gateway.conformance;

import io.yizhan.proto.insurer.v1.Amounts;
import io.yizhan.proto.insurer.v1.Claim;
import io.yizhan.proto.insurer.v1.ReserveResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the contract asks of Reserve. */
final class ReserveChecks {
  private static final int AT_ONCE = 8;

  private ReserveChecks() {}

  static Optional<String> withinBill(Trial trial) {
    Claim claim = trial.newClaim();
    ReserveResponse reserved = trial.reserve(trial.newId(), claim);
    if (!reserved.hasReservation()) {
      return Optional.of(reserved.getOutcomeCase() + " " + reserved.getRefusal().getReasonCode());
    }
    if (reserved.getReservation().getInsurerSettlementId().isEmpty()) {
      return Optional.of("insurer_settlement_id \"\"");
    }
    return Trial.fits(reserved.getReservation().getAmounts(), claim.getTotalFen());
  }

  static Optional<String> repeats(Trial trial) {
    String id = trial.newId();
    Claim claim = trial.newClaim();
    return Trial.same(trial.reserve(id, claim), trial.reserve(id, claim));
  }

  static Optional<String> atOnce(Trial trial) {
    String id = trial.newId();
    Claim claim = trial.newClaim();
    List<CompletableFuture<ReserveResponse>> calls = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      calls.add(CompletableFuture.supplyAsync(() -> trial.reserve(id, claim)));
    }
    ReserveResponse first = calls.get(0).join();
    return calls.stream()
        .map(call -> Trial.same(first, call.join()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  static Optional<String> repeatsAfterConfirm(Trial trial) {
    String id = trial.newId();
    Claim claim = trial.newClaim();
    ReserveResponse reserved = trial.reserve(id, claim);
    var settled = trial.confirm(id, reserved.getReservation().getAmounts());
    return settled.getInsurerSettlementId().isEmpty()
        ? Optional.of("Confirm: insurer_settlement_id \"\"")
        : Trial.same(reserved, trial.reserve(id, claim));
  }

  static Optional<String> idReused(Trial trial) {
    String id = trial.newId();
    trial.reserved(id, trial.newClaim());
    return Trial.expect(InsurerErrors.REQUEST_ID_REUSED, () -> trial.reserve(id, trial.newClaim()));
  }

  static Optional<String> billTaken(Trial trial) {
    Claim claim = trial.newClaim();
    trial.reserved(trial.newId(), claim);
    return Trial.expect(InsurerErrors.BILL_TAKEN, () -> trial.reserve(trial.newId(), claim));
  }

  static Optional<String> lateOriginal(Trial trial) {
    String id = trial.newId();
    trial.cancel(id);
    return Trial.expect(InsurerErrors.REQUEST_CANCELLED, () -> trial.reserve(id, trial.newClaim()));
  }

  static Optional<String> badFields(Trial trial) {
    Claim good = trial.newClaim();
    Claim bad = good.toBuilder().setTotalFen(good.getTotalFen() + 1).build();
    return Trial.expect(InsurerErrors.BAD_REQUEST, () -> trial.reserve(trial.newId(), bad))
        .or(() -> Trial.expect(InsurerErrors.BAD_REQUEST, () -> trial.reserve("", good)));
  }

  /** Other amounts than these. */
  static Amounts other(Amounts amounts) {
    return amounts.toBuilder().setHospitalShareFen(amounts.getHospitalShareFen() + 1).build();
  }
}
