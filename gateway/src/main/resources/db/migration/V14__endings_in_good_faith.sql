-- Endings in good faith, held exposure, and what comes back of a reversed settlement. See
-- V14__endings_in_good_faith.md.

-- What an approval that ended in good faith left says so itself. --------------------------------

WITH ended AS (
  UPDATE identity i SET source = 'provisional_ended' FROM provisional v
  WHERE i.source = 'provisional' AND v.state = 'IN_GOOD_FAITH' AND v.bucket = i.bucket
    AND v.person_id = i.person_id AND v.category = i.category AND v.county = i.county
    AND v.valid_from = i.valid_from
  RETURNING i.bucket, i.person_id, i.category, i.county, i.valid_from, i.valid_to, v.ender_id)
INSERT INTO identity_change (bucket, person_id, change_id, origin, import_id, category, county,
  was_from, was_to, was_source, now_from, now_to, now_source, caller_id, change_time)
SELECT e.bucket, e.person_id,
  coalesce((SELECT max(c.change_id) FROM identity_change c
    WHERE c.bucket = e.bucket AND c.person_id = e.person_id), '')
    || 'Z' || row_number() OVER (PARTITION BY e.bucket, e.person_id ORDER BY e.county, e.category),
  'PROVISIONAL', '', e.category, e.county, e.valid_from, e.valid_to, 'provisional', e.valid_from,
  e.valid_to, 'provisional_ended', e.ender_id, now()
FROM ended e;

-- A county's limit is that of its rule of the day. ----------------------------------------------

ALTER TABLE provisional_county DROP COLUMN limit_fen;

-- What quotes that bind hold of what may be drawn under an approval. ----------------------------

CREATE TABLE provisional_hold (
  bucket         smallint    NOT NULL,
  person_id      text        NOT NULL,
  hospital_id    text        NOT NULL,
  request_id     text        NOT NULL,
  encounter_id   text        NOT NULL,
  bill_number    text        NOT NULL,
  provisional_id text        NOT NULL,
  county         text        NOT NULL,
  expire_time    timestamptz NOT NULL,
  held_fen       bigint      NOT NULL CHECK (held_fen > 0),
  PRIMARY KEY (bucket, person_id, hospital_id, request_id)
);
CREATE INDEX provisional_hold_by_county ON provisional_hold (county, expire_time);
ALTER TABLE hold
  ADD provisional_id text NOT NULL DEFAULT '',
  ADD provisional_fen bigint NOT NULL DEFAULT 0
    CHECK (provisional_fen >= 0 AND (provisional_fen = 0) = (provisional_id = ''));

-- What was paid or written off of what a settlement left owed comes back when it is reversed. ---

ALTER TABLE receivable DROP CONSTRAINT receivable_kind_check;
ALTER TABLE receivable ADD CONSTRAINT receivable_kind_word
  CHECK (kind IN ('CLAW_BACK', 'SUPPLEMENT', 'PATIENT_SHARE', 'REFUND'));
ALTER TABLE receivable ADD returned_outside boolean NOT NULL DEFAULT false;
UPDATE receivable r SET returned_outside = true FROM settlement x
  WHERE x.bucket = r.bucket AND x.kind = 'R' AND x.reverses = r.settlement_id;
ALTER TABLE receivable_entry DROP CONSTRAINT receivable_entry_check;
ALTER TABLE receivable_entry ADD CONSTRAINT receivable_entry_amount
  CHECK ((kind = 'PLAN') = (amount_fen = 0) AND (amount_fen >= 0 OR kind = 'WRITE_OFF'));
