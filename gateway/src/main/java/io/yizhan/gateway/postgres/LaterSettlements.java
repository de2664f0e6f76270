package io.yizhan.gateway.postgres;

import io.yizhan.policy.IncludedBy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What stands later on the accounts of a settlement that is taken back: decided again it could now
 * differ. Nothing of it moves without a re-adjudication.
 */
final class LaterSettlements {
  /** Of the person's and the household's settlements, those that counted on the same accounts. */
  static final String COULD_NOW_DIFFER =
      """
      WITH mine AS (
        SELECT s.person_id, s.household_id, t.of_household, t.code, t.year, t.seq
        FROM settlement s CROSS JOIN LATERAL unnest(s.use_of_household, s.use_code, s.use_year,
          s.use_seq) AS t (of_household, code, year, seq)
        WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ?),
      later AS (
        SELECT DISTINCT s.bucket, s.settlement_id
        FROM mine m JOIN (
          SELECT bucket, settlement_id, kind, person_id, household_id, use_of_household, use_code,
            use_year, use_seq
          FROM settlement WHERE bucket = ? AND person_id = ?
          UNION ALL
          SELECT bucket, settlement_id, kind, person_id, household_id, use_of_household, use_code,
            use_year, use_seq
          FROM settlement WHERE household_id = ? AND household_id <> '') s
          ON s.kind = 'S'
        CROSS JOIN LATERAL unnest(s.use_of_household, s.use_code, s.use_year, s.use_seq)
          AS t (of_household, code, year, seq)
        WHERE t.of_household = m.of_household AND t.code = m.code AND t.year = m.year
          AND t.seq > m.seq
          AND (CASE WHEN t.of_household THEN s.household_id = m.household_id
            ELSE s.person_id = m.person_id END))
      SELECT settlement_id FROM later l
      WHERE NOT EXISTS (
        SELECT 1 FROM reversal r WHERE r.bucket = l.bucket AND r.settlement_id = l.settlement_id)
      ORDER BY settlement_id
      LIMIT 100
      """;

  /**
   * Of a record that was joined into another: what the other settled since, on the same accounts.
   */
  private static final String COULD_NOW_DIFFER_SINCE =
      """
      WITH mine AS (
        SELECT t.code, t.year FROM settlement s CROSS JOIN LATERAL
          unnest(s.use_of_household, s.use_code, s.use_year) AS t (of_household, code, year)
        WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ? AND NOT t.of_household),
      record AS (
        SELECT ?::smallint AS b, ? AS id
        UNION ALL
        SELECT bucket, person_id FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?),
      since AS (
        SELECT r.b, r.id, m.code, m.year, min(j.seq) AS seq
        FROM mine m CROSS JOIN record r JOIN joined_usage j ON j.bucket = r.b
          AND j.account_id = r.id AND j.benefit_year = m.year AND j.account_code = m.code
          AND j.moved_fen > 0
        GROUP BY 1, 2, 3, 4)
      SELECT DISTINCT s.settlement_id
      FROM since m JOIN settlement s ON s.bucket = m.b AND s.person_id = m.id
      CROSS JOIN LATERAL unnest(s.use_of_household, s.use_code, s.use_year, s.use_seq)
        AS t (of_household, code, year, seq)
      WHERE s.kind = 'S' AND NOT t.of_household AND t.code = m.code AND t.year = m.year
        AND t.seq > m.seq
        AND NOT EXISTS (SELECT 1 FROM reversal r
          WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id)
      ORDER BY 1 LIMIT 100
      """;

  /**
   * Year-end payments are computed from accounts that they do not add to. Which of them a plan read
   * is not kept; what they found is: so all that found something on an account of the settlement
   * are named, of the benefit years that can be meant: the one that began in the year of their day,
   * or in the year before. A claim is stamped when it comes and decided up to a minute later, so
   * its time is taken a minute wide.
   */
  static final String YEAR_ENDS =
      """
      WITH mine AS (
        SELECT s.household_id, s.settle_time, t.of_household, t.code, t.year
        FROM settlement s CROSS JOIN LATERAL unnest(s.use_of_household, s.use_code, s.use_year)
          AS t (of_household, code, year)
        WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ?),
      holder AS (
        SELECT ?::smallint AS b, ? AS id, true AS own
        UNION
        SELECT bucket, person_id, false FROM household_member
        WHERE household_bucket = ? AND household_id = ?),
      record AS (
        SELECT b, id, own FROM holder
        UNION
        SELECT j.bucket, j.person_id, h.own
        FROM holder h JOIN person_join j ON j.survivor_bucket = h.b AND j.survivor_id = h.id)
      SELECT DISTINCT s.settlement_id
      FROM record r JOIN settlement s ON s.bucket = r.b AND s.person_id = r.id
      WHERE s.kind = 'S' AND s.inputs -> 'claim' ->> 'care' = 'YEAR_END'
        AND EXISTS (
          SELECT 1 FROM mine m
          JOIN json_array_elements(s.inputs -> 'standing' -> 'usage') AS u
            ON u ->> 'account' = m.code AND (u ->> 'benefitYear')::integer = m.year
              AND (u ->> 'ofHousehold')::boolean = m.of_household
          WHERE s.settle_time > m.settle_time - interval '1 minute'
            AND (m.year = 0 OR extract(year FROM
              (s.inputs -> 'claim' -> 'dates' ->> 'last')::date) - m.year IN (0, 1))
            AND CASE WHEN m.of_household
              THEN s.inputs -> 'standing' ->> 'householdId' = m.household_id ELSE r.own END)
        AND NOT EXISTS (SELECT 1 FROM reversal v
          WHERE v.bucket = s.bucket AND v.settlement_id = s.settlement_id)
        AND s.settlement_id <> ?
      ORDER BY 1 LIMIT 100
      """;

  /**
   * What counted on accounts that include one of the settlement's: their chains are not its, so it
   * is later by the clock, a minute wide as for year-end payments.
   */
  static final String ON_INCLUDING =
      """
      WITH mine AS (
        SELECT settle_time FROM settlement
        WHERE posting_date IN (?::date, ?::date) AND settlement_id = ?),
      asked AS (
        SELECT * FROM unnest(?::boolean[], ?::text[], ?::int[]) AS t (of_household, code, year)),
      record AS (
        SELECT ?::smallint AS b, ? AS id
        UNION ALL
        SELECT bucket, person_id FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?),
      entry AS (
        SELECT s.bucket, s.settlement_id, s.settle_time, s.kind, false AS of_household,
          s.use_of_household, s.use_code, s.use_year
        FROM record r JOIN settlement s ON s.bucket = r.b AND s.person_id = r.id
        UNION ALL
        SELECT bucket, settlement_id, settle_time, kind, true, use_of_household, use_code, use_year
        FROM settlement WHERE household_id = ? AND household_id <> '')
      SELECT DISTINCT e.settlement_id
      FROM entry e CROSS JOIN LATERAL unnest(e.use_of_household, e.use_code, e.use_year)
        AS t (of_household, code, year)
      JOIN asked a ON a.of_household = t.of_household AND a.code = t.code AND a.year = t.year
      WHERE e.kind = 'S' AND t.of_household = e.of_household
        AND e.settle_time > (SELECT settle_time FROM mine) - interval '1 minute'
        AND e.settlement_id <> ?
        AND NOT EXISTS (SELECT 1 FROM reversal v
          WHERE v.bucket = e.bucket AND v.settlement_id = e.settlement_id)
      ORDER BY 1 LIMIT 100
      """;

  private static final int DIFFERING_MAX = 100;

  private LaterSettlements() {}

  /**
   * Later standing settlements of the same accounts and of those that include them, oldest first,
   * at most 100.
   */
  static List<String> of(
      Connection connection, Original original, AccountYears years, IncludedBy includedBy)
      throws SQLException {
    String personId = original.personId();
    String settlementId = original.settlementId();
    PostingDays days = PostingDays.of(settlementId);
    TreeSet<String> all =
        new TreeSet<>(
            Sql.list(
                connection,
                COULD_NOW_DIFFER,
                row -> row.getString(1),
                days.first(),
                days.second(),
                settlementId,
                Bucket.of(personId),
                personId,
                original.householdId()));
    String owner = years.ownerOf(personId);
    if (!owner.equals(personId)) {
      all.addAll(
          Sql.list(
              connection,
              COULD_NOW_DIFFER_SINCE,
              row -> row.getString(1),
              days.first(),
              days.second(),
              settlementId,
              Bucket.of(owner),
              owner,
              Bucket.of(owner),
              owner));
    }
    all.addAll(onIncluding(connection, original, owner, includedBy));
    all.addAll(yearEnds(connection, original, owner));
    return all.stream().limit(DIFFERING_MAX).toList();
  }

  private static List<String> onIncluding(
      Connection connection, Original original, String owner, IncludedBy includedBy)
      throws SQLException {
    List<Total> totals = new ArrayList<>();
    for (Original.Used used : original.used()) {
      for (String code : includedBy.totals(used.account())) {
        totals.add(new Total(used.ofHousehold(), code, used.benefitYear()));
      }
    }
    if (totals.isEmpty()) {
      return List.of();
    }
    PostingDays days = PostingDays.of(original.settlementId());
    return Sql.list(
        connection,
        ON_INCLUDING,
        row -> row.getString(1),
        days.first(),
        days.second(),
        original.settlementId(),
        Sql.array(connection, "bool", totals, Total::ofHousehold),
        Sql.array(connection, "text", totals, Total::code),
        Sql.array(connection, "int4", totals, Total::year),
        Bucket.of(owner),
        owner,
        Bucket.of(owner),
        owner,
        original.householdId(),
        original.settlementId());
  }

  /** A total of the person or of the household. */
  private record Total(boolean ofHousehold, String code, int year) {}

  /** Year-end payments of the owner of the accounts and of the household, oldest first. */
  private static List<String> yearEnds(Connection connection, Original original, String owner)
      throws SQLException {
    String settlementId = original.settlementId();
    PostingDays days = PostingDays.of(settlementId);
    return Sql.list(
        connection,
        YEAR_ENDS,
        row -> row.getString(1),
        days.first(),
        days.second(),
        settlementId,
        Bucket.of(owner),
        owner,
        Bucket.of(original.householdId()),
        original.householdId(),
        settlementId);
  }
}
