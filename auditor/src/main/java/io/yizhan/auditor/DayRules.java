package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of posting days: a closed one takes nothing, and came to what it says. */
final class DayRules {
  /** Every line that a day has: who bears it, and whether it is still there at the end of it. */
  private static final String LINES =
      """
      entry AS (
        SELECT s.posting_date AS day, s.settlement_id AS id, s.kind, s.bucket,
          coalesce(s.reverses, s.corrects, s.settlement_id) AS root, s.hospital_id AS hospital,
          s.insured_region AS region, s.aid_county AS county, s.total_fen AS bill
        FROM settlement s JOIN posting_day d USING (posting_date) WHERE d.state = 'CLOSED'),
      root AS (
        SELECT e.id, r.posting_date AS day, r.inputs #>> '{claim,insuredScheme}' AS scheme,
          lower(r.inputs #>> '{claim,care}') AS care
        FROM entry e JOIN settlement r ON r.settlement_id = e.root),
      line AS (
        SELECT e.*, r.scheme, r.care,
          (e.kind = 'S' OR e.kind = 'C' AND r.day = e.day)
            AND NOT EXISTS (SELECT 1 FROM settlement m
              WHERE m.reverses = e.root AND m.posting_date = e.day) AS live
        FROM entry e JOIN root r USING (id)),
      born AS (
        SELECT l.*, 'bill' AS bearer, l.bill AS fen FROM line l
        UNION ALL
        SELECT l.*, CASE WHEN p.account = 'patient' THEN 'patient'
            WHEN p.account LIKE '%/own-share' THEN 'hospital'
            WHEN p.account LIKE '%/by-insurer'
              THEN split_part(substr(p.account, 6), '/', 1) || '/by-insurer'
            ELSE split_part(substr(p.account, 6), '/', 1) END, p.amount_fen
        FROM line l JOIN posting p ON p.settlement_id = l.id AND p.posting_date = l.day
        WHERE p.account = 'patient' OR p.account LIKE '%/own-share' OR p.account LIKE 'fund:%'),
      aid AS (
        SELECT a.posting_date AS day, a.entry_id AS id, a.reverses, a.county,
          coalesce(a.scheme, '') AS scheme,
          CASE a.kind WHEN 'TEMPORARY' THEN 'temporary_aid'
            ELSE 'subsidised_enrolment' END AS care,
          a.amount_fen, a.fund_code,
          NOT EXISTS (SELECT 1 FROM aid_entry m
            WHERE m.reverses = a.entry_id AND m.posting_date = a.posting_date) AS live
        FROM aid_entry a JOIN posting_day d USING (posting_date) WHERE d.state = 'CLOSED'),
      total AS (
        SELECT day, hospital, region, county, coalesce(scheme, '') AS scheme,
          coalesce(care, '') AS care, bearer, sum(fen) AS with_fen,
          coalesce(sum(fen) FILTER (WHERE kind = 'S'), 0) AS without_fen,
          coalesce(sum(fen) FILTER (WHERE live), 0) AS live_fen,
          count(DISTINCT id) FILTER (WHERE kind <> 'C') AS with_count,
          count(DISTINCT id) FILTER (WHERE kind = 'S') AS without_count,
          count(DISTINCT id) FILTER (WHERE kind = 'S' AND live) AS live_count
        FROM born GROUP BY 1, 2, 3, 4, 5, 6, 7
        UNION ALL
        SELECT day, '', '', county, scheme, care, b.bearer, sum(amount_fen),
          coalesce(sum(amount_fen) FILTER (WHERE reverses IS NULL), 0),
          coalesce(sum(amount_fen) FILTER (WHERE reverses IS NULL AND live), 0), count(*),
          count(*) FILTER (WHERE reverses IS NULL),
          count(*) FILTER (WHERE reverses IS NULL AND live)
        FROM aid CROSS JOIN LATERAL (VALUES ('bill'), (
          CASE WHEN fund_code LIKE '%@%' THEN fund_code ELSE fund_code || '@' || county END)) AS b (bearer)
        GROUP BY 1, 2, 3, 4, 5, 6, 7)
      """;

  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "nothing is booked on a posting day after its close",
              """
              SELECT x.id, x.posting_date::text, x.commit_xid::text, d.horizon::text FROM (
                SELECT settlement_id AS id, posting_date, commit_xid FROM settlement
                UNION ALL
                SELECT entry_id, posting_date, commit_xid FROM aid_entry) x
              JOIN posting_day d USING (posting_date)
              WHERE d.horizon IS NOT NULL AND x.commit_xid >= d.horizon
              """),
          new Rule(
              Harm.UNBALANCED,
              "days close in their order, and none is left open before a closed one",
              """
              SELECT d.posting_date::text, d.state, c.open_from::text
              FROM posting_day d CROSS JOIN posting_clock c
              WHERE d.posting_date >= c.open_from
              UNION ALL
              SELECT x.posting_date::text, 'without a day', c.open_from::text FROM (
                SELECT posting_date FROM settlement UNION SELECT posting_date FROM aid_entry) x
              CROSS JOIN posting_clock c LEFT JOIN posting_day d USING (posting_date)
              WHERE x.posting_date < c.open_from AND d.posting_date IS NULL
              """),
          new Rule(
              Harm.UNBALANCED,
              "what a closed day came to is what is booked on it",
              "WITH "
                  + LINES
                  + """
                  SELECT coalesce(t.day, f.posting_date)::text, coalesce(t.hospital, f.hospital_id),
                    coalesce(t.bearer, f.bearer), t.with_fen::text, f.with_fen::text
                  FROM total t FULL JOIN posting_day_total f ON f.posting_date = t.day
                    AND f.hospital_id = t.hospital AND f.insured_region = t.region
                    AND f.aid_county = t.county AND f.scheme = t.scheme AND f.care = t.care
                    AND f.bearer = t.bearer
                  WHERE (t.with_fen, t.without_fen, t.live_fen, t.with_count, t.without_count,
                      t.live_count) IS DISTINCT FROM (f.with_fen::numeric, f.without_fen::numeric,
                      f.live_fen::numeric, f.with_count, f.without_count, f.live_count)
                  """),
          new Rule(
              Harm.UNBALANCED,
              "a closed day counts its lines",
              """
              SELECT d.posting_date, d.line_count FROM posting_day d
              WHERE d.state = 'CLOSED' AND d.line_count <>
                (SELECT count(*) FROM settlement s WHERE s.posting_date = d.posting_date)
                + (SELECT count(*) FROM aid_entry a WHERE a.posting_date = d.posting_date)
              """));

  /** The condition that a row of this time is posted on no day that it may be posted on. */
  static String astray(String time) {
    String civil = "(" + time + " AT TIME ZONE 'Asia/Shanghai')";
    return "posting_date - "
        + civil
        + "::date NOT IN (0, 1) OR (posting_date > "
        + civil
        + "::date AND EXISTS (SELECT 1 FROM posting_clock c WHERE "
        + civil
        + "::date >= c.open_from AND extract(hour FROM "
        + civil
        + ") * 60 + extract(minute FROM "
        + civil
        + ") < least(c.cut_off, c.later_cut_off)))";
  }

  private DayRules() {}
}
