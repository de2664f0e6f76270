package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.HighCostStore;
import io.yizhan.gateway.desk.HighCostStore.ListResult;
import io.yizhan.gateway.desk.SettlementDesk;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Lists who has reached a county's threshold of own cost. What a settlement left to the person
 * counts in the year of its last day of service, whenever it was posted, with its corrections; one
 * that was reversed does not count, nor does it make its person one of the county. Who was insured
 * in the county within the year is counted with what was settled before or after a move, too. What
 * treatment was expected to cost, before it, is no cost yet. Of somebody whom the county alone has
 * named, an identity of another county's is not said.
 */
final class HighCostList {
  static final String REACHED =
      """
      WITH counted AS MATERIALIZED (
        SELECT s.bucket, s.settlement_id, coalesce(j.survivor_bucket, s.bucket) AS person_bucket,
          coalesce(j.survivor_id, s.person_id) AS person_id, s.insured_region = ? AS insured_here,
          x.care, s.patient_share_fen
        FROM settlement s
        CROSS JOIN LATERAL json_to_record(s.inputs -> 'claim') AS x (care text, dates json)
        LEFT JOIN person_join j ON j.bucket = s.bucket AND j.person_id = s.person_id
        WHERE s.kind = 'S' AND s.posting_date >= ?
          AND (x.dates ->> 'last')::date BETWEEN ? AND ?
          AND NOT EXISTS (
            SELECT 1 FROM reversal r
            WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id)),
      here AS (
        SELECT DISTINCT person_bucket, person_id FROM counted WHERE insured_here),
      corrected AS (
        SELECT c.bucket, c.settlement_id, sum(k.patient_share_fen) AS fen
        FROM counted s
        JOIN correction c ON c.bucket = s.bucket AND c.settlement_id = s.settlement_id
        JOIN settlement k ON k.posting_date = c.posting_date AND k.bucket = c.bucket
          AND k.settlement_id = c.correction_id
        GROUP BY c.bucket, c.settlement_id),
      settled AS (
        SELECT s.person_bucket, s.person_id,
          sum(s.patient_share_fen + coalesce(k.fen, 0))::bigint AS fen
        FROM counted s
        JOIN here USING (person_bucket, person_id)
        LEFT JOIN corrected k USING (bucket, settlement_id)
        WHERE s.care <> 'BEFORE_TREATMENT'
        GROUP BY s.person_bucket, s.person_id),
      imported AS (
        SELECT coalesce(j.survivor_bucket, o.bucket) AS person_bucket,
          coalesce(j.survivor_id, o.person_id) AS person_id, max(o.township) AS township,
          max(o.own_cost_fen) AS fen
        FROM own_cost o
        LEFT JOIN person_join j ON j.bucket = o.bucket AND j.person_id = o.person_id
        WHERE o.county = ? AND o.cost_year = ?
        GROUP BY 1, 2),
      reached AS (
        SELECT person_bucket, person_id, coalesce(i.township, '') AS township,
          coalesce(s.fen, 0) AS settled, coalesce(i.fen, 0) AS imported,
          s.person_id IS NOT NULL AS insured_here
        FROM settled s FULL JOIN imported i USING (person_bucket, person_id)
        WHERE greatest(s.fen, i.fen) >= ?)
      SELECT r.person_id, r.township, r.settled, r.imported,
        EXISTS (
          SELECT 1 FROM identity d
          WHERE d.bucket = r.person_bucket AND d.person_id = r.person_id AND ? >= d.valid_from
            AND ? <= coalesce(d.valid_to, 'infinity') AND (r.insured_here OR d.county = ?))
      FROM reached r
      WHERE NOT EXISTS (
        SELECT 1 FROM high_cost_case c
        LEFT JOIN person_join j ON j.bucket = c.bucket AND j.person_id = c.person_id
        WHERE coalesce(j.survivor_id, c.person_id) = r.person_id AND c.county = ?
          AND c.cost_year = ? AND c.threshold_fen = ?)
      ORDER BY r.person_id LIMIT ?
      """;

  private static final String ADD =
      """
      INSERT INTO high_cost_case (bucket, case_id, person_id, cost_year, threshold_fen, county,
        township, own_cost_fen, settled_fen, imported_fen, identity_held, listed_date, listed_time,
        caller_id, state, last_seq)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'NEW', 0)
      ON CONFLICT (bucket, person_id, county, cost_year, threshold_fen) DO NOTHING
      """;

  private final Connection connection;
  private final Secrets secrets;

  HighCostList(Connection connection, Secrets secrets) {
    this.connection = connection;
    this.secrets = secrets;
  }

  private record Reached(
      String personId, String township, long settledFen, long importedFen, boolean identityHeld) {}

  ListResult make(String county, int year, LocalDate asOf, String callerId, Instant now)
      throws SQLException {
    Optional<Long> threshold = AidBooks.figure(connection, county, FIGURE, asOf);
    if (threshold.isEmpty()) {
      return new ListResult.NoThreshold();
    }
    long thresholdFen = threshold.get();
    List<Reached> reached = reached(county, year, asOf, thresholdFen);
    boolean more = reached.size() > HighCostStore.LISTED_AT_ONCE_MAX;
    List<Reached> listed = more ? reached.subList(0, reached.size() - 1) : reached;
    return new ListResult.Made(
        thresholdFen, add(listed, county, year, thresholdFen, callerId, now), more);
  }

  /** The figure of a county that is the threshold. */
  private static final String FIGURE = "high_own_cost";

  private List<Reached> reached(String county, int year, LocalDate asOf, long thresholdFen)
      throws SQLException {
    LedgerScan.plan(connection);
    LocalDate first = LocalDate.of(year, 1, 1);
    return Sql.list(
        connection,
        REACHED,
        row ->
            new Reached(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getBoolean(5)),
        county,
        first,
        first,
        asOf,
        county,
        year,
        thresholdFen,
        asOf,
        asOf,
        county,
        county,
        year,
        thresholdFen,
        HighCostStore.LISTED_AT_ONCE_MAX + 1);
  }

  private int add(
      List<Reached> reached,
      String county,
      int year,
      long thresholdFen,
      String callerId,
      Instant now)
      throws SQLException {
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    int added = 0;
    // In the order of the persons, so that two calls do not wait for each other in a circle.
    for (Reached one : reached) {
      added +=
          Sql.update(
              connection,
              ADD,
              Bucket.of(one.personId()),
              secrets.newId(now),
              one.personId(),
              year,
              thresholdFen,
              county,
              one.township(),
              Math.max(one.settledFen(), one.importedFen()),
              one.settledFen(),
              one.importedFen(),
              one.identityHeld(),
              today,
              now,
              callerId);
    }
    return added;
  }
}
