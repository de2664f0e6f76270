package io.yizhan.gateway.postgres;

/**
 * The statements of reports. What a word of a report means is said here and, for people, in
 * docs/reports.md; both must say the same.
 */
final class ReportSql {
  /**
   * What a row of the ledger paid, by who pays: insurance from national codes that begin with 3,
   * medical aid from those with 61, of which {@code major} is a part. Each line is looked at once:
   * OFFSET keeps the planner from asking again in every sum.
   */
  private static final String MONEY =
      """
      LATERAL (SELECT coalesce(sum(l.fen) FILTER (WHERE l.payer = 'insurance'), 0)::bigint AS insurance,
            coalesce(sum(l.fen) FILTER (WHERE l.payer IN ('medical', 'major')), 0)::bigint AS medical,
            coalesce(sum(l.fen) FILTER (WHERE l.payer = 'other'), 0)::bigint AS other,
            coalesce(sum(l.fen) FILTER (WHERE l.payee = 'person'), 0)::bigint AS beside,
            coalesce(sum(l.fen) FILTER (WHERE l.payer = 'major'), 0)::bigint AS major
          FROM (SELECT t.fen, t.payee, CASE
              WHEN t.account ~ '^fund:3[0-9]{5}@' THEN 'insurance'
              WHEN t.account ~ '^fund:61[0-9]{4}@[^/]*/major' THEN 'major'
              WHEN t.account ~ '^fund:61[0-9]{4}@' THEN 'medical'
              ELSE 'other' END AS payer
            FROM unnest(:row.line_account, :row.line_payee, :row.line_fen)
              AS t (account, payee, fen)
            WHERE t.account LIKE 'fund:%' OFFSET 0) AS l) AS m
      """;

  /** Parameters: from, to, hospital twice, county, scope's kind, its digits, the kind again. */
  private static final String WHERE =
      """
      s.posting_date BETWEEN ? AND ?
            AND (? = '' OR s.hospital_id = ?)
            AND starts_with(:county, ?)
            AND (? = 'ALL' OR EXISTS (
              SELECT 1 FROM unnest(?::text[]) AS d (digits)
              WHERE starts_with(
                CASE ? WHEN 'INSURED_REGION' THEN s.insured_region ELSE :county END, digits)))
      """;

  /** The county whose aid a settlement {@code s} has now, by its last correction {@code n}. */
  private static final String COUNTY_NOW = "coalesce(n.county, s.aid_county)";

  /**
   * Settlements {@code s} that stand, each with what its last correction knows of it, {@code n};
   * what else is asked of each has its places. Corrections are few and looked up one by one: joined
   * by hash they would have the whole ledger read. Parameters: from, as no settlement is corrected
   * before it is posted, then those of {@link #WHERE}.
   */
  private static final String STANDING =
      """
      WITH corrected AS (
        SELECT c.bucket, c.settlement_id,
          (array_agg(k.county ORDER BY c.number DESC) FILTER (WHERE k.county <> ''))[1] AS county,
          (array_agg(k.identities ORDER BY c.number DESC)
            FILTER (WHERE k.identities IS NOT NULL))[1] AS identities
        FROM correction c CROSS JOIN LATERAL (
          SELECT m.aid_county AS county, m.inputs #> '{standing,identities}' AS identities
          FROM settlement m
          WHERE m.posting_date = c.posting_date AND m.settlement_id = c.correction_id
            AND m.bucket = c.bucket OFFSET 0) k
        WHERE c.posting_date >= ?
        GROUP BY c.bucket, c.settlement_id),
      standing AS (
        SELECT s.bucket, s.settlement_id, s.person_id, :columns
        FROM settlement s
        LEFT JOIN corrected n ON n.bucket = s.bucket AND n.settlement_id = s.settlement_id
        :joins
        WHERE s.kind = 'S'
          AND :where
          AND NOT EXISTS (SELECT 1 FROM reversal r
            WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id))
      """
          .replace(":where", WHERE.strip())
          .replace(":county", COUNTY_NOW);

  /** Corrections {@code k} of what stands, whenever they were posted. */
  private static final String CORRECTING =
      """
      FROM standing s
      JOIN correction c ON c.bucket = s.bucket AND c.settlement_id = s.settlement_id
      JOIN settlement k ON k.posting_date = c.posting_date AND k.settlement_id = c.correction_id
        AND k.bucket = c.bucket
      """;

  /**
   * What only the stored inputs know. They are read in the scan, and what is carried on of them is
   * small: inputs that went along from step to step would fill temporary files.
   */
  private static final String WORDS =
      """
      s.posting_date, s.hospital_id, :county AS aid_county, s.total_fen, s.hospital_share_fen,
          s.patient_share_fen, m.insurance, m.medical, m.other, m.beside, m.major,
          lower(x.care) AS care,
          CASE WHEN :county = '' THEN '' ELSE coalesce((
            SELECT string_agg(DISTINCT i.category, '+' ORDER BY i.category)
            FROM json_to_recordset(coalesce(n.identities, s.inputs #> '{standing,identities}'))
              AS i (category text, county text, "from" date, "to" date)
            WHERE i.county = :county
              AND i."from" <= (x.dates ->> 'last')::date
              AND (i."to" IS NULL OR i."to" >= (x.dates ->> 'first')::date)), '') END
            AS category,
          CASE WHEN x."specialDisease" <> '' THEN x."specialDisease"
            ELSE coalesce(split_part(x.diagnoses ->> 0, '.', 1), '') END AS disease
      """
          .replace(":county", COUNTY_NOW);

  private static final String INPUTS =
      """
      CROSS JOIN LATERAL json_to_record(s.inputs -> 'claim')
          AS x (care text, "specialDisease" text, diagnoses json, dates json)
        CROSS JOIN :money
      """
          .replace(":money", moneyOf("s"));

  /**
   * One row a group: which splits it is of (a bit each, 1 where it is not), their values, figures.
   * Parameters: those of {@link #STANDING}, then the period.
   */
  static final String FIGURES =
      STANDING.replace(":columns", WORDS.strip()).replace(":joins", INPUTS.strip())
          + """
          , changed AS (
            SELECT c.bucket, c.settlement_id, sum(k.patient_share_fen)::bigint AS patient,
              sum(m.insurance)::bigint AS insurance, sum(m.medical)::bigint AS medical,
              sum(m.other)::bigint AS other, sum(m.beside)::bigint AS beside,
              sum(m.major)::bigint AS major
            :correcting CROSS JOIN :money
            GROUP BY c.bucket, c.settlement_id),
          money AS (
            SELECT s.*, s.insurance + coalesce(c.insurance, 0) AS insurance_now,
              s.medical + coalesce(c.medical, 0) AS medical_now,
              s.other + coalesce(c.other, 0) AS other_now,
              s.beside + coalesce(c.beside, 0) AS beside_now,
              s.major + coalesce(c.major, 0) AS major_now,
              s.patient_share_fen + coalesce(c.patient, 0) AS patient_now
            FROM standing s LEFT JOIN changed c USING (bucket, settlement_id)),
          fact AS (
            SELECT coalesce(n.now_id, s.person_id) AS person, s.total_fen AS total,
              s.insurance_now AS insurance, s.medical_now AS medical, s.other_now AS other,
              s.beside_now AS beside, s.hospital_share_fen AS hospital, s.patient_now AS patient,
              s.medical_now + s.other_now > 0 AS aided,
              CASE ? WHEN 'MONTH' THEN to_char(s.posting_date, 'YYYY-MM')
                WHEN 'YEAR' THEN to_char(s.posting_date, 'YYYY')
                ELSE to_char(s.posting_date, 'YYYY') || CASE
                  WHEN extract(month FROM s.posting_date) <= 6 THEN '-H1' ELSE '-H2' END
                END AS period,
              s.care,
              CASE WHEN s.major_now > 0 THEN 'major'
                WHEN s.medical_now + s.other_now > 0 THEN 'ordinary'
                ELSE 'none' END AS illness,
              s.category, s.disease, s.aid_county AS county,
              CASE WHEN starts_with(s.hospital_id, 'office:') THEN 'paper' ELSE 'one_stop' END
                AS channel
            FROM money s
            LEFT JOIN record_now n ON n.bucket = s.bucket AND n.record_id = s.person_id),
          one AS (
            SELECT grouping(period, care, illness, category, disease, county, channel) AS places,
              coalesce(period, care, illness, category, disease, county, channel, '') AS value,
              count(*) AS times, count(*) FILTER (WHERE aided) AS aided_times,
              sum(total)::bigint AS total, sum(insurance)::bigint AS insurance,
              sum(medical)::bigint AS medical, sum(other)::bigint AS other,
              sum(beside)::bigint AS beside, sum(hospital)::bigint AS hospital,
              sum(patient)::bigint AS patient,
              (sum(patient) FILTER (WHERE aided))::bigint AS aided_patient,
              bool_or(aided) AS was_aided, bool_or(NOT aided) AS was_not,
              bool_or(patient <> 0) AS had_patient,
              bool_or(aided AND patient <> 0) AS had_aided_patient,
              bool_or(NOT aided AND patient <> 0) AS had_other_patient,
              bool_or(insurance + hospital <> beside) AS had_relieved,
              bool_or(insurance <> 0) AS had_insurance, bool_or(medical <> 0) AS had_medical,
              bool_or(other <> 0) AS had_other, bool_or(beside <> 0) AS had_beside,
              bool_or(hospital <> 0) AS had_hospital
            FROM fact
            GROUP BY GROUPING SETS ((person), (person, period), (person, care), (person, illness),
              (person, category), (person, disease), (person, county), (person, channel)))
          SELECT places, value,
            count(*), sum(times), count(*) FILTER (WHERE was_aided), sum(aided_times),
            sum(total), sum(insurance), sum(medical), sum(other), sum(beside), sum(hospital),
            sum(patient), sum(aided_patient),
            count(*) FILTER (WHERE was_not),
            count(*) FILTER (WHERE had_patient),
            count(*) FILTER (WHERE had_aided_patient),
            count(*) FILTER (WHERE had_relieved),
            count(*) FILTER (WHERE had_insurance),
            count(*) FILTER (WHERE had_medical),
            count(*) FILTER (WHERE had_other),
            count(*) FILTER (WHERE had_beside),
            count(*) FILTER (WHERE had_hospital),
            count(*) FILTER (WHERE had_other_patient)
          FROM one GROUP BY places, value
          ORDER BY 4 DESC, 2
          """
              .replace(":correcting", CORRECTING.strip())
              .replace(":money", moneyOf("k"));

  /** What funds and layers paid. Parameters: those of {@link #STANDING}. */
  static final String PAID =
      STANDING.replace(":columns", "s.line_account, s.line_payee, s.line_fen").replace(":joins", "")
          + """
          , line AS (
            SELECT s.bucket, s.settlement_id, s.person_id, t.account, t.fen
            FROM standing s CROSS JOIN LATERAL unnest(s.line_account, s.line_fen)
              AS t (account, fen)
            WHERE t.account LIKE 'fund:%'
            UNION ALL
            SELECT c.bucket, c.settlement_id, s.person_id, t.account, t.fen
            :correcting
            CROSS JOIN LATERAL unnest(k.line_account, k.line_fen) AS t (account, fen)
            WHERE t.account LIKE 'fund:%'),
          part AS (
            SELECT bucket, settlement_id, person_id,
              split_part(substr(account, 6), '/', 1) AS fund,
              CASE WHEN split_part(account, '/', 2) = 'by-insurer' THEN ''
                ELSE split_part(account, '/', 2) END AS layer, sum(fen)::bigint AS fen,
              split_part(substr(account, 6), '/', 1) ~ '^3[0-9]{5}@' AS insurance,
              split_part(substr(account, 6), '/', 1) ~ '^61[0-9]{4}@' AS medical
            FROM line
            GROUP BY 1, 2, 3, 4, 5
            HAVING sum(fen) <> 0),
          one AS (
            SELECT grouping(layer) = 0 AS of_layer, coalesce(fund, layer) AS word,
              coalesce(n.now_id, p.person_id) AS person,
              count(DISTINCT settlement_id) AS times, sum(fen)::bigint AS fen,
              bool_and(insurance) AS only_insurance, bool_or(insurance) AS some_insurance,
              bool_and(medical) AS only_medical, bool_or(medical) AS some_medical
            FROM part p
            LEFT JOIN record_now n ON n.bucket = p.bucket AND n.record_id = p.person_id
            GROUP BY GROUPING SETS ((coalesce(n.now_id, p.person_id), fund),
              (coalesce(n.now_id, p.person_id), layer)))
          SELECT of_layer, word, count(*), sum(times), sum(fen),
            CASE WHEN bool_and(only_insurance) THEN 'INSURANCE'
              WHEN bool_and(only_medical) THEN 'MEDICAL'
              WHEN bool_or(some_insurance) THEN 'MIXED'
              WHEN bool_or(some_medical) THEN 'RELIEF'
              ELSE 'OTHER' END
          FROM one
          GROUP BY of_layer, word
          ORDER BY 1, 5 DESC, 2
          """
              .replace(":correcting", CORRECTING.strip());

  /** Parameters: those of {@link #WHERE}, then from and to once more. */
  static final String REVERSALS =
      """
      WITH taken AS (
        SELECT s.bucket, s.settlement_id, s.reverses, s.person_id, s.total_fen, m.*
        FROM settlement s CROSS JOIN :money
        WHERE s.kind = 'R' AND :where)
      SELECT count(*), count(*) FILTER (WHERE EXISTS (
          SELECT 1 FROM settlement o WHERE o.bucket = t.bucket AND o.person_id = t.person_id
            AND o.settlement_id = t.reverses AND o.posting_date BETWEEN ? AND ?)),
        count(DISTINCT coalesce(n.now_id, t.person_id)), coalesce(-sum(t.total_fen), 0),
        coalesce(-sum(t.insurance), 0), coalesce(-sum(t.medical + t.other), 0),
        count(DISTINCT coalesce(n.now_id, t.person_id)) FILTER (WHERE t.insurance <> 0),
        count(DISTINCT coalesce(n.now_id, t.person_id)) FILTER (WHERE t.medical + t.other <> 0),
        count(DISTINCT coalesce(n.now_id, t.person_id))
          FILTER (WHERE t.total_fen <> t.insurance + t.medical + t.other)
      FROM taken t
      LEFT JOIN record_now n ON n.bucket = t.bucket AND n.record_id = t.person_id
      """
          .replace(":where", WHERE.strip())
          .replace(":county", "s.aid_county")
          .replace(":money", moneyOf("s"));

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

  private static String moneyOf(String row) {
    return MONEY.strip().replace(":row", row);
  }
}
