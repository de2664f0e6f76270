-- What quotes that bind reserve, until they expire by this server's clock. See V8__quotes_that_bind.md.

CREATE TABLE hold (
  bucket             smallint    NOT NULL,
  hospital_id        text        NOT NULL,
  request_id         text        NOT NULL,
  state              text        NOT NULL
    CHECK (state IN ('HELD', 'SETTLED', 'RELEASED', 'REPLACED', 'EXPIRED')),
  person_id          text        NOT NULL,
  household_id       text        NOT NULL,
  encounter_id       text        NOT NULL,
  bill_number        text        NOT NULL,
  content_hash       bytea       NOT NULL,
  field_hashes       bytea       NOT NULL,
  identity_category  text        NOT NULL,
  identity_county    text        NOT NULL,
  amount_name        text[]      NOT NULL,
  amount_fen         bigint[]    NOT NULL,
  use_of_household   boolean[]   NOT NULL,
  use_year           integer[]   NOT NULL,
  use_code           text[]      NOT NULL,
  use_cap_fen        bigint[]    NOT NULL,
  use_before_fen     bigint[]    NOT NULL,
  use_others_fen     bigint[]    NOT NULL,
  use_fen            bigint[]    NOT NULL,
  grant_id           text[]      NOT NULL,
  grant_fen          bigint[]    NOT NULL,
  fund_code          text[]      NOT NULL,
  fund_fen           bigint[]    NOT NULL,
  caller_id          text        NOT NULL,
  hold_time          timestamptz NOT NULL,
  expire_time        timestamptz NOT NULL CHECK (expire_time > hold_time),
  end_time           timestamptz CHECK ((state = 'HELD') = (end_time IS NULL)),
  settlement_id      text        CHECK ((state = 'SETTLED') = (settlement_id IS NOT NULL)),
  PRIMARY KEY (bucket, hospital_id, request_id)
) WITH (fillfactor = 70, toast_tuple_target = 4000);
CREATE INDEX hold_by_expiry ON hold (expire_time) WHERE state = 'HELD';

-- Of holds that have not ended: what is held of an account, and of a finite fund.

CREATE TABLE account_hold (
  bucket       smallint    NOT NULL,
  account_id   text        NOT NULL,
  hospital_id  text        NOT NULL,
  request_id   text        NOT NULL,
  encounter_id text        NOT NULL,
  bill_number  text        NOT NULL,
  expire_time  timestamptz NOT NULL,
  over         boolean     NOT NULL DEFAULT false,
  use_year     integer[]   NOT NULL,
  use_code     text[]      NOT NULL,
  use_fen      bigint[]    NOT NULL CHECK (0 < ALL (use_fen)),
  grant_id     text[]      NOT NULL,
  grant_fen    bigint[]    NOT NULL CHECK (0 < ALL (grant_fen)),
  fund_code    text[]      NOT NULL,
  fund_fen     bigint[]    NOT NULL,
  PRIMARY KEY (bucket, account_id, hospital_id, request_id)
);

CREATE TABLE fund_hold (
  fund_code   text        NOT NULL,
  hospital_id text        NOT NULL,
  request_id  text        NOT NULL,
  expire_time timestamptz NOT NULL,
  held_fen    bigint      NOT NULL CHECK (held_fen > 0),
  PRIMARY KEY (fund_code, hospital_id, request_id)
);
CREATE INDEX fund_hold_by_expiry ON fund_hold (fund_code, expire_time) INCLUDE (held_fen);

-- Until when anything may be held of an account: whoever locks it sees whether to look for holds.
ALTER TABLE account ADD held_until timestamptz;

-- Kinds of requests are the enum of the code; a later migration need not name those before it.
ALTER TABLE request DROP CONSTRAINT request_kind_check;
ALTER TABLE request ADD CONSTRAINT request_kind_word CHECK (kind ~ '^[A-Z_]{1,32}$') NOT VALID;
