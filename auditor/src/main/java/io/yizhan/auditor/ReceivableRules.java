package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of money owed outside the waterfall. */
final class ReceivableRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "what was owed is what was settled of it and what is outstanding",
              """
              SELECT r.receivable_id, r.amount_fen, e.settled, r.outstanding_fen
              FROM receivable r LEFT JOIN (
                SELECT bucket, person_id, receivable_id, sum(amount_fen) AS settled
                FROM receivable_entry GROUP BY 1, 2, 3) e USING (bucket, person_id, receivable_id)
              WHERE r.amount_fen <> coalesce(e.settled, 0) + r.outstanding_fen
                OR r.outstanding_fen < 0
              """),
          new Rule(
              Harm.UNBALANCED,
              "an entry of a receivable has its receivable and the request that asked",
              """
              SELECT e.receivable_id, e.entry_id, e.kind FROM receivable_entry e
              LEFT JOIN receivable r USING (bucket, person_id, receivable_id)
              LEFT JOIN request q ON q.owner_id = e.owner_id AND q.request_id = e.request_id
                AND q.state IN ('BOOKED', 'REVERSED')
              WHERE r.receivable_id IS NULL OR q.request_id IS NULL
              """),
          new Rule(
              Harm.DOUBLED,
              "a request settles a receivable once",
              """
              SELECT owner_id, request_id, receivable_id, count(*) FROM receivable_entry
              WHERE amount_fen >= 0
              GROUP BY owner_id, request_id, receivable_id HAVING count(*) > 1
              UNION ALL
              SELECT owner_id, request_id, receivable_id || ' ' || payer, count(*)
              FROM receivable_entry WHERE amount_fen < 0
              GROUP BY owner_id, request_id, receivable_id, payer HAVING count(*) > 1
              """),
          new Rule(
              Harm.UNBALANCED,
              "a receivable comes from a settlement of its person",
              """
              SELECT r.receivable_id, r.settlement_id FROM receivable r
              LEFT JOIN settlement s ON s.settlement_id = r.settlement_id
                AND s.person_id = r.person_id
              WHERE s.settlement_id IS NULL
              """),
          new Rule(
              Harm.DOUBLED,
              "a patient's share of a settlement is owed once, to its hospital, within the share",
              """
              SELECT r.receivable_id, r.amount_fen, s.patient_share_fen FROM receivable r
              JOIN settlement s USING (bucket, settlement_id)
              WHERE r.kind = 'PATIENT_SHARE' AND r.reason <> '' AND s.kind = 'S' AND (r.party <> s.hospital_id
                OR r.amount_fen > s.patient_share_fen
                OR (SELECT count(*) FROM receivable x WHERE x.bucket = r.bucket
                  AND x.settlement_id = r.settlement_id AND x.kind = 'PATIENT_SHARE'
                  AND x.reason <> '') > 1)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what corrections leave a hospital short of, or too much, is owed between it and the"
                  + " person",
              """
              SELECT coalesce(c.id, r.id), coalesce(c.hospital_id, r.party), c.fen, r.fen FROM (
                SELECT s.corrects AS id, s.hospital_id, sum(p.amount_fen) AS fen
                FROM settlement s JOIN posting p USING (posting_date, bucket, settlement_id)
                WHERE s.kind = 'C' AND p.account = 'patient' AND p.payee <> 'patient'
                GROUP BY 1, 2) c
              FULL JOIN (
                SELECT settlement_id AS id, party,
                  sum(CASE kind WHEN 'REFUND' THEN - amount_fen ELSE amount_fen END) AS fen
                FROM receivable WHERE kind IN ('PATIENT_SHARE', 'REFUND') AND reason = ''
                GROUP BY 1, 2) r ON r.id = c.id AND r.party = c.hospital_id
              WHERE coalesce(c.fen, 0) <> coalesce(r.fen, 0)
              """),
          new Rule(
              Harm.UNBALANCED,
              "nothing is owed of a settlement that was reversed",
              """
              SELECT r.receivable_id, r.settlement_id, r.outstanding_fen FROM receivable r
              JOIN settlement x ON x.bucket = r.bucket AND x.reverses = r.settlement_id
              WHERE r.outstanding_fen > 0
              """),
          new Rule(
              Harm.UNBALANCED,
              "what was paid of a reversed settlement is owed back, and no fund bears any of it",
              """
              SELECT r.receivable_id, e.paid, e.borne, b.back FROM receivable r
              JOIN settlement x ON x.bucket = r.bucket AND x.reverses = r.settlement_id
              CROSS JOIN LATERAL (
                SELECT coalesce(sum(fen) FILTER (WHERE kind IN ('PAYMENT', 'RETURN')), 0) AS paid,
                  coalesce(max(abs(fen)) FILTER (WHERE kind = 'WRITE_OFF'), 0) AS borne
                FROM (
                  SELECT kind, payer, sum(amount_fen) AS fen FROM receivable_entry n
                  WHERE n.bucket = r.bucket AND n.person_id = r.person_id
                    AND n.receivable_id = r.receivable_id GROUP BY 1, 2) p) e
              CROSS JOIN LATERAL (
                SELECT coalesce(sum(o.amount_fen), 0) - coalesce(sum((
                    SELECT sum(n.amount_fen) FROM receivable_entry n WHERE n.bucket = o.bucket
                      AND n.person_id = o.person_id AND n.receivable_id = o.receivable_id
                      AND n.kind = 'CANCELLED')), 0) AS back
                FROM receivable o
                WHERE o.bucket = r.bucket AND o.person_id = r.person_id
                  AND o.source_id = r.receivable_id AND o.settlement_id = x.settlement_id
                  AND o.party = r.party AND o.kind = CASE r.kind WHEN 'PATIENT_SHARE' THEN 'REFUND'
                    WHEN 'CLAW_BACK' THEN 'SUPPLEMENT' WHEN 'REFUND' THEN 'PATIENT_SHARE'
                    ELSE 'CLAW_BACK' END) b
              WHERE NOT r.returned_outside AND (e.paid <> b.back OR e.borne <> 0)
              UNION ALL
              SELECT o.receivable_id, o.amount_fen, NULL, NULL FROM receivable o
              JOIN settlement x ON x.bucket = o.bucket AND x.settlement_id = o.settlement_id
              WHERE (o.kind = 'REFUND' AND o.reason <> '' OR x.kind = 'R') AND NOT EXISTS (
                SELECT 1 FROM receivable r WHERE r.bucket = o.bucket
                  AND r.person_id = o.person_id AND r.receivable_id = o.source_id
                  AND r.settlement_id = x.reverses)
              UNION ALL
              SELECT n.receivable_id, n.amount_fen, NULL, NULL FROM receivable_entry n
              JOIN receivable r USING (bucket, person_id, receivable_id)
              WHERE n.amount_fen < 0 AND n.kind <> 'RETURN' AND NOT EXISTS (
                SELECT 1 FROM settlement x
                WHERE x.bucket = r.bucket AND x.reverses = r.settlement_id)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what a claim on paper came to is owed by each fund, once, in its office's county",
              """
              SELECT coalesce(p.id, r.id), coalesce(p.party, r.party), p.fen, r.fen FROM (
                SELECT c.settlement_id AS id, split_part(substr(l.account, 6), '/', 1) AS party,
                  right(c.office, 6) AS county, sum(l.amount_fen) AS fen
                FROM paper_claim c JOIN settlement s USING (bucket, settlement_id)
                JOIN posting l USING (posting_date, bucket, settlement_id)
                WHERE NOT c.paid_outside AND l.account LIKE 'fund:%'
                  AND l.account NOT LIKE '%/by-insurer'
                GROUP BY 1, 2, 3 HAVING sum(l.amount_fen) <> 0) p
              FULL JOIN (
                SELECT settlement_id AS id, party, min(county) AS county, sum(amount_fen) AS fen,
                  count(*) AS rows
                FROM receivable WHERE kind = 'PAY_OUT' GROUP BY 1, 2) r
                ON r.id = p.id AND r.party = p.party
              WHERE p.fen IS DISTINCT FROM r.fen OR p.county IS DISTINCT FROM r.county OR r.rows <> 1
              """),
          new Rule(
              Harm.UNBALANCED,
              "a payment that was taken back is the mirror of one that was recorded",
              """
              SELECT e.receivable_id, e.entry_id, e.amount_fen, p.amount_fen FROM receivable_entry e
              LEFT JOIN receivable_entry p ON p.bucket = e.bucket AND p.person_id = e.person_id
                AND p.receivable_id = e.receivable_id AND p.entry_id = e.returns_id
                AND p.kind = 'PAYMENT'
              WHERE e.kind = 'RETURN' AND (p.entry_id IS NULL OR e.amount_fen <> - p.amount_fen)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what is set off of a claw-back is set off of what the same fund owes of the settlement",
              """
              SELECT r.settlement_id, r.party, sum(e.amount_fen) FILTER (WHERE r.kind = 'CLAW_BACK'),
                sum(e.amount_fen) FILTER (WHERE r.kind IN ('PAY_OUT', 'SUPPLEMENT'))
              FROM receivable_entry e JOIN receivable r USING (bucket, person_id, receivable_id)
              WHERE e.kind = 'SET_OFF' GROUP BY 1, 2, e.entry_id
              HAVING sum(e.amount_fen) FILTER (WHERE r.kind = 'CLAW_BACK') IS DISTINCT FROM
                sum(e.amount_fen) FILTER (WHERE r.kind IN ('PAY_OUT', 'SUPPLEMENT'))
              """),
          new Rule(
              Harm.DOUBLED,
              "no two payment files name the same money",
              """
              SELECT r.receivable_id, r.file_id, f.amount_fen, r.outstanding_fen FROM receivable r
              LEFT JOIN pay_out_file_part f
                ON f.file_id = r.file_id AND f.receivable_id = r.receivable_id
              WHERE r.file_id <> '' AND (f.file_id IS NULL OR f.amount_fen <> r.file_fen
                OR EXISTS (SELECT 1 FROM pay_out_file n WHERE n.replaces_id = r.file_id))
              UNION ALL
              SELECT p.receivable_id, p.file_id, p.amount_fen, NULL FROM pay_out_file_part p
              JOIN receivable r USING (bucket, person_id, receivable_id)
              WHERE r.file_id <> p.file_id
                AND NOT EXISTS (SELECT 1 FROM pay_out_file n WHERE n.replaces_id = p.file_id)
                AND NOT EXISTS (SELECT 1 FROM receivable_entry e WHERE e.bucket = p.bucket
                  AND e.person_id = p.person_id AND e.receivable_id = p.receivable_id
                  AND e.kind = 'PAYMENT' AND e.file_id = p.file_id AND e.amount_fen = p.amount_fen)
              UNION ALL
              SELECT f.file_id, NULL, f.total_fen, p.fen FROM pay_out_file f
              LEFT JOIN (SELECT file_id, sum(amount_fen) AS fen, count(*) AS rows
                FROM pay_out_file_part GROUP BY 1) p USING (file_id)
              WHERE coalesce(p.fen, 0) <> f.total_fen OR coalesce(p.rows, 0) <> f.row_count
              """),
          new Rule(
              Harm.UNBALANCED,
              "what a finite fund bears of a receivable is taken from it",
              """
              SELECT e.entry_id, e.payer, e.amount_fen, f.amount_fen FROM (
                SELECT * FROM receivable_entry WHERE kind = 'WRITE_OFF' AND payer NOT LIKE '%@%') e
              FULL JOIN (
                SELECT * FROM fund_entry WHERE kind = 'TAKEN'
                  AND entry_id IN (
                    SELECT entry_id FROM receivable_entry WHERE kind = 'WRITE_OFF')) f
                ON f.entry_id = e.entry_id AND f.fund_code = e.payer
              WHERE e.amount_fen IS DISTINCT FROM f.amount_fen
              """),
          new Rule(
              Harm.UNBALANCED,
              "what is drawn under a provisional approval is the sum of its draws",
              """
              SELECT v.provisional_id, v.drawn_fen, d.drawn FROM provisional v FULL JOIN (
                SELECT provisional_id, sum(drawn_fen) AS drawn
                FROM provisional_draw GROUP BY 1) d USING (provisional_id)
              WHERE v.drawn_fen IS DISTINCT FROM coalesce(d.drawn, 0)
              UNION ALL
              SELECT d.settlement_id, d.drawn_fen, NULL
              FROM provisional_draw d JOIN provisional v USING (provisional_id)
              LEFT JOIN person_join j ON j.bucket = v.bucket AND j.person_id = v.person_id
              WHERE d.person_id NOT IN (v.person_id, coalesce(j.survivor_id, v.person_id))
              """),
          new Rule(
              Harm.UNBALANCED,
              "a draw is of a settlement or its reversal, which gives it back",
              """
              SELECT d.settlement_id, d.drawn_fen FROM provisional_draw d
              LEFT JOIN settlement s USING (bucket, person_id, settlement_id)
              LEFT JOIN provisional_draw o ON s.kind = 'R' AND o.bucket = d.bucket
                AND o.settlement_id = s.reverses AND o.provisional_id = d.provisional_id
              WHERE s.settlement_id IS NULL OR (s.kind = 'S' AND d.drawn_fen < 0)
                OR (s.kind = 'R' AND o.drawn_fen IS DISTINCT FROM - d.drawn_fen)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what a county has drawn is what its open approvals have",
              """
              SELECT c.county, c.drawn_fen, v.drawn FROM provisional_county c FULL JOIN (
                SELECT county, sum(drawn_fen) AS drawn FROM provisional WHERE state = 'OPEN'
                GROUP BY 1) v USING (county)
              WHERE c.drawn_fen IS DISTINCT FROM coalesce(v.drawn, 0)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what is recovered of an approval is what corrections took from funds and is owed",
              """
              SELECT v.provisional_id, v.recovered_fen, r.owed, c.taken, d.given FROM provisional v
              LEFT JOIN (SELECT source_id, sum(amount_fen) AS owed FROM receivable
                WHERE kind = 'CLAW_BACK' GROUP BY 1) r ON r.source_id = v.provisional_id
              LEFT JOIN (SELECT s.caller_id, s.request_id, - sum(p.amount_fen) AS taken
                FROM settlement s JOIN posting p USING (bucket, settlement_id)
                WHERE s.kind = 'C' AND p.account LIKE 'fund:%' GROUP BY 1, 2) c
                ON c.caller_id = v.ender_id AND c.request_id = v.end_request_id
              LEFT JOIN (SELECT bucket, provisional_id, sum(drawn_fen) AS given
                FROM provisional_draw WHERE drawn_fen > 0 GROUP BY 1, 2) d
                ON d.bucket = v.bucket AND d.provisional_id = v.provisional_id
              WHERE v.recovered_fen <> coalesce(r.owed, 0)
                OR v.recovered_fen <> coalesce(c.taken, 0)
                OR v.recovered_fen > coalesce(d.given, 0)
              """),
          new Rule(
              Harm.OVER_CAP,
              "nothing is drawn beyond the limits of a person and a county",
              """
              SELECT provisional_id, drawn_fen, person_limit_fen FROM provisional
              WHERE drawn_fen > person_limit_fen
              UNION ALL
              SELECT d.settlement_id, d.county_after_fen, d.county_limit_fen
              FROM provisional_draw d
              WHERE d.drawn_fen > 0 AND d.county_after_fen > d.county_limit_fen
              """),
          new Rule(
              Harm.UNBALANCED,
              "an open approval has its identity, an ended one has none that awaits a check",
              """
              SELECT v.provisional_id, i.person_id
              FROM (SELECT * FROM provisional WHERE state = 'OPEN') v
              FULL JOIN (SELECT * FROM identity WHERE source = 'provisional') i
                USING (bucket, person_id, category, county, valid_from)
              WHERE v.provisional_id IS NULL OR i.source IS NULL
              """),
          new Rule(
              Harm.UNBALANCED,
              "an identity that ended in good faith ends on the day of its approval's ending",
              """
              SELECT i.person_id, i.valid_to FROM identity i
              WHERE i.source = 'provisional_ended' AND NOT EXISTS (
                SELECT 1 FROM provisional v
                LEFT JOIN person_join j ON j.bucket = v.bucket AND j.person_id = v.person_id
                WHERE coalesce(j.survivor_id, v.person_id) = i.person_id
                  AND v.category = i.category AND v.county = i.county
                  AND v.valid_from = i.valid_from AND v.state = 'IN_GOOD_FAITH'
                  AND v.end_date = i.valid_to)
              """));

  private ReceivableRules() {}
}
