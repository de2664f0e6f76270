-- The bank accounts to which divisions pay hospitals. See V32__payee_accounts.md.

CREATE TABLE payee_account (
  payee_account_id text        PRIMARY KEY,
  county           text        NOT NULL CHECK (county ~ '^[0-9]{6}$'),
  hospital_id      text        NOT NULL,
  bank_name        text        NOT NULL CHECK (bank_name <> ''),
  holder_name      text        NOT NULL CHECK (holder_name <> ''),
  account_number   text        NOT NULL CHECK (account_number ~ '^[0-9A-Za-z]{8,34}$'),
  bank_code        text        NOT NULL CHECK (bank_code ~ '^([0-9]{12})?$'),
  state            text        NOT NULL CHECK (state IN ('PROPOSED', 'IN_FORCE', 'REPLACED')),
  owner_id         text        NOT NULL,
  request_id       text        NOT NULL,
  proposer_id      text        NOT NULL,
  propose_time     timestamptz NOT NULL,
  confirm_owner_id text,
  confirm_request_id text,
  confirmer_id     text        NOT NULL DEFAULT '',
  confirm_time     timestamptz,
  CHECK (confirmer_id <> proposer_id),
  CHECK ((confirmer_id <> '') = (confirm_time IS NOT NULL)),
  CHECK ((confirmer_id <> '') = (confirm_owner_id IS NOT NULL AND confirm_request_id IS NOT NULL)),
  CHECK (state <> 'PROPOSED' OR confirmer_id = ''),
  CHECK (state <> 'IN_FORCE' OR confirmer_id <> '')
);

-- One that waits and one that counts.
CREATE UNIQUE INDEX payee_account_once ON payee_account (county, hospital_id, state)
  WHERE state IN ('PROPOSED', 'IN_FORCE');
CREATE INDEX payee_account_by_hospital ON payee_account (hospital_id, payee_account_id);
