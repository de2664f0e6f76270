-- A payment can be taken back, and has the bank's day. See V40__payments_taken_back.md.

ALTER TABLE clearing_entry
  ADD COLUMN bank_date date,
  ADD COLUMN paid_reference text NOT NULL DEFAULT '',
  ADD COLUMN file_id text NOT NULL DEFAULT '';

-- Which file named a clearing until it was paid: the last before, with no payment in between.
UPDATE clearing_entry e SET file_id = p.file_id
FROM payment_file_part p
WHERE e.step = 'PAY' AND p.bucket = e.bucket AND p.clearing_id = e.clearing_id AND p.seq < e.seq
  AND NOT EXISTS (SELECT 1 FROM clearing_entry m WHERE m.bucket = e.bucket
    AND m.clearing_id = e.clearing_id AND m.step = 'PAY' AND m.seq > p.seq AND m.seq < e.seq)
  AND NOT EXISTS (SELECT 1 FROM payment_file_part q WHERE q.bucket = e.bucket
    AND q.clearing_id = e.clearing_id AND q.seq > p.seq AND q.seq < e.seq)
  AND NOT EXISTS (SELECT 1 FROM payment_file g WHERE g.replaces_id = p.file_id);

ALTER TABLE clearing_entry DROP CONSTRAINT clearing_entry_check1;
ALTER TABLE clearing_entry
  ADD CONSTRAINT clearing_entry_names_the_transfer CHECK (CASE
    WHEN step IN ('PAY', 'REPAY') THEN bank_reference <> ''
    ELSE step = 'UNPAY' OR bank_reference = '' END) NOT VALID,
  ADD CONSTRAINT clearing_entry_names_the_payment
    CHECK ((step = 'UNPAY') = (paid_reference <> '')) NOT VALID;

DROP INDEX clearing_entry_paid;
CREATE INDEX clearing_entry_paid ON clearing_entry (coalesce(bank_date, entry_date))
  WHERE step IN ('PAY', 'UNPAY', 'REPAY');

CREATE OR REPLACE VIEW bank_payment AS
  SELECT entry_id AS payment_id, coalesce(reverses, '') AS reverses,
    document_number AS bank_reference, county, fund_code, payee, amount_fen,
    posting_date AS paid_date, entry_time AS paid_time
  FROM aid_entry WHERE kind = 'TEMPORARY' AND form = 'CASH'
  UNION ALL
  SELECT coalesce(min(t.id) FILTER (WHERE NOT t.never), min(t.id)), coalesce(min(t.reverses), ''),
    t.reference, t.county, t.fund, t.hospital_id, sum(t.fen)::bigint, t.day,
    least(coalesce(max(t.entry_time) FILTER (WHERE NOT t.never), max(t.entry_time)),
      (t.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
  FROM (
    SELECT e.clearing_id || '/' || e.seq::text AS id, e.step = 'UNPAY' AND e.bank_reference = '' AS never,
      CASE e.step
        WHEN 'REPAY' THEN e.clearing_id
        WHEN 'UNPAY' THEN CASE WHEN e.bank_reference <> '' THEN (
          SELECT min(p.clearing_id || '/' || p.seq::text)
          FROM clearing_entry p JOIN clearing d USING (bucket, clearing_id)
          WHERE p.bucket = e.bucket AND d.hospital_id = c.hospital_id AND d.fund = c.fund
            AND p.step = 'PAY' AND p.bank_reference = e.paid_reference
            AND coalesce(p.bank_date, p.entry_date) = (
              SELECT coalesce(q.bank_date, q.entry_date) FROM clearing_entry q
              WHERE q.bucket = e.bucket AND q.clearing_id = e.clearing_id AND q.step = 'PAY'
                AND q.bank_reference = e.paid_reference AND q.seq < e.seq
              ORDER BY q.seq DESC LIMIT 1)) END
      END AS reverses,
      CASE WHEN e.step = 'UNPAY' AND e.bank_reference = '' THEN 'PAY' ELSE e.step END AS step,
      CASE WHEN e.step = 'UNPAY' AND e.bank_reference = '' THEN e.paid_reference
        ELSE e.bank_reference END AS reference,
      c.county, split_part(c.fund, '@', 1) AS fund, c.hospital_id,
      CASE e.step WHEN 'PAY' THEN e.amount_fen ELSE - e.amount_fen END AS fen,
      coalesce(e.bank_date, e.entry_date) AS day, e.entry_time
    FROM clearing_entry e JOIN clearing c USING (bucket, clearing_id)
    WHERE e.step IN ('PAY', 'UNPAY', 'REPAY')) t
  GROUP BY t.day, t.step, t.reference, t.county, t.fund, t.hospital_id
  HAVING sum(t.fen) <> 0;
