package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of what accounts have counted, and of the caps on it. */
final class UsageRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "usage is one chain without gap or fork, and its sum is the running total",
              """
              WITH entry AS (
                SELECT account_id, benefit_year, account_code, seq, before_fen, added_fen, after_fen
                  FROM settlement_usage
                UNION ALL
                SELECT account_id, benefit_year, account_code, seq, NULL, used_fen, NULL
                  FROM opening_usage
                UNION ALL
                SELECT account_id, benefit_year, account_code, seq, NULL, moved_fen, NULL
                  FROM joined_usage),
              chain AS (
                SELECT *, sum(added_fen) OVER w AS total, row_number() OVER w AS place FROM entry
                WINDOW w AS (PARTITION BY account_id, benefit_year, account_code ORDER BY seq
                  ROWS UNBOUNDED PRECEDING))
              SELECT account_code, benefit_year, seq, total FROM chain
              WHERE seq <> place OR after_fen <> total OR before_fen <> total - added_fen
              UNION ALL
              SELECT coalesce(u.account_code, c.account_code), coalesce(u.benefit_year, c.benefit_year),
                u.seq, u.used_fen
              FROM account_usage u FULL JOIN (
                SELECT account_id, benefit_year, account_code, sum(added_fen) AS used, max(seq) AS last
                FROM chain GROUP BY 1, 2, 3) c USING (account_id, benefit_year, account_code)
              WHERE u.used_fen IS DISTINCT FROM coalesce(c.used, 0)
                OR u.seq IS DISTINCT FROM coalesce(c.last, 0)
              """),
          new Rule(
              Harm.UNBALANCED,
              "usage is the person's or the named household's, in the bucket of its owner",
              """
              SELECT u.settlement_id, u.account_code
              FROM settlement_usage u JOIN settlement s USING (settlement_id)
              LEFT JOIN account a ON a.account_id = u.account_id
              WHERE a.account_id IS NULL OR u.account_id NOT IN (s.household_id,
                  CASE WHEN s.used_by = '' THEN s.person_id ELSE s.used_by END)
                OR (s.household_id <> '' AND NOT EXISTS (
                  SELECT 1 FROM settlement_usage x
                  WHERE x.settlement_id = s.settlement_id AND x.account_id = s.household_id))
              UNION ALL
              SELECT y.account_id, y.benefit_year::text
              FROM account_year y LEFT JOIN account a USING (bucket, account_id)
              WHERE a.account_id IS NULL
              """),
          new Rule(
              Harm.OVER_CAP,
              "nothing is paid beyond what was left of the cap, except what had been paid elsewhere",
              """
              SELECT settlement_id, account_code, before_fen, added_fen, cap_fen
              FROM settlement_usage JOIN settlement s USING (settlement_id)
              WHERE s.kind = 'S' AND cap_fen >= 0 AND added_fen > greatest(0, cap_fen - before_fen,
                (SELECT sum((p ->> 'amountFen')::bigint)
                  FROM json_array_elements(s.inputs -> 'claim' -> 'insurer' -> 'payments') p
                  WHERE p ->> 'fundCode' IN ('610100', '390200')))
              """));

  private UsageRules() {}
}
