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

  /** The decision, or a refusal where it is booked after the last day. */
  static Decision judged(
      Connection connection, Decision decision, PostingClock clock, LocalDate bookedOn)
      throws SQLException {
    if (!(decision instanceof Decision.Settled settled)
        || !clock.mayBeLate(settled.settlement(), bookedOn)) {
      return decision;
    }
    return LateClaim.judged(decision, bookedOn, lastDay(connection, settled.settlement()));
  }

  /**
   * The last day on which a settlement of its division and benefit year is booked, if one is set.
   */
  static Optional<LocalDate> lastDay(Connection connection, Settlement settlement)
      throws SQLException {
    return Sql.first(
        connection,
        LAST,
        row -> row.getObject(1, LocalDate.class),
        LateClaim.division(settlement),
        settlement.benefitYear());
  }
}
