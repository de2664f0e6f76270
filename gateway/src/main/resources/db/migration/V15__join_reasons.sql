-- Why records were joined, encrypted. See V15__join_reasons.md.

ALTER TABLE person_join ALTER COLUMN reason DROP NOT NULL;
ALTER TABLE person_join ADD CONSTRAINT person_join_reason_is_private
  CHECK (reason IS NULL) NOT VALID;

-- What is to be encrypted still.
CREATE INDEX person_join_reason_in_clear ON person_join (bucket, person_id)
  WHERE reason IS NOT NULL;
