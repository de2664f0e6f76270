-- Statements of hospitals, insurers and banks, and how they differ. See V18__reconciliation.md.

CREATE TABLE reconciliation_statement (
  bucket           smallint    NOT NULL,
  receipt_id       text        NOT NULL,
  party            text        NOT NULL CHECK (party ~ '^(hospital|insurer|bank):.'),
  statement_id     text        NOT NULL,
  state            text        NOT NULL CHECK (state IN ('RECEIVING', 'ACCEPTED')),
  from_date        date        NOT NULL,
  to_date          date        NOT NULL,
  part             boolean     NOT NULL,
  refund_lines     text        NOT NULL CHECK (refund_lines IN ('WITH', 'WITHOUT', 'LIVE_ONLY')),
  fund_codes       text[]      NOT NULL,
  through_time     timestamptz,
  stated_bill_fen  bigint,
  stated_fund_fen  bigint,
  line_count       integer     NOT NULL DEFAULT 0,
  bills_stated     integer     NOT NULL DEFAULT 0,
  ids_stated       integer     NOT NULL DEFAULT 0,
  requests_stated  integer     NOT NULL DEFAULT 0,
  insurers_stated  integer     NOT NULL DEFAULT 0,
  funds_stated     integer     NOT NULL DEFAULT 0,
  bill_fen         bigint      NOT NULL DEFAULT 0,
  fund_fen         bigint      NOT NULL DEFAULT 0,
  content_hash     bytea,
  caller_id        text        NOT NULL,
  begin_time       timestamptz NOT NULL,
  accept_time      timestamptz,
  PRIMARY KEY (bucket, receipt_id),
  CHECK (from_date <= to_date AND to_date - from_date < 31),
  CHECK ((state = 'ACCEPTED') = (accept_time IS NOT NULL AND content_hash IS NOT NULL)),
  CHECK ((stated_bill_fen IS NULL) = (stated_fund_fen IS NULL))
);
CREATE INDEX reconciliation_statement_by_day
  ON reconciliation_statement (bucket, party, to_date) WHERE state = 'ACCEPTED';
CREATE INDEX reconciliation_statement_running
  ON reconciliation_statement (to_date) WHERE state = 'ACCEPTED';
CREATE INDEX reconciliation_statement_unfinished
  ON reconciliation_statement (begin_time) WHERE state = 'RECEIVING';

-- Which receipt of a statement was accepted: claimed first, so one id is one statement.
CREATE TABLE reconciliation_accepted (
  bucket       smallint NOT NULL,
  party        text     NOT NULL,
  statement_id text     NOT NULL,
  receipt_id   text     NOT NULL,
  PRIMARY KEY (bucket, party, statement_id)
);

CREATE TABLE reconciliation_line (
  bucket                smallint NOT NULL,
  receipt_id            text     NOT NULL,
  line_number           integer  NOT NULL CHECK (line_number > 0),
  settlement_id         text     NOT NULL,
  request_id            text     NOT NULL,
  insurer_settlement_id text     NOT NULL,
  person_alias          bytea,
  twin                  bytea,
  refund                boolean  NOT NULL,
  day                   date     NOT NULL,
  bill_fen              bigint   NOT NULL,
  fund_fen              bigint   NOT NULL,
  fund_codes            text[]   NOT NULL,
  fund_amounts_fen      bigint[] NOT NULL,
  PRIMARY KEY (bucket, receipt_id, line_number),
  CHECK (cardinality(fund_codes) = cardinality(fund_amounts_fen))
);
CREATE INDEX reconciliation_line_by_settlement ON reconciliation_line (bucket, settlement_id)
  WHERE settlement_id <> '';
CREATE INDEX reconciliation_line_by_request ON reconciliation_line (bucket, request_id)
  WHERE request_id <> '';
CREATE INDEX reconciliation_line_by_twin ON reconciliation_line (bucket, twin)
  WHERE twin IS NOT NULL;

CREATE TABLE reconciliation_run (
  bucket              smallint    NOT NULL,
  party               text        NOT NULL,
  from_date           date        NOT NULL,
  to_date             date        NOT NULL,
  as_of_time          timestamptz NOT NULL,
  there_count         bigint      NOT NULL,
  there_bill_fen      bigint      NOT NULL,
  there_fund_fen      bigint      NOT NULL,
  here_count          bigint      NOT NULL,
  here_bill_fen       bigint      NOT NULL,
  here_fund_fen       bigint      NOT NULL,
  pending_there_count bigint      NOT NULL,
  pending_there_bill_fen bigint   NOT NULL,
  pending_there_fund_fen bigint   NOT NULL,
  pending_here_count  bigint      NOT NULL,
  pending_here_bill_fen bigint    NOT NULL,
  pending_here_fund_fen bigint    NOT NULL,
  paired_count        bigint      NOT NULL,
  by_other_key_count  bigint      NOT NULL,
  cancelled_count     bigint      NOT NULL,
  complete            boolean     NOT NULL,
  PRIMARY KEY (bucket, party, from_date, to_date)
);

CREATE TABLE reconciliation_break (
  bucket          smallint    NOT NULL,
  break_id        text        NOT NULL,
  party           text        NOT NULL,
  from_date       date        NOT NULL,
  to_date         date        NOT NULL,
  state           text        NOT NULL CHECK (state IN ('OPEN', 'GONE')),
  kind            text        NOT NULL CHECK (kind IN ('MISSING_HERE', 'MISSING_THERE', 'DUPLICATE',
    'AMOUNT_DIFFERS', 'REVERSED_ON_ONE_SIDE', 'WRONG_DAY', 'ROUNDING', 'AMBIGUOUS', 'UNEXPLAINED')),
  side            text        NOT NULL CHECK (side IN ('HERE', 'THERE', 'BOTH')),
  bill_fen        bigint      NOT NULL,
  fund_fen        bigint      NOT NULL,
  first_difference text       NOT NULL,
  mending         text        NOT NULL
    CHECK (mending IN ('UNDO', 'REVERSE', 'ASK_TO_REPEAT', 'ASK_TO_CORRECT', 'CLARIFY')),
  line_receipt    text[]      NOT NULL,
  line_number     integer[]   NOT NULL,
  entry_id        text[]      NOT NULL,
  found_time      timestamptz NOT NULL,
  seen_time       timestamptz NOT NULL,
  PRIMARY KEY (bucket, break_id),
  CHECK (cardinality(line_receipt) = cardinality(line_number))
);
CREATE INDEX reconciliation_break_open
  ON reconciliation_break (bucket, party, from_date, to_date, break_id) WHERE state = 'OPEN';

-- What mends a break here: prepared by one person, approved by another, carried out once.
CREATE TABLE reconciliation_mend (
  bucket            smallint    NOT NULL,
  break_id          text        NOT NULL,
  party             text        NOT NULL,
  mending           text        NOT NULL CHECK (mending IN ('UNDO', 'REVERSE')),
  state             text        NOT NULL CHECK (state IN ('PREPARED', 'APPROVED', 'DONE', 'MOOT')),
  hospital_id       text        NOT NULL,
  settlement_id     text        NOT NULL,
  request_id        text        NOT NULL,
  preparer_id       text        NOT NULL,
  prepare_operator  text        NOT NULL,
  prepare_time      timestamptz NOT NULL,
  approver_id       text,
  approve_operator  text,
  approve_time      timestamptz,
  done_time         timestamptz,
  reversal_id       text        NOT NULL DEFAULT '',
  PRIMARY KEY (bucket, break_id),
  CHECK (approver_id <> preparer_id),
  CHECK ((state = 'PREPARED') = (approver_id IS NULL)),
  CHECK ((approver_id IS NULL) = (approve_time IS NULL)),
  CHECK ((approver_id IS NULL) = (approve_operator IS NULL)),
  CHECK ((state IN ('DONE', 'MOOT')) = (done_time IS NOT NULL))
);
CREATE INDEX reconciliation_mend_due ON reconciliation_mend (approve_time)
  WHERE state = 'APPROVED';

-- What a division's bank is told to pay. Clearing adds its own payments to it.
CREATE VIEW bank_payment AS
  SELECT entry_id AS payment_id, coalesce(reverses, '') AS reverses,
    document_number AS bank_reference, county, fund_code, payee, amount_fen,
    posting_date AS paid_date, entry_time AS paid_time
  FROM aid_entry WHERE kind = 'TEMPORARY' AND form = 'CASH';
