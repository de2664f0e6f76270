-- Money owed outside the waterfall, and provisional identities. See V9__receivables_and_provisional.md.

CREATE TABLE receivable (
  bucket          smallint    NOT NULL,
  person_id       text        NOT NULL,
  receivable_id   text        NOT NULL,
  kind            text        NOT NULL CHECK (kind IN ('CLAW_BACK', 'SUPPLEMENT', 'PATIENT_SHARE')),
  party           text        NOT NULL,
  county          text        NOT NULL,
  settlement_id   text        NOT NULL,
  source_id       text        NOT NULL,
  amount_fen      bigint      NOT NULL CHECK (amount_fen > 0),
  outstanding_fen bigint      NOT NULL CHECK (outstanding_fen BETWEEN 0 AND amount_fen),
  opened_date     date        NOT NULL,
  reason          text        NOT NULL,
  plan_due        date[]      NOT NULL,
  plan_fen        bigint[]    NOT NULL CHECK (0 < ALL (plan_fen)),
  plan_from_fen   bigint      NOT NULL CHECK (plan_from_fen >= 0),
  next_due        date,
  caller_id       text        NOT NULL,
  open_time       timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id, receivable_id),
  CHECK (cardinality(plan_due) = cardinality(plan_fen)),
  CHECK (outstanding_fen > 0 OR next_due IS NULL)
) WITH (fillfactor = 80);
CREATE INDEX receivable_by_id ON receivable (receivable_id);
CREATE INDEX receivable_by_settlement ON receivable (bucket, settlement_id);
CREATE INDEX receivable_by_county ON receivable (county, receivable_id);
CREATE INDEX receivable_by_party ON receivable (party, receivable_id);

CREATE TABLE receivable_entry (
  bucket        smallint    NOT NULL,
  person_id     text        NOT NULL,
  receivable_id text        NOT NULL,
  entry_id      text        NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('PAYMENT', 'WRITE_OFF', 'CANCELLED', 'PLAN')),
  amount_fen    bigint      NOT NULL CHECK ((kind = 'PLAN') = (amount_fen = 0) AND amount_fen >= 0),
  payer         text        NOT NULL,
  note          text        NOT NULL,
  entry_date    date        NOT NULL,
  owner_id      text        NOT NULL,
  request_id    text        NOT NULL,
  caller_id     text        NOT NULL,
  entry_time    timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id, receivable_id, entry_id)
);
CREATE INDEX receivable_entry_written_off ON receivable_entry (entry_date) WHERE kind = 'WRITE_OFF';

-- Provisional identities 容缺 ----------------------------------------------------------------

CREATE TABLE provisional_rule (
  county                 text        NOT NULL,
  valid_from             date        NOT NULL,
  threshold_fen          bigint      NOT NULL CHECK (threshold_fen >= 0),
  person_limit_fen       bigint      NOT NULL CHECK (person_limit_fen > 0),
  county_limit_fen       bigint      NOT NULL CHECK (county_limit_fen >= 0),
  days_max               integer     NOT NULL CHECK (days_max BETWEEN 1 AND 366),
  recovers_in_good_faith boolean     NOT NULL,
  source                 text        NOT NULL,
  caller_id              text        NOT NULL,
  put_time               timestamptz NOT NULL,
  PRIMARY KEY (county, valid_from)
);

CREATE TABLE provisional_county (
  county     text   PRIMARY KEY,
  limit_fen  bigint NOT NULL CHECK (limit_fen >= 0),
  drawn_fen  bigint NOT NULL DEFAULT 0 CHECK (drawn_fen >= 0)
) WITH (fillfactor = 50);

CREATE TABLE provisional (
  bucket           smallint    NOT NULL,
  person_id        text        NOT NULL,
  provisional_id   text        NOT NULL,
  category         text        NOT NULL,
  county           text        NOT NULL,
  valid_from       date        NOT NULL,
  deadline         date        NOT NULL,
  promise_number   text        NOT NULL,
  village_code     text        NOT NULL,
  reviewer_code    text        NOT NULL,
  review_date      date        NOT NULL,
  cost_kind        text        NOT NULL,
  cost_fen         bigint      NOT NULL,
  threshold_fen    bigint      NOT NULL,
  person_limit_fen bigint      NOT NULL CHECK (person_limit_fen > 0),
  recovers_in_good_faith boolean NOT NULL,
  drawn_fen        bigint      NOT NULL DEFAULT 0 CHECK (drawn_fen >= 0),
  state            text        NOT NULL
    CHECK (state IN ('OPEN', 'CONFIRMED', 'IN_GOOD_FAITH', 'FALSE_STATEMENT')),
  promise_broken   boolean     NOT NULL DEFAULT false,
  end_date         date,
  report_number    text        NOT NULL DEFAULT '',
  end_reason       text        NOT NULL DEFAULT '',
  recovered_fen    bigint      NOT NULL DEFAULT 0 CHECK (recovered_fen >= 0),
  end_request_id   text        NOT NULL DEFAULT '',
  caller_id        text        NOT NULL,
  approve_time     timestamptz NOT NULL,
  ender_id         text,
  end_time         timestamptz,
  PRIMARY KEY (bucket, person_id, provisional_id),
  CHECK (cost_fen > threshold_fen),
  CHECK (drawn_fen <= person_limit_fen),
  CHECK (deadline >= valid_from),
  CHECK ((state = 'OPEN') = (end_time IS NULL)),
  CHECK ((state = 'OPEN') = (ender_id IS NULL)),
  CHECK (promise_broken = (state = 'FALSE_STATEMENT'))
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX provisional_open ON provisional (bucket, person_id, county)
  WHERE state = 'OPEN';
CREATE INDEX provisional_by_id ON provisional (provisional_id);
CREATE INDEX provisional_by_county ON provisional (county, provisional_id);

CREATE TABLE provisional_draw (
  bucket           smallint NOT NULL,
  person_id        text     NOT NULL,
  settlement_id    text     NOT NULL,
  provisional_id   text     NOT NULL,
  drawn_fen        bigint   NOT NULL,
  county_after_fen bigint   NOT NULL,
  county_limit_fen bigint   NOT NULL,
  line_account     text[]   NOT NULL,
  line_beside      boolean[] NOT NULL,
  line_fen         bigint[] NOT NULL,
  use_of_household boolean[] NOT NULL,
  use_year         integer[] NOT NULL,
  use_code         text[]   NOT NULL,
  use_name_zh      text[]   NOT NULL,
  use_fen          bigint[] NOT NULL,
  PRIMARY KEY (bucket, person_id, settlement_id)
);
CREATE INDEX provisional_draw_by_approval ON provisional_draw (bucket, provisional_id, settlement_id);
