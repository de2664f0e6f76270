package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RosterStore.JoinResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives the survivor every day in a household that the record that goes had and the survivor has
 * not: who is in no household on a day has the whole of its pot again. The survivor's own spans
 * stay as they were put, so that the county's list still finds them by their first day.
 */
final class JoinedHouseholds {
  private static final String ADD_PART =
      """
      INSERT INTO household_member (bucket, person_id, household_bucket, household_id, valid_from,
        valid_to)
      SELECT ?, ?, household_bucket, household_id, ?, ? FROM household_member
      WHERE bucket = ? AND person_id = ? AND valid_from = ?
      """;

  private static final String FORGET =
      "DELETE FROM household_member WHERE bucket = ? AND person_id = ?";

  private JoinedHouseholds() {}

  /** Moves what the survivor has not; two households on one day are refused. */
  static void move(Connection connection, Households households, String gone, String survivor)
      throws SQLException {
    List<HouseholdMembership> known = households.of(connection, survivor);
    for (HouseholdMembership each : households.of(connection, gone)) {
      requireOneADay(known, each);
      for (HouseholdMembership part : uncovered(each, known)) {
        Sql.update(
            connection,
            ADD_PART,
            Bucket.of(survivor),
            survivor,
            part.from(),
            part.to().orElse(null),
            Bucket.of(gone),
            gone,
            each.from());
      }
    }
    Sql.update(connection, FORGET, Bucket.of(gone), gone);
  }

  private static void requireOneADay(List<HouseholdMembership> known, HouseholdMembership added)
      throws SQLException {
    for (HouseholdMembership other : known) {
      if (other.overlaps(added)
          && !(other.county().equals(added.county()) && other.code().equals(added.code()))) {
        throw new Transactions.RolledBack(new JoinResult.HouseholdsOverlap(other, added));
      }
    }
  }

  /**
   * The spans of its days that are in none of the others.
   *
   * @param others oldest first, no day in two of them
   */
  private static List<HouseholdMembership> uncovered(
      HouseholdMembership span, List<HouseholdMembership> others) {
    List<HouseholdMembership> parts = new ArrayList<>();
    LocalDate from = span.from();
    for (HouseholdMembership other : others) {
      if (!other.overlaps(span)) {
        continue;
      }
      if (other.from().isAfter(from)) {
        parts.add(part(span, from, Optional.of(other.from().minusDays(1))));
      }
      if (other.to().isEmpty()) {
        return parts;
      }
      from = other.to().get().plusDays(1);
    }
    if (span.to().isEmpty() || !from.isAfter(span.to().get())) {
      parts.add(part(span, from, span.to()));
    }
    return parts;
  }

  private static HouseholdMembership part(
      HouseholdMembership of, LocalDate from, Optional<LocalDate> to) {
    return new HouseholdMembership(of.county(), of.code(), from, to);
  }
}
