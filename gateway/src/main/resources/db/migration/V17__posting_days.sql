-- Posting days, their totals, cashiers' shifts, late claims of past benefit years.
-- See V17__posting_days.md.

-- What every booking reads: one row.
CREATE TABLE posting_clock (
  one             boolean  PRIMARY KEY DEFAULT true CHECK (one),
  cut_off         integer  NOT NULL CHECK (cut_off BETWEEN 720 AND 1440),
  cut_off_stated  boolean  NOT NULL DEFAULT false,
  later_cut_off   integer  NOT NULL CHECK (later_cut_off BETWEEN 720 AND 1440),
  later_from      date     NOT NULL,
  open_from       date     NOT NULL,
  late_year       integer  NOT NULL DEFAULT 0
);
INSERT INTO posting_clock (cut_off, later_cut_off, later_from, open_from)
VALUES (1440, 1440, '1970-01-01', '1970-01-01');

CREATE TABLE posting_day (
  posting_date   date        PRIMARY KEY,
  state          text        NOT NULL CHECK (state IN ('CLOSING', 'CLOSED')),
  closing_time   timestamptz NOT NULL,
  closing_caller text        NOT NULL,
  horizon        xid8,
  closed_time    timestamptz,
  line_count     bigint,
  CHECK ((state = 'CLOSED') = (closed_time IS NOT NULL)),
  CHECK ((state = 'CLOSED') = (line_count IS NOT NULL)),
  CHECK (state <> 'CLOSED' OR horizon IS NOT NULL)
);
CREATE INDEX posting_day_closing ON posting_day (posting_date) WHERE state = 'CLOSING';

-- What a closed day came to.
CREATE TABLE posting_day_total (
  posting_date   date   NOT NULL,
  hospital_id    text   NOT NULL,
  insured_region text   NOT NULL,
  aid_county     text   NOT NULL,
  scheme         text   NOT NULL,
  care           text   NOT NULL,
  bearer         text   NOT NULL,
  with_count     bigint NOT NULL,
  with_fen       bigint NOT NULL,
  without_count  bigint NOT NULL,
  without_fen    bigint NOT NULL,
  live_count     bigint NOT NULL,
  live_fen       bigint NOT NULL,
  PRIMARY KEY (posting_date, hospital_id, insured_region, aid_county, scheme, care, bearer)
);

-- Cashiers' shifts ---------------------------------------------------------------------------

CREATE TABLE cashier_shift (
  bucket         smallint    NOT NULL,
  hospital_id    text        NOT NULL,
  operator_id    text        NOT NULL,
  terminal_id    text        NOT NULL,
  shift_id       text        NOT NULL,
  part           integer     NOT NULL CHECK (part > 0),
  request_id     text        NOT NULL,
  state          text        NOT NULL CHECK (state IN ('CLOSING', 'CLOSED')),
  from_date      date        NOT NULL,
  from_xid       xid8        NOT NULL,
  horizon        xid8        NOT NULL CHECK (horizon > from_xid),
  closing_time   timestamptz NOT NULL,
  closing_caller text        NOT NULL,
  closed_time    timestamptz,
  PRIMARY KEY (bucket, hospital_id, operator_id, terminal_id, shift_id, part),
  CHECK ((state = 'CLOSED') = (closed_time IS NOT NULL))
);
CREATE UNIQUE INDEX cashier_shift_request ON cashier_shift (bucket, hospital_id, request_id);
CREATE INDEX cashier_shift_closing ON cashier_shift (closing_time) WHERE state = 'CLOSING';

CREATE TABLE cashier_shift_total (
  bucket         smallint NOT NULL,
  hospital_id    text     NOT NULL,
  operator_id    text     NOT NULL,
  terminal_id    text     NOT NULL,
  shift_id       text     NOT NULL,
  part           integer  NOT NULL,
  bearer         text     NOT NULL,
  with_count     bigint   NOT NULL,
  with_fen       bigint   NOT NULL,
  without_count  bigint   NOT NULL,
  without_fen    bigint   NOT NULL,
  live_count     bigint   NOT NULL,
  live_fen       bigint   NOT NULL,
  PRIMARY KEY (bucket, hospital_id, operator_id, terminal_id, shift_id, part, bearer)
);

-- Until when claims of a benefit year are taken ----------------------------------------------

CREATE TABLE late_claim_limit (
  county       text        NOT NULL CHECK (county ~ '^[0-9]{6}$'),
  benefit_year integer     NOT NULL,
  last_date    date        NOT NULL,
  source       text        NOT NULL,
  caller_id    text        NOT NULL,
  entry_time   timestamptz NOT NULL,
  PRIMARY KEY (county, benefit_year)
);
