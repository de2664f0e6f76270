-- Why steps of clearings were taken, encrypted. See V30__clearing_reasons.md.

ALTER TABLE clearing_entry ADD CONSTRAINT clearing_entry_reason_is_private
  CHECK (reason = '') NOT VALID;

-- What is to be encrypted still.
CREATE INDEX clearing_entry_reason_in_clear ON clearing_entry (bucket, clearing_id, seq)
  WHERE reason <> '';
