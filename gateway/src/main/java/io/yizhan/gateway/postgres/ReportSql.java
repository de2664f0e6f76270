package io.yizhan.gateway.postgres;

/**
 * The statements of reports. What a word of a report means is said here and, for people, in
 * docs/reports.md; both must say the same.
 */
final class ReportSql {
  static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /** Insurance pays from national codes that begin with 3, medical aid from those with 61. */
  private static final String LINES =
      """
      coalesce(sum(fen) FILTER (WHERE account ~ '^fund:3[0-9]{5}@'), 0) AS insurance,
            coalesce(sum(fen) FILTER (WHERE account ~ '^fund:61[0-9]{4}@'), 0) AS medical,
            coalesce(sum(fen) FILTER (WHERE account ~ '^fund:'
              AND account !~ '^fund:(3[0-9]{5}|61[0-9]{4})@'), 0) AS other,
            coalesce(sum(fen) FILTER (WHERE account ~ '^fund:' AND payee = 'person'), 0) AS beside,
            coalesce(sum(fen) FILTER (WHERE account ~ '^fund:61[0-9]{4}@[^/]*/major'), 0) AS major
      """;

  /** Parameters: from, to, hospital twice, county, scope's kind, its digits, the kind again. */
  private static final String WHERE =
      """
      s.posting_date BETWEEN ? AND ?
            AND (? = '' OR s.hospital_id = ?)
            AND starts_with(s.aid_county, ?)
            AND (? = 'ALL' OR EXISTS (
              SELECT 1 FROM unnest(?::text[]) AS d (digits)
              WHERE starts_with(
                CASE ? WHEN 'INSURED_REGION' THEN s.insured_region ELSE s.aid_county END, digits)))
      """;

  /** Settlements that stand, with their corrections. */
  private static final String STANDING =
      """
      WITH standing AS (
        SELECT s.bucket, s.settlement_id, s.posting_date, s.hospital_id, s.aid_county,
          s.person_id, s.total_fen, s.hospital_share_fen, s.patient_share_fen, s.inputs,
          s.line_account, s.line_payee, s.line_fen
        FROM settlement s
        WHERE s.kind = 'S'
          AND :where
          AND NOT EXISTS (SELECT 1 FROM reversal r
            WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id)),
      correcting AS (
        SELECT c.bucket, c.settlement_id, k.patient_share_fen, k.line_account, k.line_payee,
          k.line_fen
        FROM standing s
        JOIN correction c ON c.bucket = s.bucket AND c.settlement_id = s.settlement_id
        JOIN settlement k ON k.posting_date = c.posting_date AND k.settlement_id = c.correction_id
          AND k.bucket = c.bucket),
      line AS (
        SELECT s.bucket, s.settlement_id, t.account, t.payee, t.fen
        FROM standing s CROSS JOIN LATERAL unnest(s.line_account, s.line_payee, s.line_fen)
          AS t (account, payee, fen)
        WHERE t.account LIKE 'fund:%'
        UNION ALL
        SELECT k.bucket, k.settlement_id, t.account, t.payee, t.fen
        FROM correcting k CROSS JOIN LATERAL unnest(k.line_account, k.line_payee, k.line_fen)
          AS t (account, payee, fen)
        WHERE t.account LIKE 'fund:%')
      """
          .replace(":where", WHERE.strip());

  /**
   * One row a group: which splits it is of (a bit each, 1 where it is not), their values, figures.
   * Parameters: those of {@link #WHERE}, then the period.
   */
  static final String FIGURES =
      STANDING
          + """
          , money AS (
            SELECT bucket, settlement_id,
              :lines
            FROM line GROUP BY bucket, settlement_id),
          changed AS (
            SELECT bucket, settlement_id, sum(patient_share_fen) AS patient
            FROM correcting GROUP BY bucket, settlement_id),
          fact AS (
            SELECT coalesce(n.now_id, s.person_id) AS person, s.total_fen AS total,
              coalesce(m.insurance, 0) AS insurance, coalesce(m.medical, 0) AS medical,
              coalesce(m.other, 0) AS other, coalesce(m.beside, 0) AS beside,
              s.hospital_share_fen AS hospital,
              s.patient_share_fen + coalesce(c.patient, 0) AS patient,
              coalesce(m.medical + m.other, 0) > 0 AS aided,
              CASE ? WHEN 'MONTH' THEN to_char(s.posting_date, 'YYYY-MM')
                WHEN 'YEAR' THEN to_char(s.posting_date, 'YYYY')
                ELSE to_char(s.posting_date, 'YYYY') || CASE
                  WHEN extract(month FROM s.posting_date) <= 6 THEN '-H1' ELSE '-H2' END
                END AS period,
              lower(x.care) AS care,
              CASE WHEN coalesce(m.major, 0) > 0 THEN 'major'
                WHEN coalesce(m.medical + m.other, 0) > 0 THEN 'ordinary'
                ELSE 'none' END AS illness,
              CASE WHEN s.aid_county = '' THEN '' ELSE coalesce((
                SELECT string_agg(DISTINCT i.category, '+' ORDER BY i.category)
                FROM json_to_recordset(s.inputs -> 'standing' -> 'identities')
                  AS i (category text, county text, "from" date, "to" date)
                WHERE i.county = s.aid_county
                  AND i."from" <= (x.dates ->> 'last')::date
                  AND (i."to" IS NULL OR i."to" >= (x.dates ->> 'first')::date)), '') END
                AS category,
              CASE WHEN x."specialDisease" <> '' THEN x."specialDisease"
                ELSE coalesce(split_part(x.diagnoses ->> 0, '.', 1), '') END AS disease,
              s.aid_county AS county,
              CASE WHEN starts_with(s.hospital_id, 'office:') THEN 'paper' ELSE 'one_stop' END
                AS channel
            FROM standing s
            CROSS JOIN LATERAL json_to_record(s.inputs -> 'claim')
              AS x (care text, "specialDisease" text, diagnoses json, dates json)
            LEFT JOIN money m ON m.bucket = s.bucket AND m.settlement_id = s.settlement_id
            LEFT JOIN changed c ON c.bucket = s.bucket AND c.settlement_id = s.settlement_id
            LEFT JOIN record_now n ON n.bucket = s.bucket AND n.record_id = s.person_id)
          SELECT grouping(period, care, illness, category, disease, county, channel),
            coalesce(period, care, illness, category, disease, county, channel, ''),
            count(DISTINCT person), count(*),
            count(DISTINCT person) FILTER (WHERE aided), count(*) FILTER (WHERE aided),
            sum(total), sum(insurance), sum(medical), sum(other), sum(beside), sum(hospital),
            sum(patient), sum(patient) FILTER (WHERE aided),
            count(DISTINCT person) FILTER (WHERE NOT aided),
            count(DISTINCT person) FILTER (WHERE patient <> 0),
            count(DISTINCT person) FILTER (WHERE aided AND patient <> 0),
            count(DISTINCT person) FILTER (WHERE insurance + hospital <> beside),
            count(DISTINCT person) FILTER (WHERE insurance <> 0),
            count(DISTINCT person) FILTER (WHERE medical <> 0),
            count(DISTINCT person) FILTER (WHERE other <> 0),
            count(DISTINCT person) FILTER (WHERE beside <> 0),
            count(DISTINCT person) FILTER (WHERE hospital <> 0),
            count(DISTINCT person) FILTER (WHERE NOT aided AND patient <> 0)
          FROM fact
          GROUP BY GROUPING SETS
            ((), (period), (care), (illness), (category), (disease), (county), (channel))
          ORDER BY 4 DESC, 2
          """
              .replace(":lines", LINES.strip());

  /** What funds and layers paid. Parameters: those of {@link #WHERE}. */
  static final String PAID =
      STANDING
          + """
          , part AS (
            SELECT l.bucket, l.settlement_id, s.person_id,
              split_part(substr(l.account, 6), '/', 1) AS fund,
              CASE WHEN split_part(l.account, '/', 2) = 'by-insurer' THEN ''
                ELSE split_part(l.account, '/', 2) END AS layer, sum(l.fen) AS fen
            FROM line l JOIN standing s USING (bucket, settlement_id)
            GROUP BY 1, 2, 3, 4, 5
            HAVING sum(l.fen) <> 0),
          named AS (
            SELECT p.*, coalesce(n.now_id, p.person_id) AS person
            FROM part p
            LEFT JOIN record_now n ON n.bucket = p.bucket AND n.record_id = p.person_id)
          SELECT grouping(layer) = 0, coalesce(fund, layer), count(DISTINCT person),
            count(DISTINCT settlement_id), sum(fen),
            CASE WHEN bool_and(fund ~ '^3[0-9]{5}@') THEN 'INSURANCE'
              WHEN bool_and(fund ~ '^61[0-9]{4}@') THEN 'MEDICAL'
              WHEN bool_or(fund ~ '^3[0-9]{5}@') THEN 'MIXED'
              WHEN bool_or(fund ~ '^61[0-9]{4}@') THEN 'RELIEF'
              ELSE 'OTHER' END
          FROM named
          GROUP BY GROUPING SETS ((fund), (layer))
          ORDER BY 1, 5 DESC, 2
          """;

  /** Parameters: those of {@link #WHERE}, then from and to once more. */
  static final String REVERSALS =
      """
      WITH taken AS (
        SELECT s.bucket, s.settlement_id, s.reverses, s.person_id, s.total_fen, s.line_account,
          s.line_payee, s.line_fen
        FROM settlement s
        WHERE s.kind = 'R' AND :where),
      money AS (
        SELECT t.bucket, t.settlement_id,
          :lines
        FROM taken t CROSS JOIN LATERAL unnest(t.line_account, t.line_payee, t.line_fen)
          AS l (account, payee, fen)
        GROUP BY t.bucket, t.settlement_id)
      SELECT count(*), count(*) FILTER (WHERE EXISTS (
          SELECT 1 FROM settlement o WHERE o.bucket = t.bucket AND o.person_id = t.person_id
            AND o.settlement_id = t.reverses AND o.posting_date BETWEEN ? AND ?)),
        count(DISTINCT coalesce(n.now_id, t.person_id)), coalesce(-sum(t.total_fen), 0),
        coalesce(-sum(m.insurance), 0), coalesce(-sum(m.medical + m.other), 0),
        count(DISTINCT coalesce(n.now_id, t.person_id)) FILTER (WHERE m.insurance <> 0),
        count(DISTINCT coalesce(n.now_id, t.person_id)) FILTER (WHERE m.medical + m.other <> 0),
        count(DISTINCT coalesce(n.now_id, t.person_id))
          FILTER (WHERE t.total_fen <> m.insurance + m.medical + m.other)
      FROM taken t
      JOIN money m ON m.bucket = t.bucket AND m.settlement_id = t.settlement_id
      LEFT JOIN record_now n ON n.bucket = t.bucket AND n.record_id = t.person_id
      """
          .replace(":where", WHERE.strip())
          .replace(":lines", LINES.strip());

  /** Parameters: from, to, county, counties. */
  static final String AID =
      """
      SELECT e.kind, count(DISTINCT coalesce(n.now_id, e.person_id)), count(*), sum(e.amount_fen)
      FROM aid_entry e
      LEFT JOIN record_now n ON n.bucket = e.bucket AND n.record_id = e.person_id
      WHERE e.reverses IS NULL AND e.posting_date BETWEEN ? AND ? AND starts_with(e.county, ?)
        AND EXISTS (SELECT 1 FROM unnest(?::text[]) AS d (digits)
          WHERE starts_with(e.county, digits))
        AND NOT EXISTS (SELECT 1 FROM aid_entry r
          WHERE r.bucket = e.bucket AND r.reverses = e.entry_id)
      GROUP BY e.kind ORDER BY e.kind
      """;

  /** Parameters: today, county, counties. */
  static final String EXPOSURES =
      """
      SELECT p.county, count(*), count(DISTINCT coalesce(n.now_id, p.person_id)),
        sum(p.drawn_fen), sum(p.person_limit_fen - p.drawn_fen),
        count(*) FILTER (WHERE p.deadline < ?),
        count(DISTINCT coalesce(n.now_id, p.person_id)) FILTER (WHERE p.drawn_fen <> 0),
        count(DISTINCT coalesce(n.now_id, p.person_id))
          FILTER (WHERE p.drawn_fen <> p.person_limit_fen)
      FROM provisional p
      LEFT JOIN record_now n ON n.bucket = p.bucket AND n.record_id = p.person_id
      WHERE p.state = 'OPEN' AND starts_with(p.county, ?)
        AND EXISTS (SELECT 1 FROM unnest(?::text[]) AS d (digits)
          WHERE starts_with(p.county, digits))
      GROUP BY p.county ORDER BY p.county LIMIT 5000
      """;

  /**
   * Refusals with the same words are one row. Parameters: from, to, hospital twice, owners, rows.
   */
  static final String REFUSED =
      """
      SELECT reply, count(*) FROM request
      WHERE kind = 'SETTLE' AND state = 'REFUSED' AND reply IS NOT NULL
        AND created >= ?::date::timestamp AT TIME ZONE 'Asia/Shanghai'
        AND created < (?::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
        AND (? = '' OR owner_id = ?)
        AND (cardinality(?::text[]) = 0 OR EXISTS (SELECT 1 FROM unnest(?::text[]) AS o (owner)
          WHERE starts_with(owner_id, o.owner)))
      GROUP BY reply ORDER BY 2 DESC, 1 LIMIT ?
      """;

  /** Who was treated, and where. */
  static final String PATIENT =
      """
      SELECT coalesce(n.now_id, s.person_id), coalesce(h.name, p.hospital_name, s.hospital_id)
      FROM settlement s
      LEFT JOIN record_now n ON n.bucket = s.bucket AND n.record_id = s.person_id
      LEFT JOIN hospital h ON h.hospital_id = s.hospital_id
      LEFT JOIN paper_claim p ON p.bucket = s.bucket AND p.settlement_id = s.settlement_id
      WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ? AND s.kind = 'S'
      """;

  /** What is known of who a person is; texts of other kinds are not asked for. */
  static final String WHO =
      """
      SELECT kind, ciphertext, key_version FROM person_private
      WHERE bucket = ? AND person_id = ? AND kind IN ('name', 'resident_id')
      """;

  private ReportSql() {}
}
