package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ProvisionalStore.Rule;
import io.yizhan.gateway.desk.ProvisionalStore.RuleState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** The dated rules by which counties approve on a promise. */
final class ProvisionalRules {
  /**
   * What all open approvals of the county of {@code c} may draw today: by the rule in force on the
   * day, so that a rule which was put for a day to come takes hold on that day by itself. The day
   * is the database's, in Shanghai, and the same for every gateway; without a rule it is nothing.
   */
  static final String COUNTY_LIMIT_TODAY =
      """
      coalesce((SELECT t.county_limit_fen FROM provisional_rule t WHERE t.county = c.county
        AND t.valid_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date
        ORDER BY t.valid_from DESC LIMIT 1), 0)
      """;

  private static final String PUT_RULE =
      """
      INSERT INTO provisional_rule (county, valid_from, threshold_fen, person_limit_fen,
        county_limit_fen, days_max, recovers_in_good_faith, source, caller_id, put_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (county, valid_from) DO UPDATE SET threshold_fen = excluded.threshold_fen,
        person_limit_fen = excluded.person_limit_fen,
        county_limit_fen = excluded.county_limit_fen, days_max = excluded.days_max,
        recovers_in_good_faith = excluded.recovers_in_good_faith, source = excluded.source,
        caller_id = excluded.caller_id, put_time = excluded.put_time
      """;

  private static final String RULE =
      """
      SELECT r.valid_from, r.threshold_fen, r.person_limit_fen, r.county_limit_fen, r.days_max,
        r.recovers_in_good_faith, r.source, :limit, coalesce(d.drawn_fen, 0),
        :held
      FROM (VALUES (?)) AS c (county) JOIN provisional_rule r ON r.county = c.county
      LEFT JOIN provisional_county d ON d.county = c.county
      WHERE r.valid_from <= ?
      ORDER BY r.valid_from DESC LIMIT 1
      """
          .replace(":limit", COUNTY_LIMIT_TODAY)
          .replace(":held", HeldExposures.NOW_OF_COUNTY);

  private ProvisionalRules() {}

  static void put(Connection connection, Secrets secrets, Rule rule, String callerId, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        PUT_RULE,
        rule.county(),
        rule.from(),
        rule.thresholdFen(),
        rule.personLimitFen(),
        rule.countyLimitFen(),
        rule.daysMax(),
        rule.recoversInGoodFaith(),
        rule.source(),
        callerId,
        now);
    String change =
        "provisional rule from "
            + rule.from()
            + ": over "
            + rule.thresholdFen()
            + ", person "
            + rule.personLimitFen()
            + ", county "
            + rule.countyLimitFen()
            + ", days "
            + rule.daysMax()
            + (rule.recoversInGoodFaith() ? ", recovers in good faith" : "");
    PostgresRegistryStore.History.add(
        connection, secrets, "county:" + rule.county(), change, callerId, now);
  }

  /** The rule of a county that is in force on a day, with how far the county is today. */
  static Optional<RuleState> on(Connection connection, String county, LocalDate day)
      throws SQLException {
    return Sql.first(
        connection,
        RULE,
        row ->
            new RuleState(
                new Rule(
                    county,
                    row.getObject(1, LocalDate.class),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getInt(5),
                    row.getBoolean(6),
                    row.getString(7)),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10)),
        county,
        day);
  }
}
