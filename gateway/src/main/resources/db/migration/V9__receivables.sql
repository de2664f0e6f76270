-- Money owed outside the waterfall, and provisional identities. See V9__receivables.md.

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
