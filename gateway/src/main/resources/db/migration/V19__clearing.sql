-- Monthly clearing of hospitals, advances, payment files. See V19__clearing.md.

CREATE TABLE clearing_run (
  county         text        NOT NULL CHECK (county ~ '^[0-9]{6}$'),
  month          date        NOT NULL CHECK (extract(day FROM month) = 1),
  run_id         text        NOT NULL,
  gross_fen      bigint      NOT NULL,
  line_count     integer     NOT NULL,
  clearing_count integer     NOT NULL,
  owner_id       text        NOT NULL,
  request_id     text        NOT NULL,
  caller_id      text        NOT NULL,
  run_time       timestamptz NOT NULL,
  PRIMARY KEY (county, month)
);

CREATE TABLE clearing (
  bucket          smallint NOT NULL,
  clearing_id     text     NOT NULL,
  kind            text     NOT NULL CHECK (kind IN ('MONTH', 'ADVANCE')),
  county          text     NOT NULL,
  fund            text     NOT NULL,
  hospital_id     text     NOT NULL,
  month           date     NOT NULL CHECK (extract(day FROM month) = 1),
  line_count      integer  NOT NULL,
  gross_fen       bigint   NOT NULL CHECK (kind = 'MONTH' OR gross_fen > 0),
  deducted_fen    bigint   NOT NULL DEFAULT 0 CHECK (deducted_fen >= 0),
  offset_fen      bigint   NOT NULL DEFAULT 0 CHECK (offset_fen >= 0),
  retained_fen    bigint   NOT NULL DEFAULT 0 CHECK (retained_fen >= 0),
  paid_fen        bigint   NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
  used_fen        bigint   NOT NULL DEFAULT 0 CHECK (used_fen >= 0),
  unpaid_fen      bigint   NOT NULL GENERATED ALWAYS AS
    (gross_fen - deducted_fen - offset_fen - retained_fen - paid_fen) STORED,
  state           text     NOT NULL CHECK (state IN ('PREPARED', 'CHECKED', 'APPROVED',
    'PARTLY_PAID', 'PAID', 'CARRIED', 'DISPUTED', 'WITHDRAWN')),
  before_dispute  text     NOT NULL,
  last_seq        integer  NOT NULL,
  preparer_id     text     NOT NULL,
  approver_id     text     NOT NULL DEFAULT '',
  PRIMARY KEY (bucket, clearing_id),
  CHECK (split_part(fund, '@', 2) = county),
  CHECK (approver_id <> preparer_id),
  CHECK ((state = 'DISPUTED') OR before_dispute = state),
  CHECK (state NOT IN ('APPROVED', 'PARTLY_PAID') OR unpaid_fen > 0),
  CHECK (state <> 'PAID' OR unpaid_fen = 0 OR unpaid_fen = - used_fen),
  CHECK (gross_fen < 0 OR unpaid_fen >= 0)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX clearing_once ON clearing (bucket, hospital_id, fund, month)
  WHERE kind = 'MONTH';
CREATE INDEX clearing_by_id ON clearing (clearing_id);
CREATE INDEX clearing_by_county ON clearing (county, clearing_id);
CREATE INDEX clearing_by_fund ON clearing (fund, month);
CREATE INDEX clearing_by_hospital ON clearing (hospital_id, clearing_id);

-- Append-only.
CREATE TABLE clearing_entry (
  bucket         smallint    NOT NULL,
  clearing_id    text        NOT NULL,
  seq            integer     NOT NULL CHECK (seq > 0),
  step           text        NOT NULL,
  amount_fen     bigint      NOT NULL CHECK (step = 'PREPARE' OR amount_fen >= 0),
  state          text        NOT NULL,
  reason         text        NOT NULL,
  bank_reference text        NOT NULL CHECK ((step IN ('PAY', 'REPAY')) = (bank_reference <> '')),
  other_id       text        NOT NULL CHECK ((step IN ('OFFSET', 'USE')) = (other_id <> '')),
  owner_id       text        NOT NULL,
  request_id     text        NOT NULL,
  caller_id      text        NOT NULL,
  entry_date     date        NOT NULL,
  entry_time     timestamptz NOT NULL,
  PRIMARY KEY (bucket, clearing_id, seq)
);

CREATE TABLE payment_file (
  file_id        text        PRIMARY KEY,
  county         text        NOT NULL,
  row_count      integer     NOT NULL,
  total_fen      bigint      NOT NULL,
  content_sha256 bytea       NOT NULL,
  owner_id       text        NOT NULL,
  request_id     text        NOT NULL,
  caller_id      text        NOT NULL,
  file_time      timestamptz NOT NULL
);

-- Fund accounts ------------------------------------------------------------------------------

-- How regions share a fund's money, from a day on.
CREATE TABLE fund_share (
  fund            text        NOT NULL,
  valid_from      date        NOT NULL,
  parties         text[]      NOT NULL,
  weights         integer[]   NOT NULL CHECK (0 < ALL (weights)),
  remainder_party text        NOT NULL,
  source          text        NOT NULL,
  caller_id       text        NOT NULL,
  put_time        timestamptz NOT NULL,
  PRIMARY KEY (fund, valid_from),
  CHECK (cardinality(parties) = cardinality(weights) AND remainder_party = ANY (parties))
);

-- Append-only: money that was decided for a fund, who gives which part of it, and what arrived.
CREATE TABLE appropriation (
  fund             text        NOT NULL,
  budget_year      integer     NOT NULL,
  appropriation_id text        NOT NULL,
  amount_fen       bigint      NOT NULL CHECK (amount_fen > 0),
  parties          text[]      NOT NULL,
  party_fens       bigint[]    NOT NULL CHECK (0 <= ALL (party_fens)),
  document_number  text        NOT NULL,
  owner_id         text        NOT NULL,
  request_id       text        NOT NULL,
  caller_id        text        NOT NULL,
  entry_date       date        NOT NULL,
  entry_time       timestamptz NOT NULL,
  PRIMARY KEY (fund, budget_year, appropriation_id),
  CHECK (cardinality(parties) = cardinality(party_fens))
);
CREATE INDEX appropriation_by_id ON appropriation (appropriation_id);

CREATE TABLE appropriation_arrival (
  appropriation_id text        NOT NULL,
  arrival_id       text        NOT NULL,
  party            text        NOT NULL,
  amount_fen       bigint      NOT NULL CHECK (amount_fen > 0),
  bank_reference   text        NOT NULL,
  owner_id         text        NOT NULL,
  request_id       text        NOT NULL,
  caller_id        text        NOT NULL,
  entry_date       date        NOT NULL,
  entry_time       timestamptz NOT NULL,
  PRIMARY KEY (appropriation_id, arrival_id)
);

-- All that funds pay, by whom it is paid to; a correction pays nobody: it moves what a fund bears.
CREATE VIEW fund_line AS
  SELECT split_part(substr(account, 6), '/', 1) AS fund, accounting_date, posting_date AS spent_day,
    CASE WHEN starts_with(payee, 'hospital:') THEN 'HOSPITAL' WHEN payee = 'patient'
      THEN 'CORRECTION' ELSE 'PERSON' END AS paid_to, amount_fen
  FROM posting WHERE account LIKE 'fund:%' AND account NOT LIKE '%/by-insurer'
  UNION ALL
  SELECT split_part(substr(account, 6), '/', 1), posting_date, posting_date, 'PERSON', amount_fen
  FROM aid_posting WHERE account LIKE 'fund:%'
  UNION ALL
  SELECT payer, entry_date, entry_date, 'WRITE_OFF', amount_fen
  FROM receivable_entry WHERE kind = 'WRITE_OFF';

-- Its sums of the days that are counted.
CREATE TABLE fund_day (
  fund       text    NOT NULL,
  spent_year integer NOT NULL,
  spent_day  date    NOT NULL,
  paid_to    text    NOT NULL CHECK (paid_to IN ('HOSPITAL', 'PERSON', 'CORRECTION', 'WRITE_OFF')),
  spent_fen  bigint  NOT NULL,
  PRIMARY KEY (fund, spent_year, spent_day, paid_to)
);
CREATE INDEX fund_day_by_day ON fund_day (fund, spent_day);
CREATE INDEX fund_day_by_code ON fund_day (split_part(fund, '@', 1), fund);
INSERT INTO fund_day (fund, spent_year, spent_day, paid_to, spent_fen)
SELECT fund, extract(year FROM accounting_date)::integer, spent_day, paid_to, sum(amount_fen)
FROM fund_line WHERE spent_day < (SELECT counted_before FROM statutory_counted)
GROUP BY 1, 2, 3, 4;

-- What persons have paid back to funds: its account, the year it came in, and the year that it is of.
CREATE VIEW recovered_money AS
  SELECT 'recovered:' || r.party AS account, r.party AS fund,
    extract(year FROM e.entry_date)::integer AS received_year,
    extract(year FROM r.opened_date)::integer AS origin_year, e.entry_date, e.amount_fen,
    r.receivable_id, e.entry_id
  FROM receivable r JOIN receivable_entry e USING (bucket, person_id, receivable_id)
  WHERE r.kind = 'CLAW_BACK' AND e.kind = 'PAYMENT';
