-- Claims on paper, temporary aid, subsidised enrolment, high own cost. See V13__the_aid_office.md.

-- The place of a hospital's id names an aid office in a claim on paper.
ALTER TABLE hospital ADD CONSTRAINT hospital_id_of_no_office
  CHECK (NOT starts_with(hospital_id, 'office:')) NOT VALID;

-- Claims on paper ----------------------------------------------------------------------------

CREATE TABLE paper_claim (
  bucket           smallint NOT NULL,
  settlement_id    text     NOT NULL,
  person_id        text     NOT NULL,
  office           text     NOT NULL CHECK (office ~ '^office:[0-9]{6}$'),
  operator_id      text     NOT NULL,
  hospital_id      text     NOT NULL,
  hospital_name    text     NOT NULL,
  hospital_region  text     NOT NULL,
  hospital_level   text     NOT NULL,
  document_kinds   text[]   NOT NULL,
  document_numbers text[]   NOT NULL,
  PRIMARY KEY (bucket, settlement_id),
  CHECK (cardinality(document_kinds) = cardinality(document_numbers)),
  CHECK ('invoice' = ANY (document_kinds))
);

CREATE TABLE live_invoice (
  bucket          smallint NOT NULL,
  hospital_region text     NOT NULL,
  invoice_number  text     NOT NULL,
  settlement_id   text     NOT NULL,
  PRIMARY KEY (bucket, hospital_region, invoice_number)
);
CREATE INDEX live_invoice_of_settlement ON live_invoice (settlement_id);

-- Dated figures of counties ------------------------------------------------------------------

CREATE TABLE aid_figure (
  county      text        NOT NULL,
  figure_code text        NOT NULL,
  valid_from  date        NOT NULL,
  amount_fen  bigint      NOT NULL CHECK (amount_fen > 0),
  source      text        NOT NULL,
  caller_id   text        NOT NULL,
  entry_time  timestamptz NOT NULL,
  PRIMARY KEY (county, figure_code, valid_from)
);

-- Temporary aid and subsidised enrolment: append-only ----------------------------------------

CREATE TABLE aid_entry (
  bucket            smallint    NOT NULL,
  entry_id          text        NOT NULL,
  kind              text        NOT NULL CHECK (kind IN ('TEMPORARY', 'ENROLMENT')),
  reverses          text,
  person_id         text        NOT NULL,
  county            text        NOT NULL,
  fund_code         text        NOT NULL,
  amount_fen        bigint      NOT NULL CHECK (amount_fen <> 0),
  payee             text        NOT NULL,
  posting_date      date        NOT NULL,
  entry_time        timestamptz NOT NULL,
  commit_xid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
  owner_id          text        NOT NULL,
  request_id        text        NOT NULL,
  operator_id       text        NOT NULL,
  document_number   text        NOT NULL,
  caller_id         text        NOT NULL,
  reason_stated     boolean     NOT NULL,
  decided_date      date,
  standard_code     text,
  standard_fen      bigint,
  multiple          integer,
  heads             integer,
  form              text        CHECK (form IN ('CASH', 'KIND')),
  computed_fen      bigint,
  scheme            text,
  enrolment_year    integer,
  subsidy           text        CHECK (subsidy IN ('FULL', 'FIXED')),
  contribution_fen  bigint,
  line_account      text[]      NOT NULL,
  line_payee        text[]      NOT NULL,
  line_fen          bigint[]    NOT NULL,
  PRIMARY KEY (bucket, entry_id),
  CHECK ((reverses IS NULL) = (amount_fen > 0)),
  CHECK ((kind = 'TEMPORARY') = (num_nulls(decided_date, standard_code, standard_fen, multiple,
    heads, form, computed_fen) = 0)),
  CHECK ((kind = 'ENROLMENT') = (num_nulls(scheme, enrolment_year, subsidy, contribution_fen) = 0)),
  CHECK (cardinality(line_account) = cardinality(line_payee)
    AND cardinality(line_account) = cardinality(line_fen))
);
CREATE UNIQUE INDEX aid_entry_reverses ON aid_entry (bucket, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX aid_entry_by_id ON aid_entry (entry_id);
CREATE INDEX aid_entry_by_day ON aid_entry (posting_date, entry_id);
CREATE INDEX aid_entry_by_county_day ON aid_entry (county, posting_date, entry_id);
CREATE INDEX aid_entry_by_person ON aid_entry (bucket, person_id, posting_date, entry_id);

CREATE TABLE live_enrolment (
  bucket         smallint NOT NULL,
  person_id      text     NOT NULL,
  scheme         text     NOT NULL,
  enrolment_year integer  NOT NULL,
  entry_id       text     NOT NULL,
  county         text     NOT NULL,
  PRIMARY KEY (bucket, person_id, scheme, enrolment_year)
);

CREATE VIEW aid_posting AS
  SELECT e.posting_date, e.bucket, e.entry_id, t.line::smallint AS line, t.account, t.payee,
    t.amount_fen
  FROM aid_entry e CROSS JOIN LATERAL unnest(e.line_account, e.line_payee, e.line_fen)
    WITH ORDINALITY AS t (account, payee, amount_fen, line);

-- All that funds pay, by day.
CREATE VIEW spending AS
  SELECT posting_date, accounting_date, account, amount_fen FROM posting
  UNION ALL
  SELECT posting_date, posting_date, account, amount_fen FROM aid_posting;

-- High own cost ------------------------------------------------------------------------------

CREATE TABLE own_cost (
  bucket       smallint    NOT NULL,
  person_id    text        NOT NULL,
  cost_year    integer     NOT NULL,
  county       text        NOT NULL,
  township     text        NOT NULL,
  own_cost_fen bigint      NOT NULL CHECK (own_cost_fen >= 0),
  source       text        NOT NULL,
  caller_id    text        NOT NULL,
  import_time  timestamptz NOT NULL,
  PRIMARY KEY (bucket, person_id, cost_year, county)
);
CREATE INDEX own_cost_by_county ON own_cost (county, cost_year);

CREATE TABLE high_cost_case (
  bucket        smallint    NOT NULL,
  case_id       text        NOT NULL,
  person_id     text        NOT NULL,
  cost_year     integer     NOT NULL,
  threshold_fen bigint      NOT NULL,
  county        text        NOT NULL,
  township      text        NOT NULL,
  own_cost_fen  bigint      NOT NULL,
  settled_fen   bigint      NOT NULL,
  imported_fen  bigint      NOT NULL,
  identity_held boolean     NOT NULL,
  listed_date   date        NOT NULL,
  listed_time   timestamptz NOT NULL,
  caller_id     text        NOT NULL,
  state         text        NOT NULL CHECK (state IN ('NEW', 'VISITED', 'ADMITTED', 'REFUSED')),
  last_seq      integer     NOT NULL,
  PRIMARY KEY (bucket, case_id),
  UNIQUE (bucket, person_id, cost_year, threshold_fen),
  CHECK (own_cost_fen = greatest(settled_fen, imported_fen) AND own_cost_fen >= threshold_fen)
);
CREATE INDEX high_cost_case_by_id ON high_cost_case (case_id);
CREATE INDEX high_cost_case_by_county ON high_cost_case (county, cost_year, case_id);

CREATE TABLE high_cost_status (
  bucket      smallint    NOT NULL,
  case_id     text        NOT NULL,
  seq         integer     NOT NULL,
  state       text        NOT NULL CHECK (state IN ('NEW', 'VISITED', 'ADMITTED', 'REFUSED')),
  operator_id text        NOT NULL,
  owner_id    text        NOT NULL,
  request_id  text        NOT NULL,
  caller_id   text        NOT NULL,
  status_time timestamptz NOT NULL,
  PRIMARY KEY (bucket, case_id, seq)
);
