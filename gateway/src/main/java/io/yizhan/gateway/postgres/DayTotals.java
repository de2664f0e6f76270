package io.yizhan.gateway.postgres;

/**
 * What was booked in a span of posting days, added up in one statement: by hospital, insured
 * region, county, scheme, care and bearer, each in three figures. Whether a settlement is live is
 * asked of the span alone: one that is taken back on a later day was live when its own day closed,
 * and stays so in what that day came to.
 */
final class DayTotals {
  /** The columns of a total, by which it is told apart and the figures. */
  static final String COLUMNS =
      "hospital_id, insured_region, aid_county, scheme, care, bearer, with_count, with_fen,"
          + " without_count, without_fen, live_count, live_fen";

  /** Further conditions on settlements and on entries of aid stand here. */
  static final String SCOPE = ":scope";

  static final String AID_SCOPE = ":aid_scope";

  /**
   * The lines of a span, parameters: its first and last day, twice. A reversal and a correction
   * have the scheme and the care of the settlement that they stand beside. Inputs are read where
   * they are needed: they are the largest part of a row.
   */
  static final String LINES =
      """
      line AS (
        SELECT s.posting_date, s.settlement_id AS id, s.kind, coalesce(s.reverses, s.corrects) AS beside,
            s.hospital_id, s.insured_region, s.aid_county, c.claim ->> 'insuredScheme' AS scheme,
            lower(c.claim ->> 'care') AS care, s.total_fen, s.hospital_share_fen,
            s.patient_share_fen, s.line_account, s.line_fen
          FROM settlement s
          LEFT JOIN LATERAL (
            SELECT o.inputs FROM settlement o
            WHERE s.kind <> 'S' AND o.bucket = s.bucket AND o.person_id = s.person_id
              AND o.settlement_id = coalesce(s.reverses, s.corrects)) o ON true
          CROSS JOIN LATERAL (
            SELECT coalesce(o.inputs, s.inputs) -> 'claim' AS claim OFFSET 0) c
          WHERE s.posting_date BETWEEN ? AND ? :scope
        UNION ALL
        SELECT e.posting_date, e.entry_id, CASE WHEN e.reverses IS NULL THEN 'S' ELSE 'R' END,
            e.reverses, '', '', e.county, coalesce(e.scheme, ''),
            CASE e.kind WHEN 'TEMPORARY' THEN 'temporary_aid'
              ELSE 'subsidised_enrolment' END, e.amount_fen,
            0, 0, e.line_account, e.line_fen
          FROM aid_entry e
          WHERE e.posting_date BETWEEN ? AND ? :aid_scope),
      taken AS (SELECT beside FROM line WHERE kind = 'R'),
      settled AS (SELECT id FROM line WHERE kind = 'S'),
      told AS (
        SELECT l.*, coalesce(
            CASE l.kind WHEN 'S' THEN l.id NOT IN (SELECT beside FROM taken)
              WHEN 'C' THEN l.beside IN (SELECT id FROM settled)
                AND l.beside NOT IN (SELECT beside FROM taken) END, false) AS live
        FROM line l)
      """;

  /** The totals of a span, with the parameters of its lines. */
  static final String OF_SPAN =
      "WITH "
          + LINES
          + """
          SELECT t.hospital_id, t.insured_region, t.aid_county, coalesce(t.scheme, '') AS scheme,
              coalesce(t.care, '') AS care, b.bearer,
              count(*) FILTER (WHERE t.kind <> 'C') AS with_count,
              sum(b.fen)::bigint AS with_fen,
              count(*) FILTER (WHERE t.kind = 'S') AS without_count,
              coalesce(sum(b.fen) FILTER (WHERE t.kind = 'S'), 0)::bigint AS without_fen,
              count(*) FILTER (WHERE t.kind = 'S' AND t.live) AS live_count,
              coalesce(sum(b.fen) FILTER (WHERE t.live), 0)::bigint AS live_fen
            FROM told t CROSS JOIN LATERAL (
              SELECT 'bill' AS bearer, t.total_fen AS fen
              UNION ALL
              SELECT 'patient', t.patient_share_fen WHERE t.patient_share_fen <> 0
              UNION ALL
              SELECT 'hospital', t.hospital_share_fen WHERE t.hospital_share_fen <> 0
              UNION ALL
              SELECT f.fund, sum(f.fen)::bigint
                FROM (SELECT split_part(substr(a.account, 6), '/', 1) || CASE
                    WHEN a.account LIKE '%/by-insurer' THEN '/by-insurer' ELSE '' END AS fund, a.fen
                  FROM unnest(t.line_account, t.line_fen) AS a (account, fen)
                  WHERE starts_with(a.account, 'fund:')) f
                GROUP BY f.fund) b
            GROUP BY t.hospital_id, t.insured_region, t.aid_county, coalesce(t.scheme, ''),
              coalesce(t.care, ''), b.bearer
          """;

  /** The totals of all that was booked in a span. */
  static final String OF_ALL = OF_SPAN.replace(SCOPE, "").replace(AID_SCOPE, "");

  private DayTotals() {}
}
