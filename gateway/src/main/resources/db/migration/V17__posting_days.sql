-- Posting days, their totals, cashiers' shifts, late claims of past benefit years.
-- See V17__posting_days.md.

-- What every booking reads: one row.
CREATE TABLE posting_clock (
  one             boolean  PRIMARY KEY DEFAULT true CHECK (one),
  cut_off         integer  NOT NULL CHECK (cut_off BETWEEN 720 AND 1440),
  cut_off_stated  boolean  NOT NULL DEFAULT false,
  later_cut_off   integer  NOT NULL CHECK (later_cut_off BETWEEN 720 AND 1440),
  later_from      date     NOT NULL,
  open_from       date     NOT NULL
);
INSERT INTO posting_clock (cut_off, later_cut_off, later_from, open_from)
VALUES (1440, 1440, '1970-01-01', '1970-01-01');

CREATE TABLE posting_day (
  posting_date   date        PRIMARY KEY,
  state          text        NOT NULL CHECK (state IN ('OPEN', 'CLOSING', 'CLOSED')),
  closing_time   timestamptz,
  closing_caller text,
  horizon        xid8,
  closed_time    timestamptz,
  line_count     bigint,
  CHECK ((state = 'OPEN') = (closing_time IS NULL)),
  CHECK ((closing_time IS NULL) = (closing_caller IS NULL)),
  CHECK ((state = 'CLOSED') = (closed_time IS NOT NULL)),
  CHECK ((state = 'CLOSED') = (line_count IS NOT NULL)),
  CHECK (state <> 'CLOSED' OR horizon IS NOT NULL),
  CHECK (state <> 'OPEN' OR horizon IS NULL)
);
CREATE INDEX posting_day_not_closed ON posting_day (posting_date) WHERE state <> 'CLOSED';

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
