package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RosterStore.IdentityChange;
import io.yizhan.gateway.desk.RosterStore.KnownCheck;
import io.yizhan.gateway.desk.RosterStore.MeansCheck;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What the roster has said of a person over time: changes of identities, answers of means checks.
 */
final class RosterHistory {
  private static final String CHANGES =
      """
      SELECT change_id, origin, import_id, category, county, was_from, was_to, was_source, now_from,
        now_to, now_source, caller_id, change_time
      FROM identity_change
      WHERE (bucket, person_id) IN (
          SELECT ?::smallint, ?
          UNION ALL
          SELECT bucket, person_id FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?)
        AND change_id > ?
      ORDER BY change_id LIMIT ?
      """;

  private static final String CHECKS =
      """
      SELECT m.entry_id, m.report_number, m.result, m.checked_date, m.valid_to, m.county,
        EXISTS (SELECT 1 FROM means_check x WHERE x.bucket = m.bucket AND x.person_id = m.person_id
          AND x.report_number = m.report_number AND x.entry_id > m.entry_id),
        m.import_id, m.caller_id, m.entry_time
      FROM means_check m
      WHERE m.bucket = ? AND m.person_id = ? AND (? = '' OR m.entry_id < ?)
      ORDER BY m.entry_id DESC LIMIT ?
      """;

  private RosterHistory() {}

  /** Changes of a person and of the records that were joined into the person's, oldest first. */
  static List<IdentityChange> changes(
      Connection connection, String personId, String afterId, int limit) throws SQLException {
    return Sql.list(
        connection,
        CHANGES,
        RosterHistory::change,
        Bucket.of(personId),
        personId,
        Bucket.of(personId),
        personId,
        afterId,
        limit);
  }

  private static IdentityChange change(ResultSet row) throws SQLException {
    return new IdentityChange(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        side(row, 6),
        side(row, 9),
        row.getString(12),
        row.getTimestamp(13).toInstant());
  }

  private static Optional<Standing.Identity> side(ResultSet row, int column) throws SQLException {
    LocalDate from = row.getObject(column, LocalDate.class);
    return from == null
        ? Optional.empty()
        : Optional.of(
            new Standing.Identity(
                row.getString(4),
                row.getString(5),
                from,
                Optional.ofNullable(row.getObject(column + 1, LocalDate.class)),
                row.getString(column + 2)));
  }

  /** Answers of means checks of a person, newest first. */
  static List<KnownCheck> checks(Connection connection, String personId, String beforeId, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        CHECKS,
        RosterHistory::check,
        Bucket.of(personId),
        personId,
        beforeId,
        beforeId,
        limit);
  }

  private static KnownCheck check(ResultSet row) throws SQLException {
    return new KnownCheck(
        row.getString(1),
        new MeansCheck(
            row.getString(2),
            row.getString(3),
            row.getObject(4, LocalDate.class),
            Optional.ofNullable(row.getObject(5, LocalDate.class)),
            row.getString(6)),
        row.getBoolean(7),
        row.getString(8),
        row.getString(9),
        row.getTimestamp(10).toInstant());
  }
}
