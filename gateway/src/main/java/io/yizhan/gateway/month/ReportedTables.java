package io.yizhan.gateway.month;

/**
 * Plain statements for what reports say. Each reads the ledger's rows alone and takes the first and
 * the last day; it answers keys with a count and two numbers.
 */
final class ReportedTables {
  /** A month has no corrections: what stands is what nothing took back. */
  private static final String STANDING =
      """
      s.kind = 'S' AND s.posting_date BETWEEN ? AND ?
        AND s.settlement_id NOT IN (SELECT r.reverses FROM settlement r WHERE r.kind = 'R')
      """
          .strip();

  private static final String RELIEF =
      """
      (SELECT coalesce(sum(a.fen), 0) FROM unnest(s.line_account, s.line_fen) AS a (account, fen)
        WHERE a.account LIKE 'fund:%' AND a.account NOT LIKE 'fund:3_____@%')
      """
          .strip();

  private static final String MAJOR =
      """
      (SELECT coalesce(sum(a.fen), 0) FROM unnest(s.line_account, s.line_fen) AS a (account, fen)
        WHERE a.account LIKE 'fund:61____@%/major%')
      """
          .strip();

  /** The rows of which a settlement is one. */
  private static final String ROWS =
      """
      settlement s CROSS JOIN LATERAL (SELECT :relief AS fen, :major AS major_fen) AS relief
        CROSS JOIN LATERAL unnest(ARRAY[
          'total',
          'period ' || left(s.posting_date::text, 7),
          'care ' || lower(s.inputs #>> '{claim,care}'),
          'illness ' || CASE WHEN relief.major_fen > 0 THEN 'major'
            WHEN relief.fen > 0 THEN 'ordinary' ELSE 'none' END,
          'county ' || s.aid_county,
          'channel ' || CASE WHEN s.hospital_id LIKE 'office:%' THEN 'paper' ELSE 'one_stop' END
        ]) AS k (key)
      WHERE\s"""
          .replace(":relief", RELIEF)
          .replace(":major", MAJOR);

  static final String BILLS =
      "SELECT k.key, count(*), sum(s.total_fen), sum(s.patient_share_fen) FROM "
          + ROWS
          + STANDING
          + " GROUP BY 1";

  static final String PERSONS =
      "SELECT k.key, count(DISTINCT s.person_id), sum(s.hospital_share_fen),"
          + " sum(CASE WHEN relief.fen > 0 THEN 1 ELSE 0 END) FROM "
          + ROWS
          + STANDING
          + " GROUP BY 1";

  private static final String LINES =
      """
      settlement s CROSS JOIN LATERAL unnest(s.line_account, s.line_payee, s.line_fen)
        AS l (account, payee, fen)
      """;

  static final String FUNDS =
      "SELECT k.key, count(DISTINCT s.settlement_id), sum(l.fen), count(DISTINCT s.person_id) FROM "
          + LINES
          + """
          CROSS JOIN LATERAL unnest(ARRAY[
            'fund ' || split_part(substr(l.account, 6), '/', 1),
            'layer ' || replace(split_part(l.account, '/', 2), 'by-insurer', '')]) AS k (key)
          WHERE l.account LIKE 'fund:%' AND\s"""
          + STANDING
          + " GROUP BY 1";

  static final String KINDS =
      "SELECT k.key, 0::bigint, coalesce(sum(l.fen) FILTER (WHERE l.account LIKE k.of"
          + " AND l.account NOT LIKE k.less AND l.payee LIKE k.payee), 0), 0::bigint FROM "
          + LINES
          + """
          CROSS JOIN (VALUES ('insurance', 'fund:3_____@%', '', '%'),
            ('medical', 'fund:61____@%', '', '%'),
            ('beside', 'fund:%', '', 'person')) AS k (key, of, less, payee)
          WHERE\s"""
          + STANDING
          + " GROUP BY 1 UNION ALL SELECT 'other', 0::bigint, coalesce(sum(l.fen), 0), 0::bigint FROM "
          + LINES
          + " WHERE l.account LIKE 'fund:%' AND l.account NOT LIKE 'fund:3_____@%'"
          + " AND l.account NOT LIKE 'fund:61____@%' AND "
          + STANDING;

  static final String REVERSALS =
      """
      SELECT 'reversed', count(*), coalesce(-sum(s.total_fen), 0), coalesce(-sum(
        (SELECT coalesce(sum(a.fen), 0) FROM unnest(s.line_account, s.line_fen) AS a (account, fen)
          WHERE a.account LIKE 'fund:%')), 0)
      FROM settlement s WHERE s.kind = 'R' AND s.posting_date BETWEEN ? AND ?
      """;

  /** With a part of the reply; empty for all. */
  static final String REFUSALS =
      """
      SELECT 'refused', count(*), 0::bigint, 0::bigint FROM request
      WHERE kind = 'SETTLE' AND state = 'REFUSED'
        AND (created AT TIME ZONE 'Asia/Shanghai')::date BETWEEN ? AND ?
        AND position(convert_to(?, 'UTF8') IN reply) > 0
      """;

  private ReportedTables() {}
}
