-- The first schema. V1__the_ledger.md says what each table is for and which rules it keeps.

-- Persons ------------------------------------------------------------------------------------

CREATE TABLE person (
  bucket      smallint    NOT NULL,
  person_id   text        NOT NULL,
  created     timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id)
);

CREATE TABLE person_alias (
  bucket        smallint NOT NULL,
  alias         bytea    NOT NULL,
  key_version   integer  NOT NULL,
  person_bucket smallint NOT NULL,
  person_id     text     NOT NULL,
  PRIMARY KEY (bucket, alias) INCLUDE (person_bucket, person_id)
);
CREATE INDEX person_alias_person ON person_alias (person_bucket, person_id);

CREATE TABLE person_private (
  bucket      smallint NOT NULL,
  person_id   text     NOT NULL,
  kind        text     NOT NULL,
  alias       bytea    NOT NULL,
  ciphertext  bytea    NOT NULL,
  key_version integer  NOT NULL,
  PRIMARY KEY (bucket, person_id, kind, alias)
);

CREATE TABLE person_access (
  bucket      smallint    NOT NULL,
  person_id   text        NOT NULL,
  access_id   text        NOT NULL,
  caller_id   text        NOT NULL,
  purpose     text        NOT NULL,
  access_time timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id, access_id)
);

CREATE TABLE identity (
  bucket     smallint NOT NULL,
  person_id  text     NOT NULL,
  category   text     NOT NULL,
  county     text     NOT NULL,
  valid_from date     NOT NULL,
  valid_to   date,
  source     text     NOT NULL,
  PRIMARY KEY (bucket, person_id, category, county, valid_from)
);

CREATE TABLE approval (
  bucket         smallint NOT NULL,
  person_id      text     NOT NULL,
  approval_id    text     NOT NULL,
  kind           text     NOT NULL,
  disease        text     NOT NULL,
  treatment_form text     NOT NULL,
  hospital_id    text     NOT NULL,
  valid_from     date     NOT NULL,
  valid_to       date,
  PRIMARY KEY (bucket, person_id, approval_id)
);

CREATE TABLE charity_grant (
  bucket     smallint NOT NULL,
  person_id  text     NOT NULL,
  grant_id   text     NOT NULL,
  fund_code  text     NOT NULL,
  amount_fen bigint   NOT NULL CHECK (amount_fen >= 0),
  drawn_fen  bigint   NOT NULL DEFAULT 0 CHECK (drawn_fen >= 0),
  held_fen   bigint   NOT NULL DEFAULT 0 CHECK (held_fen >= 0),
  valid_from date     NOT NULL,
  valid_to   date     NOT NULL,
  PRIMARY KEY (bucket, person_id, grant_id)
);

CREATE TABLE registry_history (
  change_id   text        PRIMARY KEY,
  subject     text        NOT NULL,
  change      text        NOT NULL,
  caller_id   text        NOT NULL,
  change_time timestamptz NOT NULL
);

-- Places and callers -------------------------------------------------------------------------

CREATE TABLE hospital (
  hospital_id text    PRIMARY KEY,
  name        text    NOT NULL,
  region      text    NOT NULL,
  level       text    NOT NULL,
  suspended   boolean NOT NULL
);

CREATE TABLE caller (
  caller_id          text        PRIMARY KEY,
  role               text        NOT NULL,
  hospital_id        text        NOT NULL,
  regions            text[]      NOT NULL,
  token_sha256       bytea,
  certificate_sha256 text,
  registered_time    timestamptz NOT NULL,
  revoked_time       timestamptz
);
CREATE UNIQUE INDEX caller_token ON caller (token_sha256);
CREATE UNIQUE INDEX caller_certificate ON caller (certificate_sha256)
  WHERE revoked_time IS NULL;

-- Accounts: one lock row a person, one running total a year and code -------------------------

CREATE TABLE account (
  bucket     smallint NOT NULL,
  account_id text     NOT NULL,
  PRIMARY KEY (bucket, account_id)
);

CREATE TABLE account_usage (
  bucket       smallint NOT NULL,
  account_id   text     NOT NULL,
  benefit_year integer  NOT NULL,
  account_code text     NOT NULL,
  used_fen     bigint   NOT NULL CHECK (used_fen >= 0),
  held_fen     bigint   NOT NULL DEFAULT 0 CHECK (held_fen >= 0),
  pending_fen  bigint   NOT NULL DEFAULT 0 CHECK (pending_fen >= 0),
  seq          bigint   NOT NULL,
  PRIMARY KEY (bucket, account_id, benefit_year, account_code)
) WITH (fillfactor = 80);

CREATE TABLE opening_usage (
  bucket       smallint    NOT NULL,
  account_id   text        NOT NULL,
  benefit_year integer     NOT NULL,
  account_code text        NOT NULL,
  seq          bigint      NOT NULL,
  used_fen     bigint      NOT NULL,
  source       text        NOT NULL,
  owner_id     text        NOT NULL,
  request_id   text        NOT NULL,
  caller_id    text        NOT NULL,
  entry_time   timestamptz NOT NULL,
  PRIMARY KEY (bucket, account_id, benefit_year, account_code, seq)
);

-- Requests and claims ------------------------------------------------------------------------

CREATE TABLE request (
  bucket         smallint    NOT NULL,
  owner_id       text        NOT NULL,
  request_id     text        NOT NULL,
  kind           text        NOT NULL CHECK (kind IN ('SETTLE', 'REVERSE', 'OPENING', 'FUND')),
  state          text        NOT NULL
    CHECK (state IN ('OPEN', 'SETTLED', 'REFUSED', 'REVERSED', 'FORBIDDEN', 'BOOKED')),
  content_hash   bytea       NOT NULL,
  field_hashes   bytea       NOT NULL,
  reply          bytea,
  reversed_reply bytea,
  undo_reply     bytea,
  settlement_id  text,
  insured_region text        NOT NULL DEFAULT '',
  aid_county     text        NOT NULL DEFAULT '',
  caller_id      text        NOT NULL,
  created        timestamptz NOT NULL,
  PRIMARY KEY (bucket, owner_id, request_id)
) WITH (fillfactor = 60);

CREATE TABLE live_claim (
  bucket        smallint NOT NULL,
  hospital_id   text     NOT NULL,
  encounter_id  text     NOT NULL,
  bill_number   text     NOT NULL,
  settlement_id text     NOT NULL,
  request_id    text     NOT NULL,
  PRIMARY KEY (bucket, hospital_id, encounter_id, bill_number)
);

-- The ledger: append-only --------------------------------------------------------------------

CREATE TABLE settlement (
  bucket                smallint    NOT NULL,
  settlement_id         text        NOT NULL,
  kind                  text        NOT NULL CHECK (kind IN ('S', 'R')),
  reverses              text        CHECK ((kind = 'R') = (reverses IS NOT NULL)),
  person_id             text        NOT NULL,
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
  posting_date          date        NOT NULL,
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
  inputs                jsonb,
  PRIMARY KEY (bucket, settlement_id),
  CHECK (paid_fen + hospital_share_fen + patient_share_fen = total_fen)
);
CREATE UNIQUE INDEX settlement_by_id ON settlement (settlement_id);
CREATE UNIQUE INDEX settlement_reverses ON settlement (bucket, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX settlement_by_day ON settlement (posting_date, settlement_id);
CREATE INDEX settlement_by_hospital_day ON settlement (hospital_id, posting_date, settlement_id);

CREATE TABLE posting (
  bucket        smallint NOT NULL,
  settlement_id text     NOT NULL,
  line          smallint NOT NULL,
  account       text     NOT NULL,
  payee         text     NOT NULL,
  amount_fen    bigint   NOT NULL,
  PRIMARY KEY (bucket, settlement_id, line)
);

CREATE TABLE settlement_usage (
  bucket        smallint NOT NULL,
  settlement_id text     NOT NULL,
  account_id    text     NOT NULL,
  benefit_year  integer  NOT NULL,
  account_code  text     NOT NULL,
  seq           bigint   NOT NULL,
  name_zh       text     NOT NULL,
  cap_fen       bigint   NOT NULL,
  before_fen    bigint   NOT NULL,
  added_fen     bigint   NOT NULL,
  after_fen     bigint   NOT NULL,
  PRIMARY KEY (bucket, account_id, benefit_year, account_code, seq),
  CHECK (before_fen + added_fen = after_fen)
);
CREATE INDEX settlement_usage_by_settlement ON settlement_usage (bucket, settlement_id);

CREATE TABLE grant_draw (
  bucket        smallint NOT NULL,
  settlement_id text     NOT NULL,
  person_id     text     NOT NULL,
  grant_id      text     NOT NULL,
  drawn_fen     bigint   NOT NULL,
  PRIMARY KEY (bucket, settlement_id, grant_id)
);

-- Finite funds -------------------------------------------------------------------------------

CREATE TABLE fund (
  fund_code  text   PRIMARY KEY,
  budget_fen bigint NOT NULL,
  used_fen   bigint NOT NULL DEFAULT 0 CHECK (used_fen >= 0),
  held_fen   bigint NOT NULL DEFAULT 0 CHECK (held_fen >= 0)
) WITH (fillfactor = 50);

CREATE TABLE fund_entry (
  fund_code  text        NOT NULL,
  entry_id   text        NOT NULL,
  kind       text        NOT NULL CHECK (kind IN ('BUDGET', 'TAKEN')),
  amount_fen bigint      NOT NULL,
  caller_id  text        NOT NULL,
  entry_time timestamptz NOT NULL,
  PRIMARY KEY (fund_code, kind, entry_id)
);
CREATE INDEX fund_entry_by_entry ON fund_entry (entry_id);

-- Policies -----------------------------------------------------------------------------------

CREATE TABLE policy (
  policy_code  text        NOT NULL,
  valid_from   date        NOT NULL,
  valid_to     date,
  file_name    text        NOT NULL,
  text         text        NOT NULL,
  text_sha256  text        NOT NULL,
  publish_time timestamptz NOT NULL,
  publisher_id text        NOT NULL,
  PRIMARY KEY (policy_code, valid_from)
);

CREATE TABLE policy_revision (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  revision bigint  NOT NULL
);
INSERT INTO policy_revision (revision) VALUES (0);
