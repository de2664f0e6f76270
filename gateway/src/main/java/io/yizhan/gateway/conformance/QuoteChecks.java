package io.yizhan.gateway.conformance;

import io.yizhan.proto.insurer.v1.Claim;
import io.yizhan.proto.insurer.v1.QuoteRequest;
import io.yizhan.proto.insurer.v1.QuoteResponse;
import io.yizhan.proto.insurer.v1.ReserveResponse;
import java.util.Optional;

/** What the contract asks of Quote. */
final class QuoteChecks {
  private QuoteChecks() {}

  static Optional<String> answers(Trial trial) {
    Claim claim = trial.newClaim();
    QuoteResponse quoted = trial.stub().quote(QuoteRequest.newBuilder().setClaim(claim).build());
    return quoted.hasAmounts()
        ? Trial.fits(quoted.getAmounts(), claim.getTotalFen())
        : Optional.of(quoted.getOutcomeCase() + " " + quoted.getRefusal().getReasonCode());
  }

  static Optional<String> writesNothing(Trial trial) {
    Claim claim = trial.newClaim();
    QuoteResponse quoted = trial.stub().quote(QuoteRequest.newBuilder().setClaim(claim).build());
    ReserveResponse reserved = trial.reserve(trial.newId(), claim);
    return Trial.same(quoted.getAmounts(), reserved.getReservation().getAmounts());
  }
}
