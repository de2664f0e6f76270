-- Corrections of settlements, accounting periods, re-adjudication. See V12__corrections.md.

-- The name that PostgreSQL gave in V7, where the first one was still taken.
ALTER TABLE settlement DROP CONSTRAINT settlement_kind_check1;
ALTER TABLE settlement
  ADD corrects text,
  ADD accounting_period date,
  ADD CONSTRAINT settlement_kind_check CHECK (kind IN ('S', 'R', 'C')),
  ADD CONSTRAINT settlement_corrects_check CHECK ((kind = 'C') = (corrects IS NOT NULL)),
  ADD CONSTRAINT settlement_period_check CHECK ((kind = 'C') = (accounting_period IS NOT NULL)
    AND extract(day FROM accounting_period) = 1),
  ADD CONSTRAINT settlement_correction_check CHECK (kind <> 'C'
    OR (total_fen = 0 AND hospital_share_fen = 0));

-- Which corrections a settlement has, across all months, in their order.
CREATE TABLE correction (
  bucket        smallint NOT NULL,
  settlement_id text     NOT NULL,
  number        integer  NOT NULL CHECK (number > 0),
  correction_id text     NOT NULL,
  posting_date  date     NOT NULL,
  PRIMARY KEY (bucket, settlement_id, number)
);

-- The day whose year an amount counts in: of a correction the first of the period that it names.
CREATE OR REPLACE VIEW posting AS
  SELECT s.posting_date, s.bucket, s.settlement_id, t.line::smallint AS line, t.account, t.payee,
    t.amount_fen, coalesce(s.accounting_period, s.posting_date) AS accounting_date
  FROM settlement s CROSS JOIN LATERAL unnest(s.line_account, s.line_payee, s.line_fen)
    WITH ORDINALITY AS t (account, payee, amount_fen, line);

-- Who shares an account with whom.
CREATE INDEX household_member_of ON household_member (household_bucket, household_id);

-- Accounting periods: all before a month are closed; a correction holds the row while it books.
CREATE TABLE accounting_closed (
  one           boolean PRIMARY KEY DEFAULT true CHECK (one),
  closed_before date    NOT NULL CHECK (extract(day FROM closed_before) = 1)
);
INSERT INTO accounting_closed (closed_before) VALUES ('1970-01-01');

CREATE TABLE accounting_closing (
  period       date        PRIMARY KEY CHECK (extract(day FROM period) = 1),
  proposer_id  text        NOT NULL,
  propose_time timestamptz NOT NULL,
  closer_id    text,
  close_time   timestamptz,
  close_xid    xid8,
  CHECK ((closer_id IS NULL) = (close_time IS NULL)),
  CHECK ((closer_id IS NULL) = (close_xid IS NULL)),
  CHECK (closer_id <> proposer_id)
);

-- What a person was told of a re-adjudication that was booked.
CREATE TABLE readjudication_notice (
  bucket            smallint    NOT NULL,
  person_id         text        NOT NULL,
  readjudication_id text        NOT NULL,
  accounting_period date        NOT NULL,
  supplement_fen    bigint      NOT NULL CHECK (supplement_fen >= 0),
  claw_back_fen     bigint      NOT NULL CHECK (claw_back_fen >= 0),
  notice_zh         text        NOT NULL,
  notice_en         text        NOT NULL,
  caller_id         text        NOT NULL,
  notice_time       timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id, readjudication_id)
);
