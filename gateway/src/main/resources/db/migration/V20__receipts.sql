-- Public keys of receipts, and the signed roots of posting days. See V20__receipts.md.

CREATE TABLE receipt_key (
  key_id     text        PRIMARY KEY,
  algorithm  text        NOT NULL,
  public_key bytea       NOT NULL,
  first_time timestamptz NOT NULL
);

-- The leaves of a closed day, a page of 1,024 a row.
CREATE TABLE day_root_page (
  posting_date date    NOT NULL,
  page         integer NOT NULL CHECK (page >= 0),
  last_id      text    NOT NULL,
  leaves       bytea   NOT NULL CHECK (octet_length(leaves) BETWEEN 32 AND 32768
    AND octet_length(leaves) % 32 = 0),
  PRIMARY KEY (posting_date, page)
);

CREATE TABLE day_root (
  posting_date date        PRIMARY KEY,
  entry_count  bigint      NOT NULL CHECK (entry_count >= 0),
  root_sha256  bytea       NOT NULL CHECK (octet_length(root_sha256) = 32),
  algorithm    text        NOT NULL,
  key_id       text        NOT NULL,
  signed       bytea       NOT NULL,
  signature    bytea       NOT NULL,
  root_time    timestamptz NOT NULL
);
