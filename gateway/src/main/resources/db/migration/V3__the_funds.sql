-- Money of statutory funds, which warns and never caps. See V3__the_funds.md.

CREATE TABLE statutory_money (
  fund_code   text        NOT NULL,
  budget_year integer     NOT NULL,
  entry_id    text        NOT NULL,
  amount_fen  bigint      NOT NULL,
  caller_id   text        NOT NULL,
  entry_time  timestamptz NOT NULL,
  PRIMARY KEY (fund_code, budget_year, entry_id)
);

CREATE TABLE statutory_spent (
  fund_code  text    NOT NULL,
  spent_year integer NOT NULL,
  spent_fen  bigint  NOT NULL,
  PRIMARY KEY (fund_code, spent_year)
);

CREATE TABLE statutory_counted (
  one            boolean PRIMARY KEY DEFAULT true CHECK (one),
  counted_before date    NOT NULL
);
INSERT INTO statutory_counted (counted_before) VALUES ('1970-01-01');
