-- Payments of clearings among those a bank is compared with. See V28__payments_of_clearings.md.

CREATE INDEX clearing_entry_paid ON clearing_entry (entry_date) WHERE step IN ('PAY', 'REPAY');

CREATE OR REPLACE VIEW bank_payment AS
  SELECT entry_id AS payment_id, coalesce(reverses, '') AS reverses,
    document_number AS bank_reference, county, fund_code, payee, amount_fen,
    posting_date AS paid_date, entry_time AS paid_time
  FROM aid_entry WHERE kind = 'TEMPORARY' AND form = 'CASH'
  UNION ALL
  SELECT min(e.clearing_id || '/' || e.seq::text),
    CASE e.step WHEN 'REPAY' THEN min(e.clearing_id) ELSE '' END, e.bank_reference, c.county,
    split_part(c.fund, '@', 1), c.hospital_id,
    sum(CASE e.step WHEN 'PAY' THEN e.amount_fen ELSE - e.amount_fen END)::bigint,
    e.entry_date, max(e.entry_time)
  FROM clearing_entry e JOIN clearing c USING (bucket, clearing_id)
  WHERE e.step IN ('PAY', 'REPAY')
  GROUP BY e.entry_date, e.step, e.bank_reference, c.county, c.fund, c.hospital_id;
