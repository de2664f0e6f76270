package io.yizhan.gateway.conformance;

import io.yizhan.proto.insurer.v1.RequestStanding;
import io.yizhan.proto.insurer.v1.RequestState;
import io.yizhan.proto.insurer.v1.Reservation;
import java.util.List;
import java.util.Optional;

/** What the contract asks of LookUp. */
final class LookUpChecks {
  private LookUpChecks() {}

  static Optional<String> follows(Trial trial) {
    String id = trial.newId();
    Reservation kept = trial.reserve(id, trial.newClaim()).getReservation();
    Optional<String> reserved = stands(trial, id, RequestState.REQUEST_STATE_RESERVED, kept);
    if (reserved.isPresent()) {
      return reserved;
    }
    if (trial.confirm(id, kept.getAmounts()).getInsurerSettlementId().isEmpty()) {
      return Optional.of("Confirm: insurer_settlement_id \"\"");
    }
    Optional<String> settled = stands(trial, id, RequestState.REQUEST_STATE_SETTLED, kept);
    if (settled.isPresent()) {
      return settled;
    }
    trial.cancel(id);
    return stands(
        trial, id, RequestState.REQUEST_STATE_CANCELLED, Reservation.getDefaultInstance());
  }

  private static Optional<String> stands(
      Trial trial, String id, RequestState state, Reservation kept) {
    RequestStanding expected =
        RequestStanding.newBuilder()
            .setRequestId(id)
            .setState(state)
            .setInsurerSettlementId(kept.getInsurerSettlementId())
            .mergeFrom(
                kept.hasAmounts()
                    ? RequestStanding.newBuilder().setAmounts(kept.getAmounts()).build()
                    : RequestStanding.getDefaultInstance())
            .build();
    return Trial.same(List.of(expected), trial.lookUp(List.of(id)));
  }

  static Optional<String> unknown(Trial trial) {
    String id = trial.newId();
    return Trial.same(
        List.of(
            RequestStanding.newBuilder()
                .setRequestId(id)
                .setState(RequestState.REQUEST_STATE_NEVER_ARRIVED)
                .build()),
        trial.lookUp(List.of(id)));
  }

  static Optional<String> inOrder(Trial trial) {
    List<String> ids = List.of(trial.newId(), trial.newId(), trial.newId());
    trial.reserved(ids.get(1), trial.newClaim());
    return Trial.same(ids, trial.lookUp(ids).stream().map(RequestStanding::getRequestId).toList());
  }
}
