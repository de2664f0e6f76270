package io.yizhan.settlement;

import io.yizhan.settlement.Decision.Refused;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A quote that binds, as it stands when a settle request names it. The claim is decided again, by
 * the rules and the records of now: either it comes to the very amounts of the quote, or there is
 * one reason why it does not.
 *
 * @param state of what it holds
 * @param changedFields of the claim, that were otherwise when it was quoted
 * @param amounts that it promised
 */
public record HeldQuote(State state, List<String> changedFields, QuotedAmounts amounts) {
  public HeldQuote {
    changedFields = List.copyOf(changedFields);
  }

  /** Whether it still holds what it reserved. */
  public enum State {
    /** It does. */
    LIVE,
    /** Its time is over. */
    EXPIRED,
    /** It was given back, replaced by a later quote of the bill, or settled. */
    ENDED
  }

  /** The amounts of the quote, or the first reason that applies. */
  public Decision settle(Supplier<Decision> decideAgain) {
    switch (state) {
      case EXPIRED -> {
        return new Refused(Refusals.holdExpired());
      }
      case ENDED -> {
        return new Refused(Refusals.holdEnded());
      }
      case LIVE -> {}
    }
    if (!changedFields.isEmpty()) {
      return new Refused(Refusals.holdClaimChanged(changedFields));
    }
    Decision again = decideAgain.get();
    if (!(again instanceof Decision.Settled settled)) {
      return again;
    }
    if (amounts.isIdentityGone(settled.settlement())) {
      return new Refused(Refusals.holdIdentityEnded(amounts));
    }
    Optional<QuotedAmounts.Difference> difference = amounts.firstDifference(settled.settlement());
    return difference.isPresent() ? new Refused(Refusals.holdSuperseded(difference.get())) : again;
  }
}
