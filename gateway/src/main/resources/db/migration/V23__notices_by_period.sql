-- Notices of a month, in the order of booking. See V23__notices_by_period.md.

CREATE INDEX readjudication_notice_by_period
  ON readjudication_notice (accounting_period, readjudication_id, person_id);
