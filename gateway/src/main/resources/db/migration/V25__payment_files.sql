-- Which money a payment file names, so that no two name the same. See V25__payment_files.md.

ALTER TABLE clearing ADD COLUMN file_id text NOT NULL DEFAULT '';

ALTER TABLE payment_file ADD COLUMN replaces_id text;
ALTER TABLE payment_file ADD CONSTRAINT payment_file_says_what_it_replaces
  CHECK (replaces_id IS NOT NULL) NOT VALID;

-- Append-only.
CREATE TABLE payment_file_part (
  bucket      smallint NOT NULL,
  clearing_id text     NOT NULL,
  file_id     text     NOT NULL,
  seq         integer  NOT NULL,
  amount_fen  bigint   NOT NULL CHECK (amount_fen > 0),
  PRIMARY KEY (bucket, clearing_id, file_id)
);

-- Of files that are there the stored reply names the clearings.
UPDATE clearing c SET file_id = n.file_id
FROM (
  SELECT DISTINCT ON (word) word AS clearing_id, f.county, f.file_id, f.file_time
  FROM payment_file f JOIN request r
    ON r.owner_id = f.owner_id AND r.request_id = f.request_id AND r.kind = 'CLEARING'
  CROSS JOIN LATERAL regexp_split_to_table(encode(r.reply, 'escape'), '[^0-9A-Za-z]+') AS word
  ORDER BY word, f.file_time DESC, f.file_id DESC) n
WHERE c.clearing_id = n.clearing_id AND c.county = n.county AND NOT EXISTS (
  SELECT FROM clearing_entry e WHERE e.bucket = c.bucket AND e.clearing_id = c.clearing_id
    AND e.step = 'PAY' AND e.entry_time > n.file_time);
