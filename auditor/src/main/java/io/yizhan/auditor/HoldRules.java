package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/**
 * What must hold of quotes that bind. A hold is live until it is ended or expires by the server's
 * clock; one that has expired and was not ended yet still stands in the sums, and counts for
 * nothing.
 */
final class HoldRules {
  /** What each hold that has not ended holds of accounts, a line each. */
  private static final String PROMISED =
      """
      SELECT CASE WHEN t.of_household THEN h.household_id ELSE h.person_id END AS account_id,
        h.hospital_id, h.request_id, t.benefit_year, t.account_code, t.fen
      FROM hold h CROSS JOIN LATERAL unnest(h.use_of_household, h.use_year, h.use_code, h.use_fen)
        AS t (of_household, benefit_year, account_code, fen)
      WHERE h.state = 'HELD'
      """;

  /** What stands held of accounts, a line each. */
  private static final String HELD =
      """
      SELECT a.bucket, a.account_id, a.hospital_id, a.request_id, a.expire_time, a.over,
        t.benefit_year, t.account_code, t.fen
      FROM account_hold a CROSS JOIN LATERAL unnest(a.use_year, a.use_code, a.use_fen)
        AS t (benefit_year, account_code, fen)
      """;

  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "what is held of an account is the sum of its holds that have not ended",
              """
              SELECT coalesce(u.account_code, h.account_code), u.held_fen, h.fen
              FROM account_usage u FULL JOIN (
                SELECT account_id, benefit_year, account_code, sum(fen) AS fen FROM (
              """
                  + HELD
                  + """
                  ) x GROUP BY 1, 2, 3) h USING (account_id, benefit_year, account_code)
                  WHERE coalesce(u.held_fen, 0) <> coalesce(h.fen, 0)
                  """),
          new Rule(
              Harm.UNBALANCED,
              "what is held of a grant is the sum of the holds that have not ended",
              """
              SELECT coalesce(g.grant_id, h.grant_id), g.held_fen, h.fen
              FROM charity_grant g FULL JOIN (
                SELECT a.bucket, a.account_id AS person_id, t.grant_id, sum(t.fen) AS fen
                FROM account_hold a CROSS JOIN LATERAL unnest(a.grant_id, a.grant_fen)
                  AS t (grant_id, fen) GROUP BY 1, 2, 3) h USING (bucket, person_id, grant_id)
              WHERE coalesce(g.held_fen, 0) <> coalesce(h.fen, 0)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what is held of a finite fund is the sum of the holds that have not ended",
              """
              SELECT coalesce(f.fund_code, h.fund_code), f.held_fen, h.fen
              FROM fund f FULL JOIN (
                SELECT fund_code, sum(held_fen) AS fen FROM fund_hold GROUP BY 1) h USING (fund_code)
              WHERE coalesce(f.held_fen, 0) <> coalesce(h.fen, 0)
              """),
          new Rule(
              Harm.UNBALANCED,
              "a hold that has not ended holds what it promised of every account, and no other does",
              "SELECT coalesce(p.request_id, h.request_id), account_code, p.fen, h.fen FROM ("
                  + PROMISED
                  + ") p FULL JOIN ("
                  + HELD
                  + """
                  ) h USING (account_id, hospital_id, request_id, benefit_year, account_code)
                  WHERE p.fen IS DISTINCT FROM h.fen
                  """),
          new Rule(
              Harm.UNBALANCED,
              "a hold that has not ended holds what it promised of every fund, and no other does",
              """
              SELECT coalesce(p.request_id, h.request_id), fund_code, p.fen, h.held_fen FROM (
                SELECT h.hospital_id, h.request_id, t.fund_code, t.fen, h.expire_time
                FROM hold h CROSS JOIN LATERAL unnest(h.fund_code, h.fund_fen)
                  AS t (fund_code, fen) WHERE h.state = 'HELD') p
              FULL JOIN fund_hold h USING (hospital_id, request_id, fund_code)
              WHERE p.fen IS DISTINCT FROM h.held_fen OR p.expire_time <> h.expire_time
              """),
          new Rule(
              Harm.UNBALANCED,
              "a hold that has not ended stands with its person until it expires, and no other does",
              """
              SELECT coalesce(h.request_id, a.request_id), h.expire_time, a.expire_time FROM (
                SELECT person_id AS account_id, hospital_id, request_id, encounter_id, bill_number,
                  expire_time, grant_id, grant_fen, fund_code, fund_fen
                FROM hold WHERE state = 'HELD'
                UNION ALL
                SELECT household_id, hospital_id, request_id, encounter_id, bill_number, expire_time,
                  '{}', '{}', '{}', '{}'
                FROM hold WHERE state = 'HELD' AND household_id <> '') h
              FULL JOIN account_hold a USING (account_id, hospital_id, request_id)
              WHERE (h.encounter_id, h.bill_number, h.expire_time, h.grant_id, h.grant_fen,
                  h.fund_code, h.fund_fen) IS DISTINCT FROM
                (a.encounter_id, a.bill_number, a.expire_time, a.grant_id, a.grant_fen, a.fund_code,
                  a.fund_fen)
              """),
          new Rule(
              Harm.UNBALANCED,
              "an account says until when something of it is held",
              """
              SELECT a.held_until, h.until FROM account a FULL JOIN (
                SELECT bucket, account_id, max(expire_time) AS until FROM account_hold
                GROUP BY 1, 2) h USING (bucket, account_id)
              WHERE a.held_until IS DISTINCT FROM h.until
              """),
          new Rule(
              Harm.OVER_CAP,
              "nothing is held beyond what was left of the cap, except what had been paid elsewhere",
              """
              SELECT h.hospital_id, h.request_id, t.code, t.cap, t.before, t.others, t.fen
              FROM hold h CROSS JOIN LATERAL unnest(h.use_code, h.use_cap_fen, h.use_before_fen,
                h.use_others_fen, h.use_fen) AS t (code, cap, before, others, fen)
              WHERE t.cap >= 0 AND t.fen > greatest(0, t.cap - t.before - t.others,
                (SELECT sum(x.fen) FROM unnest(h.amount_name, h.amount_fen) AS x (name, fen)
                  WHERE x.name LIKE ANY (ARRAY['% 610100 already', '% 390200 already'])))
              """),
          new Rule(
              Harm.OVER_CAP,
              "what is used and held stays within the highest cap, unless usage came from elsewhere",
              """
              WITH live AS (
                SELECT account_id, benefit_year, account_code, sum(fen) AS fen,
                  min(h.hold_time) AS since
                FROM (
              """
                  + HELD
                  + """
                  ) x JOIN hold h USING (hospital_id, request_id)
                  WHERE x.expire_time > now() AND NOT x.over
                  GROUP BY 1, 2, 3),
                  cap AS (
                    SELECT account_id, benefit_year, account_code, max(cap_fen) AS fen FROM (
                      SELECT account_id, benefit_year, account_code, cap_fen FROM settlement_usage
                      UNION ALL
                      SELECT CASE WHEN t.of_household THEN h.household_id ELSE h.person_id END,
                        t.benefit_year, t.account_code, t.cap_fen
                      FROM hold h CROSS JOIN LATERAL unnest(h.use_of_household, h.use_year,
                        h.use_code, h.use_cap_fen)
                        AS t (of_household, benefit_year, account_code, cap_fen)) c
                    WHERE cap_fen >= 0 GROUP BY 1, 2, 3)
                  SELECT u.account_code, u.benefit_year, u.used_fen, live.fen, cap.fen
                  FROM live JOIN cap USING (account_id, benefit_year, account_code)
                  JOIN account_usage u USING (account_id, benefit_year, account_code)
                  WHERE u.used_fen + live.fen > cap.fen
                    AND NOT EXISTS (
                      SELECT 1 FROM opening_usage o WHERE o.account_id = live.account_id
                        AND o.benefit_year = live.benefit_year
                        AND o.account_code = live.account_code
                        AND o.entry_time > live.since - interval '5 minutes')
                    AND NOT EXISTS (
                      SELECT 1 FROM joined_usage j WHERE j.account_id = live.account_id
                        AND j.benefit_year = live.benefit_year
                        AND j.account_code = live.account_code)
                    AND NOT EXISTS (
                      SELECT 1 FROM settlement_usage s JOIN settlement e USING (settlement_id)
                      WHERE s.account_id = live.account_id AND s.benefit_year = live.benefit_year
                        AND s.account_code = live.account_code AND s.added_fen > 0
                        AND (e.kind <> 'S' OR s.added_fen > s.cap_fen - s.before_fen))
                  """),
          new Rule(
              Harm.OVER_CAP,
              "a finite fund stays within its budget, with what is held",
              """
              SELECT f.fund_code, f.budget_fen, f.used_fen, h.fen FROM fund f LEFT JOIN (
                SELECT fund_code, sum(held_fen) AS fen FROM fund_hold WHERE expire_time > now()
                GROUP BY 1) h USING (fund_code)
              WHERE f.used_fen + coalesce(h.fen, 0) > f.budget_fen
              """),
          new Rule(
              Harm.OVER_CAP,
              "what is drawn and held of a grant stays within it",
              """
              SELECT g.grant_id, g.amount_fen, g.drawn_fen, h.fen FROM charity_grant g LEFT JOIN (
                SELECT a.bucket, a.account_id AS person_id, t.grant_id, sum(t.fen) AS fen
                FROM account_hold a CROSS JOIN LATERAL unnest(a.grant_id, a.grant_fen)
                  AS t (grant_id, fen)
                WHERE a.expire_time > now() AND NOT a.over GROUP BY 1, 2, 3) h
                USING (bucket, person_id, grant_id)
              WHERE g.drawn_fen + coalesce(h.fen, 0) > g.amount_fen
              """),
          new Rule(
              Harm.UNBALANCED,
              "a hold that has not ended holds what it promised of an approval, and no other does",
              """
              SELECT coalesce(p.request_id, h.request_id), p.provisional_fen, h.held_fen FROM (
                SELECT * FROM hold WHERE state = 'HELD' AND provisional_id <> '') p
              FULL JOIN provisional_hold h USING (person_id, hospital_id, request_id)
              WHERE (p.provisional_id, p.provisional_fen, p.encounter_id, p.bill_number,
                  p.expire_time, (SELECT county FROM provisional v
                    WHERE v.provisional_id = p.provisional_id))
                IS DISTINCT FROM (h.provisional_id, h.held_fen, h.encounter_id, h.bill_number,
                  h.expire_time, h.county)
              """),
          new Rule(
              Harm.OVER_CAP,
              "what is drawn and held of a provisional approval stays within its limit",
              """
              SELECT v.provisional_id, v.drawn_fen, h.fen, v.person_limit_fen FROM provisional v
              JOIN (
                SELECT provisional_id, sum(held_fen) AS fen FROM provisional_hold
                WHERE expire_time > now() GROUP BY 1) h USING (provisional_id)
              WHERE v.state IN ('OPEN', 'IN_GOOD_FAITH')
                AND v.drawn_fen + h.fen > v.person_limit_fen
              """),
          new Rule(
              Harm.DOUBLED,
              "a bill of a person is held once, and no longer when it stands settled",
              """
              SELECT h.hospital_id, h.encounter_id, h.bill_number, count(*) FROM (
                SELECT hospital_id, encounter_id, bill_number, person_id FROM hold
                WHERE state = 'HELD' AND expire_time > now()
                UNION ALL
                SELECT s.hospital_id, s.encounter_id, s.bill_number, s.person_id
                FROM live_claim l JOIN settlement s USING (settlement_id)) h
              WHERE EXISTS (
                SELECT 1 FROM hold x WHERE x.state = 'HELD' AND x.expire_time > now()
                  AND x.hospital_id = h.hospital_id AND x.encounter_id = h.encounter_id
                  AND x.bill_number = h.bill_number AND x.person_id = h.person_id)
              GROUP BY h.hospital_id, h.encounter_id, h.bill_number, h.person_id
              HAVING count(*) > 1
              """),
          new Rule(
              Harm.LOST,
              "a hold has its request with the answer, and ended by the settlement of its bill",
              """
              SELECT coalesce(h.request_id, r.request_id), h.state, r.state, h.settlement_id
              FROM hold h FULL JOIN (
                SELECT * FROM request WHERE kind = 'HOLD' AND state = 'BOOKED') r
                ON r.bucket = h.bucket AND r.owner_id = h.hospital_id
                  AND r.request_id = h.request_id
              LEFT JOIN settlement s ON s.settlement_id = h.settlement_id AND s.kind = 'S'
                AND s.hospital_id = h.hospital_id AND s.encounter_id = h.encounter_id
                AND s.bill_number = h.bill_number AND s.person_id = h.person_id
              WHERE h.request_id IS NULL OR r.request_id IS NULL OR r.reply IS NULL
                OR (h.state = 'SETTLED') <> (s.settlement_id IS NOT NULL)
              """));

  private HoldRules() {}
}
