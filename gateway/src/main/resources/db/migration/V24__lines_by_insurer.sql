-- Lines by the insurer's own number. See V24__lines_by_insurer.md.

CREATE INDEX reconciliation_line_by_insurer ON reconciliation_line (bucket, insurer_settlement_id)
  WHERE insurer_settlement_id <> '';
