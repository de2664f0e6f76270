package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.MeansCheck;
import io.yizhan.gateway.postgres.RosterBatch.CheckLine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers of means checks as the register holds them: each is added, none is changed. */
final class MeansCheckRows {
  /** The newest answer of each report. */
  private static final String NEWEST =
      """
      SELECT k.person, m.report_number, m.result, m.checked_date, m.valid_to, m.county
      FROM unnest(?::smallint[], ?::text[], ?::text[]) AS k (b, person, report)
      CROSS JOIN LATERAL (
        SELECT * FROM means_check
        WHERE bucket = k.b AND person_id = k.person AND report_number = k.report
        ORDER BY entry_id DESC LIMIT 1) m
      """;

  private static final String ADD =
      """
      INSERT INTO means_check (bucket, person_id, report_number, entry_id, county, result,
        checked_date, valid_to, import_id, caller_id, entry_time)
      SELECT * FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::date[], ?::date[], ?::text[], ?::text[], ?::timestamptz[])
      """;

  private MeansCheckRows() {}

  /** What answers are known by: whose they are, and of which report. */
  static String key(String personId, MeansCheck check) {
    return personId + "|" + check.reportNumber();
  }

  /** What is known of the reports that lines name, by {@link #key}. */
  static Map<String, MeansCheck> newest(Connection connection, List<CheckLine> reported)
      throws SQLException {
    Map<String, MeansCheck> known = new HashMap<>();
    if (reported.isEmpty()) {
      return known;
    }
    try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
      Columns to = new Columns(connection, statement);
      to.smallints(reported, each -> Bucket.of(each.subject().personId()));
      to.texts(reported, each -> each.subject().personId());
      to.texts(reported, each -> each.check().reportNumber());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          MeansCheck check =
              new MeansCheck(
                  row.getString(2),
                  row.getString(3),
                  row.getObject(4, LocalDate.class),
                  Optional.ofNullable(row.getObject(5, LocalDate.class)),
                  row.getString(6));
          known.put(key(row.getString(1), check), check);
        }
      }
    }
    return known;
  }

  /** Adds answers. */
  static void add(
      Connection connection,
      Secrets secrets,
      RosterStore.Order order,
      List<CheckLine> checks,
      Instant now)
      throws SQLException {
    if (checks.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      Columns to = new Columns(connection, statement);
      to.smallints(checks, each -> Bucket.of(each.subject().personId()));
      to.texts(checks, each -> each.subject().personId());
      to.texts(checks, each -> each.check().reportNumber());
      to.texts(secrets.newIds(now, checks.size()), id -> id);
      to.texts(checks, each -> each.check().county());
      to.texts(checks, each -> each.check().result());
      to.texts(checks, each -> each.check().checked().toString());
      to.texts(checks, each -> each.check().validTo().map(LocalDate::toString).orElse(null));
      to.texts(checks, each -> order.importId());
      to.texts(checks, each -> order.callerId());
      to.texts(checks, each -> now.toString());
      statement.executeUpdate();
    }
  }
}
