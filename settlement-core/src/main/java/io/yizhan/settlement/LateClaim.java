package io.yizhan.settlement;

import io.yizhan.settlement.Decision.Refused;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A benefit year stays open for late claims until a day that its county sets. What is decided does
 * not depend on it, so that a settlement comes to the same whenever it is decided again; only
 * whether a new one is still booked.
 */
public final class LateClaim {
  private LateClaim() {}

  /** The county whose day counts: the one that aids, else the one where the person is insured. */
  public static String division(Settlement settlement) {
    return settlement
        .identityUsed()
        .map(Settlement.Candidate::county)
        .orElse(settlement.claim().insuredRegion());
  }

  /** Whether it is of a benefit year before the year in which it is booked. */
  public static boolean isOfYearBefore(Settlement settlement, LocalDate bookedOn) {
    return settlement.benefitYear() < bookedOn.getYear();
  }

  /**
   * The decision, or a refusal where the day of booking is after the last.
   *
   * @param last of the settlement's division and benefit year; empty where none is set
   */
  public static Decision judged(Decision decision, LocalDate bookedOn, Optional<LocalDate> last) {
    return decision instanceof Decision.Settled settled
            && last.isPresent()
            && bookedOn.isAfter(last.get())
        ? new Refused(
            Refusals.benefitYearClosed(
                division(settled.settlement()), settled.settlement().benefitYear(), last.get()))
        : decision;
  }
}
