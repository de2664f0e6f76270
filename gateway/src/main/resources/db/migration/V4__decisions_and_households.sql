-- What offices decide, as figures, and who belongs to which household.
-- V4__decisions_and_households.md says which rules they keep.

ALTER TABLE approval
  ADD amount_fen bigint CHECK (amount_fen >= 0),
  ADD rate_ppm integer CHECK (rate_ppm BETWEEN 0 AND 1000000);

CREATE TABLE household_alias (
  bucket           smallint NOT NULL,
  alias            bytea    NOT NULL,
  key_version      integer  NOT NULL,
  household_bucket smallint NOT NULL,
  household_id     text     NOT NULL,
  PRIMARY KEY (bucket, alias)
);

CREATE TABLE household (
  bucket       smallint NOT NULL,
  household_id text     NOT NULL,
  county       text     NOT NULL,
  ciphertext   bytea    NOT NULL,
  key_version  integer  NOT NULL,
  PRIMARY KEY (bucket, household_id)
);

CREATE TABLE household_member (
  bucket           smallint NOT NULL,
  person_id        text     NOT NULL,
  household_bucket smallint NOT NULL,
  household_id     text     NOT NULL,
  valid_from       date     NOT NULL,
  valid_to         date     CHECK (valid_to >= valid_from),
  PRIMARY KEY (bucket, person_id, valid_from)
);

ALTER TABLE settlement ADD household_id text NOT NULL DEFAULT '';
