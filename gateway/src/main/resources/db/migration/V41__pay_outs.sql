-- What claims on paper leave to be paid out, the files that name it, and payments taken back. See V41__pay_outs.md.

ALTER TABLE paper_claim ADD COLUMN paid_outside boolean NOT NULL DEFAULT false;
UPDATE paper_claim SET paid_outside = true;

ALTER TABLE receivable DROP CONSTRAINT receivable_kind_word;
ALTER TABLE receivable ADD CONSTRAINT receivable_kind_word
  CHECK (kind IN ('CLAW_BACK', 'SUPPLEMENT', 'PATIENT_SHARE', 'REFUND', 'PAY_OUT'));
ALTER TABLE receivable
  ADD COLUMN file_id text NOT NULL DEFAULT '',
  ADD COLUMN file_fen bigint NOT NULL DEFAULT 0 CHECK (file_fen BETWEEN 0 AND outstanding_fen),
  ADD CONSTRAINT receivable_in_file CHECK ((file_id = '') = (file_fen = 0)
    AND (file_id = '' OR kind IN ('PAY_OUT', 'SUPPLEMENT')));
CREATE INDEX receivable_by_file ON receivable (file_id, receivable_id) WHERE file_id <> '';
CREATE INDEX receivable_payable ON receivable (county, receivable_id)
  WHERE kind IN ('PAY_OUT', 'SUPPLEMENT') AND outstanding_fen > 0;

ALTER TABLE receivable_entry DROP CONSTRAINT receivable_entry_kind_check;
ALTER TABLE receivable_entry DROP CONSTRAINT receivable_entry_amount;
ALTER TABLE receivable_entry
  ADD COLUMN bank_reference text NOT NULL DEFAULT '',
  ADD COLUMN bank_date date,
  ADD COLUMN file_id text NOT NULL DEFAULT '',
  ADD COLUMN returns_id text NOT NULL DEFAULT '',
  ADD CONSTRAINT receivable_entry_kind_word
    CHECK (kind IN ('PAYMENT', 'RETURN', 'WRITE_OFF', 'CANCELLED', 'PLAN')),
  ADD CONSTRAINT receivable_entry_amount CHECK ((kind = 'PLAN') = (amount_fen = 0)
    AND (kind = 'RETURN') <= (amount_fen < 0) AND (amount_fen >= 0 OR kind IN ('WRITE_OFF', 'RETURN'))),
  ADD CONSTRAINT receivable_entry_returns CHECK ((kind = 'RETURN') = (returns_id <> ''));
CREATE UNIQUE INDEX receivable_entry_returned
  ON receivable_entry (bucket, person_id, receivable_id, returns_id) WHERE kind = 'RETURN';
CREATE INDEX receivable_entry_paid ON receivable_entry (bank_date) WHERE bank_reference <> '';

CREATE TABLE pay_out_file (
  file_id     text        PRIMARY KEY,
  county      text        NOT NULL,
  row_count   integer     NOT NULL CHECK (row_count >= 0),
  total_fen   bigint      NOT NULL CHECK (total_fen >= 0),
  replaces_id text        NOT NULL,
  owner_id    text        NOT NULL,
  request_id  text        NOT NULL,
  caller_id   text        NOT NULL,
  file_time   timestamptz NOT NULL
);
CREATE UNIQUE INDEX pay_out_file_replaced ON pay_out_file (replaces_id) WHERE replaces_id <> '';

CREATE TABLE pay_out_file_part (
  bucket        smallint NOT NULL,
  file_id       text     NOT NULL,
  person_id     text     NOT NULL,
  receivable_id text     NOT NULL,
  amount_fen    bigint   NOT NULL CHECK (amount_fen > 0),
  PRIMARY KEY (bucket, file_id, receivable_id)
);
CREATE INDEX pay_out_file_part_by_file ON pay_out_file_part (file_id, receivable_id);

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
  HAVING sum(t.fen) <> 0
  UNION ALL
  SELECT min(t.id), coalesce(min(t.reverses), ''), t.reference, t.county, t.fund, 'person',
    sum(t.fen)::bigint, t.day,
    least(max(t.entry_time), (t.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
  FROM (
    SELECT e.receivable_id || '/' || e.entry_id AS id, e.kind AS step, r.kind = 'CLAW_BACK' AS got,
      e.bank_reference AS reference, r.county, split_part(r.party, '@', 1) AS fund,
      CASE WHEN r.kind = 'CLAW_BACK' THEN - e.amount_fen ELSE e.amount_fen END AS fen,
      e.bank_date AS day, e.entry_time,
      CASE WHEN e.kind = 'RETURN' AND r.kind <> 'CLAW_BACK' THEN (
          SELECT min(p.receivable_id || '/' || p.entry_id)
          FROM receivable_entry o
          JOIN receivable_entry p ON p.bank_reference = o.bank_reference
            AND p.bank_date = o.bank_date AND p.kind = 'PAYMENT'
          JOIN receivable w ON w.bucket = p.bucket AND w.person_id = p.person_id
            AND w.receivable_id = p.receivable_id
          WHERE o.bucket = e.bucket AND o.person_id = e.person_id
            AND o.receivable_id = e.receivable_id AND o.entry_id = e.returns_id
            AND w.county = r.county AND w.kind <> 'CLAW_BACK'
            AND split_part(w.party, '@', 1) = split_part(r.party, '@', 1)
            AND NOT EXISTS (SELECT 1 FROM receivable_entry x WHERE x.bucket = p.bucket
              AND x.person_id = p.person_id AND x.receivable_id = p.receivable_id
              AND x.returns_id = p.entry_id AND x.bank_reference = ''))
        WHEN e.kind = 'PAYMENT' AND r.kind = 'CLAW_BACK' THEN r.receivable_id END AS reverses
    FROM receivable_entry e JOIN receivable r USING (bucket, person_id, receivable_id)
    WHERE e.kind IN ('PAYMENT', 'RETURN') AND e.bank_reference <> ''
      AND NOT EXISTS (SELECT 1 FROM receivable_entry x WHERE x.bucket = e.bucket
        AND x.person_id = e.person_id AND x.receivable_id = e.receivable_id
        AND x.returns_id = e.entry_id AND x.bank_reference = '')) t
  GROUP BY t.day, t.step, t.got, t.reference, t.county, t.fund;

-- What never came is not recovered.
CREATE OR REPLACE VIEW recovered_money AS
  SELECT 'recovered:' || r.party AS account, r.party AS fund,
    extract(year FROM e.entry_date)::integer AS received_year,
    extract(year FROM r.opened_date)::integer AS origin_year, e.entry_date, e.amount_fen,
    r.receivable_id, e.entry_id
  FROM receivable r JOIN receivable_entry e USING (bucket, person_id, receivable_id)
  WHERE r.kind = 'CLAW_BACK' AND e.kind IN ('PAYMENT', 'RETURN');
