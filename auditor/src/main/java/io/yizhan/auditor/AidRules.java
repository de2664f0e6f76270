package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/**
 * What must hold of claims on paper, temporary aid, subsidised enrolment and lists of high own
 * cost.
 */
final class AidRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "an office's bill is paid to the person, a hospital's to the hospital",
              """
          SELECT s.settlement_id, p.account, p.payee FROM settlement s
          JOIN posting p USING (posting_date, bucket, settlement_id)
          WHERE p.payee NOT IN ('person', 'patient') AND p.payee <> CASE WHEN starts_with(s.hospital_id, 'office:')
            THEN 'person/bill' ELSE 'hospital:' || s.hospital_id END
          UNION ALL
          SELECT settlement_id, 'hospital share', hospital_share_fen::text FROM settlement
          WHERE starts_with(hospital_id, 'office:') AND hospital_share_fen <> 0
          """),
          new Rule(
              Harm.UNBALANCED,
              "a settlement of an office, and no other, has its papers and the account for the money",
              """
          SELECT coalesce(s.settlement_id, c.settlement_id)
          FROM (SELECT * FROM settlement
            WHERE kind = 'S' AND starts_with(hospital_id, 'office:')) s
          FULL JOIN paper_claim c ON c.bucket = s.bucket AND c.settlement_id = s.settlement_id
            AND c.office = s.hospital_id
          WHERE s.settlement_id IS NULL OR c.settlement_id IS NULL
            OR NOT EXISTS (SELECT 1 FROM person_private x WHERE x.kind = 'text:BANK_ACCOUNT'
              AND x.alias = convert_to(c.settlement_id, 'UTF8'))
          """),
          new Rule(
              Harm.DOUBLED,
              "of whom something was settled from paper hospitals' claims are compared with it",
              """
          SELECT c.settlement_id, a.account_id FROM paper_claim c
          LEFT JOIN person_join j ON j.bucket = c.bucket AND j.person_id = c.person_id
          LEFT JOIN account a ON a.bucket = coalesce(j.survivor_bucket, c.bucket)
            AND a.account_id = coalesce(j.survivor_id, c.person_id)
          WHERE a.on_paper IS NOT TRUE
          """),
          new Rule(
              Harm.DOUBLED,
              "an invoice stands claimed by the one settlement on paper that was not reversed",
              """
          SELECT coalesce(l.settlement_id, c.settlement_id), coalesce(l.invoice_number, c.number)
          FROM live_invoice l FULL JOIN (
            SELECT DISTINCT c.settlement_id, c.hospital_region, t.number FROM paper_claim c
            CROSS JOIN LATERAL unnest(c.document_kinds, c.document_numbers) AS t (kind, number)
            WHERE t.kind = 'invoice' AND NOT EXISTS (
              SELECT 1 FROM reversal r WHERE r.settlement_id = c.settlement_id)) c
            ON c.settlement_id = l.settlement_id AND c.hospital_region = l.hospital_region
              AND c.number = l.invoice_number
          WHERE l.settlement_id IS NULL OR c.settlement_id IS NULL
          """),
          new Rule(
              Harm.UNBALANCED,
              "lines of aid add up to zero, and its fund bears the amount",
              """
          SELECT e.entry_id, e.amount_fen FROM aid_entry e LEFT JOIN (
            SELECT bucket, entry_id, sum(amount_fen) AS sum,
              sum(amount_fen) FILTER (WHERE starts_with(account, 'fund:')) AS paid,
              bool_and(payee = account OR starts_with(account, 'fund:')) AS known
            FROM aid_posting GROUP BY 1, 2) p USING (bucket, entry_id)
          WHERE p.sum IS DISTINCT FROM 0 OR p.paid IS DISTINCT FROM e.amount_fen OR NOT p.known
            OR e.line_account[1] <> 'fund:' || e.fund_code
              || CASE WHEN e.fund_code LIKE '%@%' THEN '' ELSE '@' || e.county END
              || CASE e.kind WHEN 'TEMPORARY' THEN '/temporary_aid'
                ELSE '/subsidised_enrolment' END
          """),
          new Rule(
              Harm.UNBALANCED,
              "aid that is taken back is taken back by its mirror",
              """
          SELECT r.entry_id FROM aid_entry r LEFT JOIN aid_entry e
            ON e.bucket = r.bucket AND e.entry_id = r.reverses AND e.reverses IS NULL
          WHERE r.reverses IS NOT NULL AND (e.entry_id IS NULL
            OR (e.kind, e.person_id, e.county, e.fund_code, e.payee, - e.amount_fen, e.line_account,
                e.line_payee) IS DISTINCT FROM
               (r.kind, r.person_id, r.county, r.fund_code, r.payee, r.amount_fen, r.line_account,
                r.line_payee))
          """),
          new Rule(
              Harm.UNBALANCED,
              "temporary aid is the standard times the multiple times the heads, or a reason is kept",
              """
          SELECT entry_id, amount_fen, computed_fen FROM aid_entry e
          WHERE (kind = 'TEMPORARY'
              AND computed_fen <> round(standard_fen::numeric * multiple * heads / 100))
            OR (kind = 'TEMPORARY' AND reverses IS NULL AND amount_fen <> computed_fen
              AND NOT reason_stated)
            OR (kind = 'ENROLMENT' AND reverses IS NULL
              AND (amount_fen > contribution_fen
                OR (subsidy = 'FULL' AND amount_fen <> contribution_fen)))
            OR reason_stated <> EXISTS (SELECT 1 FROM person_private x
              WHERE x.kind = 'text:REASON' AND x.alias = convert_to(e.entry_id, 'UTF8'))
          """),
          new Rule(
              Harm.DOUBLED,
              "one subsidy stands for a person, scheme and year",
              """
          SELECT coalesce(l.entry_id, e.entry_id) FROM live_enrolment l FULL JOIN (
            SELECT * FROM aid_entry e WHERE kind = 'ENROLMENT' AND reverses IS NULL
              AND NOT EXISTS (SELECT 1 FROM aid_entry r WHERE r.reverses = e.entry_id)) e
            ON e.bucket = l.bucket AND e.entry_id = l.entry_id AND e.person_id = l.person_id
              AND e.scheme = l.scheme AND e.enrolment_year = l.enrolment_year
              AND e.county = l.county
          WHERE l.entry_id IS NULL OR e.entry_id IS NULL
          """),
          new Rule(
              Harm.UNBALANCED,
              "aid of a finite fund is what was taken from it",
              """
          SELECT entry_id, paid, taken FROM (
            SELECT entry_id, fund_code, amount_fen AS paid FROM aid_entry
            WHERE fund_code NOT LIKE '%@%') e
          FULL JOIN (
            SELECT entry_id, fund_code, sum(amount_fen) AS taken FROM fund_entry l
            WHERE kind = 'TAKEN' AND NOT starts_with(l.entry_id, 'owed:')
              AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.settlement_id = l.entry_id)
              AND NOT EXISTS (SELECT 1 FROM receivable_entry r WHERE r.entry_id = l.entry_id)
            GROUP BY 1, 2) t USING (entry_id, fund_code)
          WHERE paid IS DISTINCT FROM taken
          """),
          new Rule(
              Harm.DOUBLED,
              "a record of aid has the one request that names it, with its reply",
              """
          SELECT coalesce(e.entry_id, r.settlement_id), e.request_id, r.request_id
          FROM aid_entry e FULL JOIN (
            SELECT * FROM request WHERE kind IN ('AID', 'AID_REVERSE')) r
            ON r.settlement_id = e.entry_id AND r.owner_id = e.owner_id
              AND r.request_id = e.request_id AND r.state = 'BOOKED' AND r.reply IS NOT NULL
              AND (r.kind = 'AID') = (e.reverses IS NULL)
          WHERE e.entry_id IS NULL OR r.request_id IS NULL
          """),
          new Rule(
              Harm.UNBALANCED,
              "the posting day of aid is the civil day of its time, or the next after its cut-off",
              """
          SELECT entry_id, posting_date, entry_time FROM aid_entry WHERE
          """
                  + DayRules.astray("entry_time")),
          new Rule(
              Harm.UNBALANCED,
              "what statutory funds have spent on counted days is the sum of the days",
              """
          SELECT coalesce(s.fund_code, d.fund), coalesce(s.spent_year, d.spent_year), s.spent_fen, d.fen
          FROM statutory_spent s FULL JOIN (
            SELECT fund, spent_year, sum(spent_fen) AS fen FROM fund_day
            WHERE paid_to <> 'WRITE_OFF' OR fund LIKE '%@%'
            GROUP BY 1, 2) d ON d.fund = s.fund_code AND d.spent_year = s.spent_year
          WHERE coalesce(s.spent_fen, 0) <> coalesce(d.fen, 0)
          """),
          new Rule(
              Harm.DOUBLED,
              "a person is listed once for a county, year and threshold, with one unbroken history",
              """
          SELECT c.case_id, c.state, h.state FROM high_cost_case c LEFT JOIN (
            SELECT bucket, case_id, count(*) AS changes, max(seq) AS last,
              (array_agg(state ORDER BY seq DESC))[1] AS state
            FROM high_cost_status GROUP BY 1, 2) h USING (bucket, case_id)
          WHERE c.state <> coalesce(h.state, 'NEW') OR c.last_seq <> coalesce(h.last, 0)
            OR c.last_seq <> coalesce(h.changes, 0)
          UNION ALL
          SELECT min(case_id), person_id, count(*)::text FROM high_cost_case
          GROUP BY person_id, county, cost_year, threshold_fen HAVING count(*) > 1
          """));

  private AidRules() {}
}
