-- Which keys the database was written with: one row, once, by the first gateway. See V2__the_keys.md.

CREATE TABLE key_fingerprint (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  key_version integer NOT NULL,
  fingerprint bytea   NOT NULL CHECK (octet_length(fingerprint) = 32)
);
