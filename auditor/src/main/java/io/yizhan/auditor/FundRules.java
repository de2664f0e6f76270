package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of finite funds and of grants. */
final class FundRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "what is taken from a fund belongs to a settlement or to aid",
              """
              SELECT fund_code, entry_id FROM fund_entry l WHERE kind = 'TAKEN'
                AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.settlement_id = l.entry_id)
                AND NOT EXISTS (SELECT 1 FROM receivable_entry e WHERE e.entry_id = l.entry_id)
                AND NOT EXISTS (SELECT 1 FROM aid_entry a WHERE a.entry_id = l.entry_id)
                AND NOT starts_with(l.entry_id, 'owed:')
              """),
          new Rule(
              Harm.UNBALANCED,
              "a fund's totals are the sums of its entries",
              """
              SELECT f.fund_code, f.budget_fen, f.used_fen FROM fund f LEFT JOIN (
                SELECT fund_code, sum(amount_fen) FILTER (WHERE kind = 'BUDGET') AS budget,
                  sum(amount_fen) FILTER (WHERE kind = 'TAKEN') AS taken
                FROM fund_entry GROUP BY fund_code) e USING (fund_code)
              WHERE f.budget_fen <> coalesce(e.budget, 0) OR f.used_fen <> coalesce(e.taken, 0)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what a finite fund paid is what was taken from it",
              """
              SELECT settlement_id FROM (
                SELECT p.settlement_id, f.fund_code, sum(p.amount_fen) AS paid FROM posting p
                JOIN fund f ON p.account LIKE 'fund:' || f.fund_code || '@%' GROUP BY 1, 2) paid
              FULL JOIN (
                SELECT entry_id AS settlement_id, fund_code, sum(amount_fen) AS taken FROM fund_entry
                WHERE kind = 'TAKEN' AND entry_id NOT IN (
                  SELECT entry_id FROM receivable_entry WHERE kind = 'WRITE_OFF')
                  AND NOT EXISTS (SELECT 1 FROM aid_entry a WHERE a.entry_id = fund_entry.entry_id)
                  AND NOT starts_with(entry_id, 'owed:')
                GROUP BY 1, 2) taken USING (settlement_id, fund_code)
              WHERE coalesce(paid, 0) <> coalesce(taken, 0)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what persons owe a finite fund is taken from it until it comes",
              """
              WITH kept AS (
                SELECT split_part(entry_id, ':', 2) AS receivable_id, fund_code,
                  sum(amount_fen) AS fen FROM fund_entry
                WHERE kind = 'TAKEN' AND starts_with(entry_id, 'owed:') GROUP BY 1, 2)
              SELECT receivable_id, fund_code, o.fen, k.fen FROM (
                SELECT r.receivable_id, f.fund_code, r.outstanding_fen AS fen FROM receivable r
                JOIN fund f ON f.fund_code = split_part(r.party, '@', 1)
                WHERE r.kind = 'CLAW_BACK') o
              FULL JOIN kept k USING (receivable_id, fund_code)
              WHERE o.fen IS DISTINCT FROM k.fen AND (k.fen IS NOT NULL
                OR receivable_id > (SELECT min(receivable_id) FROM kept))
              """),
          new Rule(
              Harm.UNBALANCED,
              "a grant's total is the sum of its draws",
              """
              SELECT g.grant_id FROM charity_grant g LEFT JOIN (
                SELECT coalesce(j.survivor_id, w.person_id) AS person_id,
                  coalesce(j.into_grant_id, w.grant_id) AS grant_id, sum(w.drawn_fen) AS drawn
                FROM grant_draw w LEFT JOIN joined_grant j USING (bucket, person_id, grant_id)
                GROUP BY 1, 2) d USING (person_id, grant_id)
              WHERE g.drawn_fen <> coalesce(d.drawn, 0)
              """));

  private FundRules() {}
}
