package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.LateClaim;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** Until when claims of a benefit year are taken. */
final class LateClaims {
  private static final String LAST =
      "SELECT last_date FROM late_claim_limit WHERE county = ? AND benefit_year = ?";

  private LateClaims() {}

  /** Whether a look is needed: of this year and later ones nobody has set a day. */
  static boolean mayBeLate(Settlement settlement, PostingClock clock, LocalDate bookedOn) {
    return settlement.benefitYear() <= clock.lateYear()
        && LateClaim.isOfYearBefore(settlement, bookedOn);
  }

  /** The decision, or a refusal where it is booked after the last day. */
  static Decision judged(
      Connection connection, Decision decision, PostingClock clock, LocalDate bookedOn)
      throws SQLException {
    if (!(decision instanceof Decision.Settled settled)
        || !mayBeLate(settled.settlement(), clock, bookedOn)) {
      return decision;
    }
    Optional<LocalDate> last =
        Sql.first(
            connection,
            LAST,
            row -> row.getObject(1, LocalDate.class),
            LateClaim.division(settled.settlement()),
            settled.settlement().benefitYear());
    return LateClaim.judged(decision, bookedOn, last);
  }
}
