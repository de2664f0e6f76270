package io.yizhan.auditor;

import io.yizhan.auditor.LedgerRules.Rule;
import java.util.List;

/** What must hold of clearing: it is the ledger's, it adds up, and two persons stand behind it. */
final class ClearingRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              Harm.UNBALANCED,
              "the clearings of a month are what the ledger has for hospitals, fund by fund",
              """
              SELECT coalesce(c.county, l.county), coalesce(c.month, l.month),
                coalesce(c.hospital_id, l.hospital), coalesce(c.fund, l.fund), c.gross_fen, l.fen
              FROM (SELECT * FROM clearing WHERE kind = 'MONTH') c
              FULL JOIN (
                SELECT r.county, r.month, p.hospital, p.fund, sum(p.amount_fen) AS fen,
                  count(*) AS lines
                FROM clearing_run r JOIN (
                  SELECT date_trunc('month', posting_date)::date AS month,
                    split_part(split_part(account, ':', 2), '/', 1) AS fund,
                    split_part(payee, ':', 2) AS hospital, amount_fen
                  FROM posting WHERE account LIKE 'fund:%' AND payee LIKE 'hospital:%'
                    AND right(account, 11) <> '/by-insurer') p
                  ON p.month = r.month AND split_part(p.fund, '@', 2) = r.county
                GROUP BY 1, 2, 3, 4) l
                ON l.county = c.county AND l.month = c.month AND l.hospital = c.hospital_id
                  AND l.fund = c.fund
              WHERE c.gross_fen IS DISTINCT FROM l.fen OR c.line_count IS DISTINCT FROM l.lines
              """),
          new Rule(
              Harm.UNBALANCED,
              "a run of a month is the sum of its clearings",
              """
              SELECT r.county, r.month, r.gross_fen, c.fen FROM clearing_run r FULL JOIN (
                SELECT county, month, sum(gross_fen) AS fen, sum(line_count) AS lines,
                  count(*) AS clearings
                FROM clearing WHERE kind = 'MONTH' GROUP BY 1, 2) c USING (county, month)
              WHERE r.county IS NULL OR r.gross_fen <> coalesce(c.fen, 0)
                OR r.line_count <> coalesce(c.lines, 0)
                OR r.clearing_count <> coalesce(c.clearings, 0)
              """),
          new Rule(
              Harm.UNBALANCED,
              "a clearing's amounts are the sums of its steps, its state that of the last",
              """
              SELECT clearing_id, c.state, e.state FROM clearing c FULL JOIN (
                SELECT bucket, clearing_id, max(seq) AS last, count(*) AS steps,
                  (array_agg(state ORDER BY seq DESC))[1] AS state,
                  sum(amount_fen) FILTER (WHERE step = 'PREPARE') AS gross,
                  coalesce(sum(CASE step WHEN 'DEDUCT' THEN amount_fen WHEN 'WAIVE' THEN - amount_fen
                    END), 0) AS deducted,
                  coalesce(sum(CASE step WHEN 'RETAIN' THEN amount_fen WHEN 'RELEASE'
                    THEN - amount_fen END), 0) AS retained,
                  coalesce(sum(CASE step WHEN 'OFFSET' THEN amount_fen WHEN 'UNDO_OFFSET'
                    THEN - amount_fen END), 0) AS set_off,
                  coalesce(sum(CASE step WHEN 'PAY' THEN amount_fen WHEN 'UNPAY' THEN - amount_fen
                    END), 0) AS paid,
                  coalesce(sum(CASE WHEN step IN ('USE', 'REPAY') THEN amount_fen
                    WHEN step = 'UNDO_USE' THEN - amount_fen END), 0) AS used
                FROM clearing_entry GROUP BY 1, 2) e USING (bucket, clearing_id)
              WHERE (c.gross_fen, c.deducted_fen, c.retained_fen, c.offset_fen, c.paid_fen, c.used_fen,
                  c.state, c.last_seq, c.last_seq) IS DISTINCT FROM (e.gross, e.deducted, e.retained,
                  e.set_off, e.paid, e.used, e.state, e.last, e.steps)
              """),
          new Rule(
              Harm.UNBALANCED,
              "nothing is paid of a clearing beyond what is payable, nor used beyond what there was",
              """
              SELECT clearing_id, state FROM (
                SELECT *, gross_fen - deducted_fen - offset_fen - retained_fen AS payable
                FROM clearing) c
              WHERE (gross_fen >= 0 AND paid_fen > payable) OR (gross_fen < 0 AND paid_fen <> 0)
                OR used_fen > CASE WHEN kind = 'ADVANCE' THEN paid_fen
                  ELSE greatest(0, - payable) END
                OR (kind = 'ADVANCE' AND offset_fen <> 0)
                OR (state IN ('APPROVED', 'PARTLY_PAID') AND payable <= paid_fen)
                OR (state = 'APPROVED' AND paid_fen <> 0) OR (state = 'PARTLY_PAID' AND paid_fen = 0)
                OR (state = 'PAID' AND payable <> paid_fen AND payable <> - used_fen)
                OR (state = 'CARRIED' AND - payable <= used_fen)
              """),
          new Rule(
              Harm.UNBALANCED,
              "whoever approved a clearing has not prepared, changed or checked it",
              """
              SELECT a.clearing_id, a.caller_id FROM clearing_entry a
              JOIN clearing_entry o USING (bucket, clearing_id)
              WHERE a.step = 'APPROVE' AND o.caller_id = a.caller_id AND o.seq < a.seq
                AND o.step IN ('PREPARE', 'DEDUCT', 'WAIVE', 'RETAIN', 'RELEASE', 'OFFSET',
                  'UNDO_OFFSET', 'UNPAY', 'CHECK')
              UNION ALL
              SELECT p.clearing_id, p.caller_id FROM clearing_entry p
              WHERE p.step = 'PAY' AND coalesce((
                SELECT step FROM clearing_entry a WHERE a.bucket = p.bucket
                  AND a.clearing_id = p.clearing_id AND a.seq < p.seq
                  AND a.step IN ('PREPARE', 'APPROVE', 'RELEASE', 'UPHOLD', 'RETURN', 'UNPAY')
                ORDER BY a.seq DESC LIMIT 1), '') <> 'APPROVE'
              """),
          new Rule(
              Harm.UNBALANCED,
              "what is set off of one clearing is used of another of the same hospital and fund",
              """
              SELECT coalesce(o.clearing_id, u.other_id), coalesce(o.other_id, u.clearing_id) FROM (
                SELECT clearing_id, other_id, owner_id, request_id, amount_fen,
                  CASE step WHEN 'OFFSET' THEN 'USE' ELSE 'UNDO_USE' END AS half
                FROM clearing_entry WHERE step IN ('OFFSET', 'UNDO_OFFSET')) o
              FULL JOIN (SELECT * FROM clearing_entry WHERE step IN ('USE', 'UNDO_USE')) u
                ON u.step = o.half AND u.other_id = o.clearing_id AND u.clearing_id = o.other_id
                  AND u.owner_id = o.owner_id AND u.request_id = o.request_id
                  AND u.amount_fen = o.amount_fen
              WHERE o.clearing_id IS NULL OR u.clearing_id IS NULL OR NOT EXISTS (
                SELECT 1 FROM clearing a JOIN clearing b USING (hospital_id, fund)
                WHERE a.clearing_id = o.clearing_id AND b.clearing_id = u.clearing_id)
              UNION ALL
              SELECT clearing_id, other_id FROM clearing_entry WHERE other_id <> ''
              GROUP BY clearing_id, other_id HAVING sum(CASE WHEN step IN ('OFFSET', 'USE')
                THEN amount_fen ELSE - amount_fen END) < 0
              """),
          new Rule(
              Harm.UNBALANCED,
              "what is taken back was paid, whole, and nothing is paid twice under one reference",
              """
              SELECT clearing_id, reference, standing_fen::text, had_fen::text FROM (
                SELECT e.clearing_id, k.reference, e.step, e.amount_fen,
                  sum(CASE e.step WHEN 'PAY' THEN e.amount_fen ELSE - e.amount_fen END)
                    OVER so_far AS standing_fen,
                  sum(CASE WHEN e.step = 'PAY' THEN e.amount_fen WHEN e.bank_reference = ''
                    THEN - e.amount_fen END) OVER so_far AS had_fen
                FROM clearing_entry e CROSS JOIN LATERAL (SELECT CASE e.step
                  WHEN 'UNPAY' THEN e.paid_reference ELSE e.bank_reference END AS reference) k
                WHERE e.step IN ('PAY', 'UNPAY')
                WINDOW so_far AS (PARTITION BY e.bucket, e.clearing_id, k.reference
                  ORDER BY e.seq)) x
              WHERE standing_fen <> CASE step WHEN 'PAY' THEN amount_fen ELSE 0 END
                OR (step = 'PAY' AND had_fen <> amount_fen)
              """),
          new Rule(
              Harm.UNBALANCED,
              "every step that sets money, and every dispute, has its reason among the private texts",
              """
              SELECT e.clearing_id, e.seq, e.step FROM clearing_entry e
              LEFT JOIN clearing c USING (bucket, clearing_id)
              LEFT JOIN person_private x ON x.person_id = e.clearing_id AND x.kind = 'text:REASON'
                AND x.alias = convert_to(e.seq::text, 'UTF8')
              WHERE e.reason <> '' OR (x.person_id IS NULL)
                = (e.step NOT IN ('CHECK', 'APPROVE', 'PAY')
                  AND NOT (e.step = 'PREPARE' AND c.kind IS DISTINCT FROM 'ADVANCE'))
              """),
          new Rule(
              Harm.UNBALANCED,
              "a payment file is the sum of its parts, each what was to be paid of a clearing then",
              """
              SELECT f.file_id, f.total_fen::text FROM payment_file f
              LEFT JOIN (SELECT file_id, sum(amount_fen) AS fen FROM payment_file_part GROUP BY 1) p
                USING (file_id)
              WHERE f.replaces_id IS NOT NULL AND (
                f.total_fen <> coalesce(p.fen, 0)
                OR (f.replaces_id <> '' AND NOT EXISTS (SELECT 1 FROM payment_file o
                  WHERE o.file_id = f.replaces_id AND o.county = f.county)))
              UNION ALL
              SELECT p.file_id, p.clearing_id FROM payment_file_part p
              LEFT JOIN clearing c USING (bucket, clearing_id)
              LEFT JOIN payment_file f ON f.file_id = p.file_id AND f.county = c.county
                AND f.replaces_id IS NOT NULL
              LEFT JOIN clearing_entry e ON e.bucket = p.bucket AND e.clearing_id = p.clearing_id
                AND e.seq = p.seq
              WHERE f.file_id IS NULL OR e.state IS NULL
                OR e.state NOT IN ('APPROVED', 'PARTLY_PAID') OR p.amount_fen <> (
                  SELECT sum(CASE
                    WHEN step IN ('PREPARE', 'WAIVE', 'RELEASE', 'UNDO_OFFSET', 'UNPAY')
                    THEN amount_fen
                    WHEN step IN ('DEDUCT', 'RETAIN', 'OFFSET', 'PAY') THEN - amount_fen END)
                  FROM clearing_entry s WHERE s.bucket = p.bucket
                    AND s.clearing_id = p.clearing_id AND s.seq <= p.seq)
              """),
          new Rule(
              Harm.DOUBLED,
              "no two payment files name the same money, and what is named is known to be",
              """
              WITH part AS (
                SELECT p.bucket, p.clearing_id, p.file_id,
                  count(e.seq) FILTER (WHERE e.seq <= p.seq) AS paid_before,
                  count(e.seq) FILTER (WHERE e.seq > p.seq) AS paid_after
                FROM payment_file_part p LEFT JOIN (
                  SELECT y.* FROM clearing_entry y WHERE y.step = 'PAY' AND NOT EXISTS (
                    SELECT 1 FROM clearing_entry u
                    WHERE u.bucket = y.bucket AND u.clearing_id = y.clearing_id AND u.seq > y.seq
                      AND u.step = 'UNPAY' AND u.bank_reference = ''
                      AND u.paid_reference = y.bank_reference
                      AND NOT EXISTS (SELECT 1 FROM clearing_entry m
                        WHERE m.bucket = y.bucket AND m.clearing_id = y.clearing_id
                          AND m.step = 'PAY' AND m.bank_reference = y.bank_reference
                          AND m.seq > y.seq AND m.seq < u.seq))) e
                  ON e.bucket = p.bucket AND e.clearing_id = p.clearing_id
                WHERE NOT EXISTS (SELECT 1 FROM payment_file g WHERE g.replaces_id = p.file_id)
                GROUP BY 1, 2, 3)
              SELECT clearing_id, min(file_id), max(file_id) FROM part
              GROUP BY clearing_id, paid_before HAVING count(*) > 1
              UNION ALL
              SELECT coalesce(c.clearing_id, p.clearing_id), c.file_id, p.file_id
              FROM (SELECT * FROM clearing WHERE file_id <> '') c
              FULL JOIN (SELECT * FROM part WHERE paid_after = 0) p
                ON p.bucket = c.bucket AND p.clearing_id = c.clearing_id AND p.file_id = c.file_id
              WHERE c.file_id IS NULL OR (p.file_id IS NULL AND NOT EXISTS (
                SELECT 1 FROM payment_file f WHERE f.file_id = c.file_id AND f.county = c.county
                  AND f.replaces_id IS NULL))
              """),
          new Rule(
              Harm.DOUBLED,
              "every step, run, payment file and payee's account has the request that asked for it, with"
                  + " its reply",
              """
              SELECT s.id, s.owner_id, s.request_id FROM (
                SELECT clearing_id AS id, owner_id, request_id FROM clearing_entry
                UNION ALL SELECT run_id, owner_id, request_id FROM clearing_run
                UNION ALL SELECT file_id, owner_id, request_id FROM payment_file
                UNION ALL SELECT appropriation_id, owner_id, request_id FROM appropriation
                UNION ALL SELECT arrival_id, owner_id, request_id FROM appropriation_arrival
                UNION ALL SELECT payee_account_id, owner_id, request_id FROM payee_account
                UNION ALL SELECT payee_account_id, confirm_owner_id, confirm_request_id
                FROM payee_account WHERE confirmer_id <> '') s
              LEFT JOIN request r ON r.owner_id = s.owner_id AND r.request_id = s.request_id
                AND r.kind = 'CLEARING' AND r.state = 'BOOKED' AND r.reply IS NOT NULL
              WHERE r.request_id IS NULL
              UNION ALL
              SELECT 'no effect', owner_id, request_id FROM request r LEFT JOIN (
                SELECT owner_id, request_id, true AS done FROM clearing_entry
                UNION SELECT owner_id, request_id, true FROM clearing_run
                UNION SELECT owner_id, request_id, true FROM payment_file
                UNION SELECT owner_id, request_id, true FROM appropriation
                UNION SELECT owner_id, request_id, true FROM appropriation_arrival
                UNION SELECT owner_id, request_id, true FROM payee_account
                UNION SELECT confirm_owner_id, confirm_request_id, true FROM payee_account) s
                USING (owner_id, request_id)
              WHERE r.kind = 'CLEARING' AND s.done IS NULL
              """),
          new Rule(
              Harm.UNBALANCED,
              "the parts of an appropriation add up to it, and it is money of its fund",
              """
              SELECT a.fund, a.appropriation_id FROM appropriation a
              WHERE amount_fen <> coalesce((SELECT sum(t.fen) FROM unnest(party_fens) AS t (fen)), 0)
                OR NOT EXISTS (
                  SELECT 1 FROM statutory_money m WHERE m.fund_code = a.fund
                    AND m.budget_year = a.budget_year AND m.entry_id = a.appropriation_id
                    AND m.amount_fen = a.amount_fen
                  UNION ALL
                  SELECT 1 FROM fund_entry m WHERE m.fund_code = a.fund AND a.budget_year = 0
                    AND m.kind = 'BUDGET' AND m.entry_id = a.appropriation_id
                    AND m.amount_fen = a.amount_fen)
              UNION ALL
              SELECT v.party, v.appropriation_id FROM (
                SELECT appropriation_id, party, sum(amount_fen) AS fen FROM appropriation_arrival
                GROUP BY 1, 2) v
              WHERE NOT EXISTS (
                SELECT 1 FROM appropriation a
                CROSS JOIN LATERAL unnest(a.parties, a.party_fens) AS t (party, fen)
                WHERE a.appropriation_id = v.appropriation_id AND t.party = v.party
                  AND v.fen <= t.fen)
              """),
          new Rule(
              Harm.UNBALANCED,
              "what funds have spent by day is the sum of their lines of the days that are counted",
              """
              WITH counted AS (
                SELECT least(counted_before, (now() AT TIME ZONE 'Asia/Shanghai')::date - 1) AS before
                FROM statutory_counted)
              SELECT coalesce(d.fund, l.fund), coalesce(d.spent_day, l.day), d.spent_fen, l.fen
              FROM (SELECT * FROM fund_day WHERE spent_day < (SELECT before FROM counted)) d
              FULL JOIN (
                SELECT split_part(split_part(account, ':', 2), '/', 1) AS fund,
                  extract(year FROM accounting_date)::integer AS year, posting_date AS day,
                  CASE WHEN payee LIKE 'hospital:%' THEN 'HOSPITAL' WHEN payee = 'patient'
                    THEN 'CORRECTION' ELSE 'PERSON' END AS paid_to, sum(amount_fen) AS fen
                FROM (SELECT posting_date, accounting_date, account, payee, amount_fen FROM posting
                  UNION ALL SELECT posting_date, posting_date, account, payee, amount_fen
                  FROM aid_posting) p
                WHERE account LIKE 'fund:%' AND right(account, 11) <> '/by-insurer'
                  AND posting_date < (SELECT before FROM counted)
                GROUP BY 1, 2, 3, 4
                UNION ALL
                SELECT payer, extract(year FROM entry_date)::integer, entry_date, 'WRITE_OFF',
                  sum(amount_fen)
                FROM receivable_entry WHERE kind = 'WRITE_OFF'
                  AND entry_date < (SELECT before FROM counted)
                GROUP BY 1, 2, 3) l
                ON l.fund = d.fund AND l.year = d.spent_year AND l.day = d.spent_day
                  AND l.paid_to = d.paid_to
              WHERE d.spent_fen IS DISTINCT FROM l.fen
              """));

  private ClearingRules() {}
}
