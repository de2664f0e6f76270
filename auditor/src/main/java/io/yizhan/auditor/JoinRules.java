package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold where two records of one person were joined. */
final class JoinRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "a join moves usage from the record that goes to the one that stays, to the fen",
              """
              SELECT m.join_id, m.account_code, m.benefit_year FROM (
                SELECT u.join_id, u.account_code, u.benefit_year,
                  sum(u.moved_fen) FILTER (WHERE u.account_id = j.person_id) AS gone,
                  sum(u.moved_fen) FILTER (WHERE u.account_id = j.into_id) AS kept,
                  sum(u.opening_fen) AS opening, count(*) AS entries
                FROM joined_usage u LEFT JOIN person_join j USING (join_id) GROUP BY 1, 2, 3) m
              WHERE m.gone IS NULL OR m.gone >= 0 OR m.gone + m.kept IS DISTINCT FROM 0
                OR m.opening <> 0 OR m.entries <> 2
              """),
          new Rule(
              Harm.UNBALANCED,
              "a record that was joined has nothing left and gets nothing more",
              """
              SELECT y.account_id, y.account_code, y.used_fen::text, y.held_fen::text
              FROM account_usage y JOIN person_join j
                ON j.bucket = y.bucket AND j.person_id = y.account_id
              WHERE y.used_fen <> 0 OR y.held_fen <> 0 OR y.pending_fen <> 0
              UNION ALL
              SELECT u.account_id, u.account_code, u.seq::text, c.seq::text
              FROM settlement_usage u JOIN joined_usage c USING (account_id, benefit_year, account_code)
              JOIN person_join j ON j.join_id = c.join_id AND j.person_id = c.account_id
              WHERE u.seq > c.seq
              UNION ALL
              SELECT i.person_id, 'identity', i.category, i.county
              FROM identity i JOIN person_join j USING (bucket, person_id)
              UNION ALL
              SELECT p.person_id, 'alias', p.key_version::text, ''
              FROM person_alias p JOIN person_join j
                ON j.bucket = p.person_bucket AND j.person_id = p.person_id
              UNION ALL
              SELECT m.person_id, 'household', m.household_id, m.valid_from::text
              FROM household_member m JOIN person_join j USING (bucket, person_id)
              """),
          // The ledger says of which household the joined record was; an office may have put
          // other memberships since.
          new Rule(
              Harm.UNBALANCED,
              "whose joined record settled on a household's accounts belongs to it on that day still",
              """
              WITH record AS (
                SELECT person_id AS id, survivor_id FROM person_join
                UNION SELECT survivor_id, survivor_id FROM person_join),
              put AS (
                SELECT r.survivor_id, max(h.change_time) AS last_time
                FROM record r JOIN registry_history h ON h.subject = 'person:' || r.id
                WHERE h.change LIKE 'put: %' AND h.change NOT LIKE '% 0 households' GROUP BY 1)
              SELECT s.settlement_id, j.survivor_id, s.household_id, s.inputs #>> '{claim,dates,last}'
              FROM settlement s JOIN person_join j ON j.bucket = s.bucket AND j.person_id = s.person_id
              LEFT JOIN put p ON p.survivor_id = j.survivor_id
              WHERE s.kind = 'S' AND s.household_id <> '' AND s.inputs IS NOT NULL
                AND s.settle_time > coalesce(p.last_time, '-infinity')
                AND NOT EXISTS (
                  SELECT 1 FROM household_member m
                  WHERE m.bucket = j.survivor_bucket AND m.person_id = j.survivor_id
                    AND m.household_id = s.household_id
                    AND (s.inputs #>> '{claim,dates,last}')::date
                      BETWEEN m.valid_from AND coalesce(m.valid_to, 'infinity'))
              """),
          new Rule(
              Harm.UNBALANCED,
              "an account says into whom its record was joined, and the survivor stands",
              """
              SELECT a.account_id, a.joined_into, j.into_id, j.survivor_id
              FROM account a FULL JOIN person_join j
                ON j.bucket = a.bucket AND j.person_id = a.account_id
              WHERE (a.joined_into IS NOT NULL OR j.person_id IS NOT NULL)
                AND (a.joined_into IS DISTINCT FROM j.into_id OR EXISTS (
                  SELECT 1 FROM person_join x
                  WHERE x.bucket = j.survivor_bucket AND x.person_id = j.survivor_id))
              """),
          new Rule(
              Harm.UNBALANCED,
              "what counts on another record's account is of one that was joined",
              """
              SELECT s.settlement_id, s.used_by FROM settlement s
              LEFT JOIN person_join j ON j.bucket = s.bucket AND j.person_id = s.person_id
              LEFT JOIN account a ON a.account_id = s.used_by
              WHERE s.used_by <> '' AND (s.kind = 'S' OR j.person_id IS NULL OR a.account_id IS NULL)
              """));

  private JoinRules() {}
}
