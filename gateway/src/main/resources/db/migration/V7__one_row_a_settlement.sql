-- One wide row a settlement, by month; one row of usage an account and year. See V7__one_row_a_settlement.md.

ALTER TABLE settlement RENAME TO settlement_v1;
ALTER INDEX settlement_pkey RENAME TO settlement_v1_pkey;
ALTER TABLE posting RENAME TO posting_v1;
ALTER TABLE settlement_usage RENAME TO settlement_usage_v1;
ALTER TABLE grant_draw RENAME TO grant_draw_v1;
ALTER TABLE account_usage RENAME TO account_usage_v1;
DROP INDEX settlement_by_id, settlement_reverses, settlement_by_day, settlement_by_hospital_day;

CREATE TABLE settlement (
  posting_date          date        NOT NULL,
  bucket                smallint    NOT NULL,
  settlement_id         text        NOT NULL,
  kind                  text        NOT NULL CHECK (kind IN ('S', 'R')),
  reverses              text        CHECK ((kind = 'R') = (reverses IS NOT NULL)),
  person_id             text        NOT NULL,
  household_id          text        NOT NULL,
  hospital_id           text        NOT NULL,
  request_id            text        NOT NULL,
  encounter_id          text        NOT NULL,
  bill_number           text        NOT NULL,
  operator_id           text        NOT NULL,
  terminal_id           text        NOT NULL,
  shift_id              text        NOT NULL,
  invoice_number        text        NOT NULL,
  insurer_settlement_id text        NOT NULL,
  reason                text        NOT NULL,
  caller_id             text        NOT NULL,
  settle_time           timestamptz NOT NULL,
  commit_xid            xid8        NOT NULL DEFAULT pg_current_xact_id(),
  total_fen             bigint      NOT NULL,
  paid_fen              bigint      NOT NULL,
  hospital_share_fen    bigint      NOT NULL,
  patient_share_fen     bigint      NOT NULL,
  insured_region        text        NOT NULL,
  aid_county            text        NOT NULL,
  policy_versions       text[]      NOT NULL,
  engine_version        text        NOT NULL,
  inputs                json,
  line_account          text[]      NOT NULL,
  line_payee            text[]      NOT NULL,
  line_fen              bigint[]    NOT NULL,
  use_of_household      boolean[]   NOT NULL,
  use_year              integer[]   NOT NULL,
  use_code              text[]      NOT NULL,
  use_seq               bigint[]    NOT NULL,
  use_name_zh           text[]      NOT NULL,
  use_cap_fen           bigint[]    NOT NULL,
  use_before_fen        bigint[]    NOT NULL,
  use_added_fen         bigint[]    NOT NULL,
  draw_grant            text[]      NOT NULL,
  draw_fen              bigint[]    NOT NULL,
  PRIMARY KEY (posting_date, settlement_id, bucket),
  CHECK (paid_fen + hospital_share_fen + patient_share_fen = total_fen)
) PARTITION BY RANGE (posting_date);
CREATE INDEX settlement_by_person ON settlement (bucket, person_id, settlement_id);
CREATE INDEX settlement_by_household ON settlement (household_id, settlement_id)
  WHERE household_id <> '';
CREATE INDEX settlement_by_hospital_day ON settlement (hospital_id, posting_date, settlement_id);

CREATE TABLE reversal (
  bucket        smallint NOT NULL,
  settlement_id text     NOT NULL,
  reversal_id   text     NOT NULL,
  PRIMARY KEY (bucket, settlement_id)
);

CREATE TABLE account_year (
  bucket       smallint NOT NULL,
  account_id   text     NOT NULL,
  benefit_year integer  NOT NULL,
  version      bigint   NOT NULL,
  codes        text[]   NOT NULL,
  used_fen     bigint[] NOT NULL CHECK (0 <= ALL (used_fen)),
  held_fen     bigint[] NOT NULL CHECK (0 <= ALL (held_fen)),
  pending_fen  bigint[] NOT NULL CHECK (0 <= ALL (pending_fen)),
  seqs         bigint[] NOT NULL,
  PRIMARY KEY (bucket, account_id, benefit_year),
  CHECK (cardinality(codes) = cardinality(used_fen) AND cardinality(codes) = cardinality(held_fen)
    AND cardinality(codes) = cardinality(pending_fen) AND cardinality(codes) = cardinality(seqs))
) WITH (fillfactor = 70, toast_tuple_target = 4000);

-- What stood in tables of their own, as views ------------------------------------------------

CREATE VIEW posting AS
  SELECT s.posting_date, s.bucket, s.settlement_id, t.line::smallint AS line, t.account, t.payee,
    t.amount_fen
  FROM settlement s CROSS JOIN LATERAL unnest(s.line_account, s.line_payee, s.line_fen)
    WITH ORDINALITY AS t (account, payee, amount_fen, line);

CREATE VIEW settlement_usage AS
  SELECT s.posting_date, s.settlement_id,
    CASE WHEN t.of_household THEN s.household_id ELSE s.person_id END AS account_id,
    t.benefit_year, t.account_code, t.seq, t.name_zh, t.cap_fen, t.before_fen, t.added_fen,
    t.before_fen + t.added_fen AS after_fen
  FROM settlement s CROSS JOIN LATERAL unnest(s.use_of_household, s.use_year, s.use_code, s.use_seq,
      s.use_name_zh, s.use_cap_fen, s.use_before_fen, s.use_added_fen)
    AS t (of_household, benefit_year, account_code, seq, name_zh, cap_fen, before_fen, added_fen);

CREATE VIEW grant_draw AS
  SELECT s.posting_date, s.bucket, s.settlement_id, s.person_id, t.grant_id, t.drawn_fen
  FROM settlement s CROSS JOIN LATERAL unnest(s.draw_grant, s.draw_fen) AS t (grant_id, drawn_fen);

CREATE VIEW account_usage AS
  SELECT a.bucket, a.account_id, a.benefit_year, t.account_code, t.used_fen, t.held_fen,
    t.pending_fen, t.seq
  FROM account_year a CROSS JOIN LATERAL unnest(a.codes, a.used_fen, a.held_fen, a.pending_fen,
    a.seqs) AS t (account_code, used_fen, held_fen, pending_fen, seq);

-- What was settled before --------------------------------------------------------------------

DO $$
DECLARE month date;
BEGIN
  FOR month IN SELECT DISTINCT date_trunc('month', posting_date)::date FROM settlement_v1 LOOP
    EXECUTE format(
      'CREATE TABLE settlement_%s PARTITION OF settlement FOR VALUES FROM (%L) TO (%L)'
        ' WITH (toast_tuple_target = 4000)',
      to_char(month, 'YYYY_MM'), month, month + interval '1 month');
  END LOOP;
END $$;

INSERT INTO settlement
SELECT s.posting_date, s.bucket, s.settlement_id, s.kind, s.reverses, s.person_id, s.household_id,
  s.hospital_id, s.request_id, s.encounter_id, s.bill_number, s.operator_id, s.terminal_id,
  s.shift_id, s.invoice_number, s.insurer_settlement_id, s.reason, s.caller_id, s.settle_time,
  s.commit_xid, s.total_fen, s.paid_fen, s.hospital_share_fen, s.patient_share_fen,
  s.insured_region, s.aid_county, s.policy_versions, s.engine_version, s.inputs::json,
  p.account, p.payee, p.fen,
  coalesce(u.of_household, '{}'), coalesce(u.year, '{}'), coalesce(u.code, '{}'),
  coalesce(u.seq, '{}'), coalesce(u.name_zh, '{}'), coalesce(u.cap, '{}'),
  coalesce(u.before, '{}'), coalesce(u.added, '{}'),
  coalesce(d.grant_id, '{}'), coalesce(d.fen, '{}')
FROM settlement_v1 s
JOIN (
  SELECT bucket, settlement_id, array_agg(account ORDER BY line) AS account,
    array_agg(payee ORDER BY line) AS payee, array_agg(amount_fen ORDER BY line) AS fen
  FROM posting_v1 GROUP BY 1, 2) p USING (bucket, settlement_id)
LEFT JOIN (
  SELECT x.settlement_id,
    array_agg(x.account_id <> o.person_id ORDER BY x.account_code, x.benefit_year) AS of_household,
    array_agg(x.benefit_year ORDER BY x.account_code, x.benefit_year) AS year,
    array_agg(x.account_code ORDER BY x.account_code, x.benefit_year) AS code,
    array_agg(x.seq ORDER BY x.account_code, x.benefit_year) AS seq,
    array_agg(x.name_zh ORDER BY x.account_code, x.benefit_year) AS name_zh,
    array_agg(x.cap_fen ORDER BY x.account_code, x.benefit_year) AS cap,
    array_agg(x.before_fen ORDER BY x.account_code, x.benefit_year) AS before,
    array_agg(x.added_fen ORDER BY x.account_code, x.benefit_year) AS added
  FROM settlement_usage_v1 x JOIN settlement_v1 o USING (settlement_id)
  GROUP BY 1) u USING (settlement_id)
LEFT JOIN (
  SELECT bucket, settlement_id, array_agg(grant_id ORDER BY grant_id) AS grant_id,
    array_agg(drawn_fen ORDER BY grant_id) AS fen
  FROM grant_draw_v1 GROUP BY 1, 2) d USING (bucket, settlement_id);

INSERT INTO reversal (bucket, settlement_id, reversal_id)
SELECT bucket, reverses, settlement_id FROM settlement_v1 WHERE kind = 'R';

INSERT INTO account_year (bucket, account_id, benefit_year, version, codes, used_fen, held_fen,
  pending_fen, seqs)
SELECT bucket, account_id, benefit_year, 1, array_agg(account_code ORDER BY account_code),
  array_agg(used_fen ORDER BY account_code), array_agg(held_fen ORDER BY account_code),
  array_agg(pending_fen ORDER BY account_code), array_agg(seq ORDER BY account_code)
FROM account_usage_v1 GROUP BY 1, 2, 3;

DROP TABLE posting_v1, settlement_usage_v1, grant_draw_v1, account_usage_v1, settlement_v1;

-- Rows of which two fit a page are kept as they are.
ALTER TABLE request SET (toast_tuple_target = 4000, fillfactor = 90);
