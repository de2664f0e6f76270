-- One effect of an id that closes a shift, and until when a receipt lives.
-- See V36__ids_of_closings_and_living_receipts.md.

CREATE TABLE shift_request (
  bucket      smallint NOT NULL,
  hospital_id text     NOT NULL,
  request_id  text     NOT NULL,
  operator_id text     NOT NULL,
  terminal_id text     NOT NULL,
  shift_id    text     NOT NULL,
  part        integer  NOT NULL CHECK (part > 0),
  PRIMARY KEY (bucket, hospital_id, request_id)
);

ALTER TABLE reconciliation_statement ADD COLUMN active_time timestamptz NOT NULL DEFAULT now();
