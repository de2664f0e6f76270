package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of corrections: whose they are, in which month they count, who asked. */
final class CorrectionRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "the list of corrections is that of the ledger, numbered without a gap",
              """
              SELECT coalesce(c.correction_id, s.settlement_id), c.number FROM correction c
              FULL JOIN (SELECT * FROM settlement WHERE kind = 'C') s
                ON s.bucket = c.bucket AND s.corrects = c.settlement_id
                  AND s.settlement_id = c.correction_id AND s.posting_date = c.posting_date
              WHERE c.correction_id IS NULL OR s.settlement_id IS NULL
              UNION ALL
              SELECT settlement_id, max(number) FROM correction GROUP BY bucket, settlement_id
              HAVING max(number) <> count(*) OR min(number) <> 1
              """),
          new Rule(
              Harm.UNBALANCED,
              "a correction is of a settlement of the same person and bill",
              """
              SELECT c.settlement_id FROM settlement c LEFT JOIN settlement s
                ON s.settlement_id = c.corrects AND s.kind = 'S' AND s.bucket = c.bucket
              WHERE c.kind = 'C' AND (s.settlement_id IS NULL
                OR (s.person_id, s.hospital_id, s.encounter_id, s.bill_number) IS DISTINCT FROM
                   (c.person_id, c.hospital_id, c.encounter_id, c.bill_number))
              """),
          new Rule(
              Harm.UNBALANCED,
              "a correction names a period that was open and had begun",
              """
              SELECT s.settlement_id, s.accounting_period FROM settlement s
              WHERE s.kind = 'C' AND (s.accounting_period > s.posting_date OR EXISTS (
                SELECT 1 FROM accounting_closing c
                WHERE c.period >= s.accounting_period AND c.close_xid < s.commit_xid))
              UNION ALL
              SELECT 'closed', closed_before FROM accounting_closed
              WHERE closed_before <> coalesce((SELECT (max(period) + interval '1 month')::date
                FROM accounting_closing WHERE closer_id IS NOT NULL), '1970-01-01')
              """),
          new Rule(
              Harm.OVER_CAP,
              "what a booking of corrections adds to an account stays within its highest cap",
              """
              WITH added AS (
                SELECT u.account_id, u.benefit_year, u.account_code, sum(u.added_fen) AS fen,
                  (array_agg(u.after_fen ORDER BY u.seq DESC))[1] AS after_fen,
                  bool_or(coalesce(s.inputs -> 'claim' -> 'insurer', 'null')::text <> 'null') AS supplied
                FROM settlement_usage u JOIN settlement s USING (settlement_id)
                WHERE s.kind = 'C' GROUP BY s.caller_id, s.request_id, 1, 2, 3)
              SELECT a.account_code, a.benefit_year, a.after_fen, c.cap_fen
              FROM added a JOIN (
                SELECT account_id, benefit_year, account_code, max(cap_fen) AS cap_fen
                FROM settlement_usage WHERE cap_fen >= 0 GROUP BY 1, 2, 3) c
                USING (account_id, benefit_year, account_code)
              WHERE a.fen > 0 AND NOT a.supplied AND a.after_fen > c.cap_fen
              """),
          new Rule(
              Harm.DOUBLED,
              "a correction has the booked request of its caller that asked for it",
              """
              SELECT s.settlement_id FROM settlement s
              WHERE s.kind = 'C' AND NOT EXISTS (
                SELECT 1 FROM request r WHERE r.owner_id = s.caller_id AND r.request_id = s.request_id
                  AND r.kind NOT IN ('SETTLE', 'REVERSE') AND r.state = 'BOOKED')
              """));

  private CorrectionRules() {}
}
