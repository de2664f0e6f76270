-- Corrections in comparisons. See V27__corrections_compared.md.

ALTER TABLE reconciliation_run ADD COLUMN corrections_count bigint NOT NULL DEFAULT 0;
