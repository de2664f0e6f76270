-- The register at real size: its history, joined records, newborns, means checks, keys that change.
-- V11__the_roster.md says which rules they keep.

-- History and imports ------------------------------------------------------------------------

CREATE TABLE roster_import (
  import_id     text        PRIMARY KEY,
  caller_id     text        NOT NULL,
  mode          text        NOT NULL CHECK (mode IN ('GOOD_LINES_ONLY', 'ALL_OR_NOTHING')),
  replaced      text        NOT NULL,
  start_time    timestamptz NOT NULL,
  end_time      timestamptz,
  line_count    integer,
  refused_count integer,
  change_count  integer
);

CREATE TABLE identity_change (
  bucket      smallint    NOT NULL,
  person_id   text        NOT NULL,
  change_id   text        NOT NULL,
  origin      text        NOT NULL CHECK (origin IN ('PUT', 'IMPORT', 'REPLACE', 'JOIN', 'PROVISIONAL')),
  import_id   text        NOT NULL,
  category    text        NOT NULL,
  county      text        NOT NULL,
  was_from    date,
  was_to      date,
  was_source  text,
  now_from    date,
  now_to      date,
  now_source  text,
  caller_id   text        NOT NULL,
  change_time timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id, change_id),
  CHECK (was_from IS NOT NULL OR now_from IS NOT NULL),
  CHECK ((was_from IS NULL) = (was_source IS NULL)),
  CHECK ((now_from IS NULL) = (now_source IS NULL))
);

-- Whom a county's list could end: those that are not ended yet, and those that end later.
CREATE INDEX identity_by_county ON identity (county, category, bucket, person_id, valid_from);

-- Joined records -----------------------------------------------------------------------------

ALTER TABLE account ADD joined_into text;

CREATE TABLE person_join (
  bucket          smallint    NOT NULL,
  person_id       text        NOT NULL,
  join_id         text        NOT NULL,
  into_id         text        NOT NULL,
  survivor_bucket smallint    NOT NULL,
  survivor_id     text        NOT NULL,
  owner_id        text        NOT NULL,
  request_id      text        NOT NULL,
  reason          text        NOT NULL,
  caller_id       text        NOT NULL,
  join_time       timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id),
  CHECK (person_id <> into_id AND person_id <> survivor_id)
);
CREATE INDEX person_join_survivor ON person_join (survivor_bucket, survivor_id);

-- Whose a record is now, for reports.
CREATE VIEW record_now AS
  SELECT a.bucket, a.account_id AS record_id, coalesce(j.survivor_id, a.account_id) AS now_id
  FROM account a LEFT JOIN person_join j ON j.bucket = a.bucket AND j.person_id = a.account_id;

CREATE TABLE joined_usage (
  bucket       smallint NOT NULL,
  account_id   text     NOT NULL,
  benefit_year integer  NOT NULL,
  account_code text     NOT NULL,
  seq          bigint   NOT NULL,
  join_id      text     NOT NULL,
  moved_fen    bigint   NOT NULL,
  opening_fen  bigint   NOT NULL,
  PRIMARY KEY (bucket, account_id, benefit_year, account_code, seq)
);

CREATE TABLE joined_grant (
  bucket        smallint NOT NULL,
  person_id     text     NOT NULL,
  grant_id      text     NOT NULL,
  survivor_bucket smallint NOT NULL,
  survivor_id   text     NOT NULL,
  into_grant_id text     NOT NULL,
  PRIMARY KEY (bucket, person_id, grant_id)
);

-- Whose account it counts on, where that is another record of the person than it was settled for.
ALTER TABLE settlement ADD used_by text NOT NULL DEFAULT '';

CREATE OR REPLACE VIEW settlement_usage AS
  SELECT s.posting_date, s.settlement_id,
    CASE WHEN t.of_household THEN s.household_id WHEN s.used_by <> '' THEN s.used_by
      ELSE s.person_id END AS account_id,
    t.benefit_year, t.account_code, t.seq, t.name_zh, t.cap_fen, t.before_fen, t.added_fen,
    t.before_fen + t.added_fen AS after_fen
  FROM settlement s CROSS JOIN LATERAL unnest(s.use_of_household, s.use_year, s.use_code, s.use_seq,
      s.use_name_zh, s.use_cap_fen, s.use_before_fen, s.use_added_fen)
    AS t (of_household, benefit_year, account_code, seq, name_zh, cap_fen, before_fen, added_fen);

-- Newborns and means checks ------------------------------------------------------------------

CREATE TABLE newborn (
  bucket     smallint    NOT NULL,
  person_id  text        NOT NULL,
  mother_id  text        NOT NULL,
  owner_id   text        NOT NULL,
  request_id text        NOT NULL,
  caller_id  text        NOT NULL,
  entry_time timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id)
);

CREATE TABLE means_check (
  bucket        smallint    NOT NULL,
  person_id     text        NOT NULL,
  report_number text        NOT NULL,
  entry_id      text        NOT NULL,
  county        text        NOT NULL,
  result        text        NOT NULL CHECK (result IN ('PASS', 'FAIL', 'PENDING')),
  checked_date  date        NOT NULL,
  valid_to      date        CHECK (valid_to >= checked_date),
  import_id     text        NOT NULL,
  caller_id     text        NOT NULL,
  entry_time    timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id, report_number, entry_id)
);

-- Keys ---------------------------------------------------------------------------------------

ALTER TABLE key_fingerprint
  DROP COLUMN one,
  ADD PRIMARY KEY (key_version),
  ADD rekeyed_time timestamptz,
  ADD dropped_time timestamptz;
UPDATE key_fingerprint SET rekeyed_time = now();
