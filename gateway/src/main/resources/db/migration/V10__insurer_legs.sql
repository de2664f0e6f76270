-- What becomes of a claim at the insurer that is asked. See V10__insurer_legs.md.
CREATE TABLE insurer_leg (
  bucket smallint NOT NULL,
  hospital_id text NOT NULL,
  request_id text NOT NULL,
  attempt smallint NOT NULL CHECK (attempt BETWEEN 1 AND 1000),
  insurer_request_id text NOT NULL CHECK (length(insurer_request_id) BETWEEN 1 AND 64),
  insurer text NOT NULL,
  insured_region text NOT NULL,
  aid_county text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('RESERVING', 'COMMITTED', 'CONFIRMED', 'CANCELLING',
    'CANCELLED', 'PROVISIONAL', 'TRUE_UP', 'REFUSED', 'GONE')),
  reversed boolean NOT NULL DEFAULT false,
  settlement_id text,
  insurer_settlement_id text NOT NULL DEFAULT '',
  fund_codes text[] NOT NULL DEFAULT '{}',
  fund_fens bigint[] NOT NULL DEFAULT '{}',
  hospital_share_fen bigint NOT NULL DEFAULT 0 CHECK (hospital_share_fen >= 0),
  said_codes text[] NOT NULL DEFAULT '{}',
  said_fens bigint[] NOT NULL DEFAULT '{}',
  said_share_fen bigint NOT NULL DEFAULT 0 CHECK (said_share_fen >= 0),
  reason text NOT NULL DEFAULT '',
  tries integer NOT NULL DEFAULT 0,
  created timestamptz NOT NULL DEFAULT now(),
  changed timestamptz NOT NULL DEFAULT now(),
  next_try timestamptz NOT NULL,
  checked timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (bucket, hospital_id, request_id, attempt),
  CHECK (cardinality(fund_codes) = cardinality(fund_fens)),
  CHECK (cardinality(said_codes) = cardinality(said_fens)),
  CHECK (settlement_id IS NOT NULL
    OR state NOT IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL', 'TRUE_UP', 'REFUSED', 'GONE'))
);

CREATE INDEX insurer_leg_due ON insurer_leg (next_try)
  WHERE state IN ('RESERVING', 'COMMITTED', 'CANCELLING', 'PROVISIONAL');
CREATE INDEX insurer_leg_confirmed ON insurer_leg (insurer, checked) WHERE state = 'CONFIRMED';
CREATE INDEX insurer_leg_one_sided ON insurer_leg (created, insurer_request_id)
  WHERE state NOT IN ('CONFIRMED', 'CANCELLED', 'RESERVING');
CREATE INDEX insurer_leg_by_settlement ON insurer_leg (settlement_id)
  WHERE settlement_id IS NOT NULL;
CREATE INDEX insurer_leg_by_insurer_request ON insurer_leg (insurer_request_id);
